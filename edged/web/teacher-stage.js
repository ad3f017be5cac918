/** The big screen: the newest picture large, those before it beside; nothing hidden, and no controls unless somebody moves. */

import { arrange, element } from './element.js';
import { nameOf } from './teacher-name.js';
import { Overlay } from './teacher-overlay.js';
import { say } from './speech.js';

const BESIDE = 6; /* pictures beside the large one */
const ROUND = 24; /* pictures that take turns being large */
const TURN = 8000; /* ms for each of them */
const AWAKE = 3000; /* ms that the way back can be seen after somebody moved */

export class Stage {
  constructor() {
    ['stage', 'spot', 'spot-image', 'spot-name', 'rest', 'stage-out']
      .forEach((id) => { this[id.replace('stage-', '').replace('spot-', '')] = document.getElementById(id); });
    this.overlay = new Overlay(this.stage, () => this.left());
    this.pictures = [];
    this.place = 0;
    this.nodes = {};
    this.still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.out.addEventListener('click', () => this.overlay.close());
    this.stage.addEventListener('keydown', (event) => this.key(event));
    ['pointermove', 'pointerdown', 'touchstart'].forEach((name) => this.stage.addEventListener(name, () => this.wake()));
    ['fullscreenchange', 'webkitfullscreenchange'].forEach((name) => document.addEventListener(name, () => {
      if (!fullscreen() && this.full) this.overlay.close();
      this.full = !!fullscreen();
    }));
  }

  open() {
    this.place = 0;
    this.overlay.show(this.stage);
    this.wake();
    this.render();
    const whole = document.documentElement; /* not the stage alone: the focus would not find back */
    const ask = whole.requestFullscreen || whole.webkitRequestFullscreen;
    const asked = ask && ask.call(whole);
    if (asked && asked.catch) asked.catch(() => {}); /* It covers the window all the same. */
  }

  left() {
    clearTimeout(this.timer);
    this.full = false;
    if (fullscreen()) (document.exitFullscreen || document.webkitExitFullscreen).call(document);
  }

  /** `pictures`: the newest first, hidden ones among them. */
  show(pictures) {
    const seen = pictures.filter(({ hidden }) => !hidden).slice(0, ROUND);
    const fresh = seen.length && (!this.pictures.length || seen[0].id !== this.pictures[0].id);
    const large = this.pictures[this.place];
    this.pictures = seen;
    this.place = fresh || !large ? 0 : Math.max(0, seen.findIndex(({ id }) => id === large.id));
    if (this.overlay.shown) this.render(fresh);
  }

  render(fresh) {
    clearTimeout(this.timer);
    const count = this.pictures.length;
    const large = this.pictures[this.place];
    this.stage.dataset.count = String(Math.min(count, 2));
    this.image.src = large ? large.image : '/web/duck.svg';
    this.image.alt = large ? say('picture', { prompt: large.prompt }) : '';
    this.name.textContent = large ? nameOf(large.by) : say('bare');
    this.spot.classList.remove('fresh');
    if (fresh && this.spot.offsetWidth) this.spot.classList.add('fresh'); /* Looking at its width begins the animation anew. */
    const beside = [];
    for (let i = 1; i <= Math.min(BESIDE, count - 1); i += 1) beside.push(this.pictures[(this.place + i) % count]);
    arrange(this.rest, beside.map((picture) => this.small(picture)));
    if (count > 1 && !this.still) this.timer = setTimeout(() => this.move(1), TURN);
  }

  small(picture) {
    const known = this.nodes[picture.id];
    if (known && known.said === nameOf(picture.by)) return known.node;
    const image = element('img');
    image.alt = say('picture', { prompt: picture.prompt });
    image.src = picture.image;
    const node = element('li', '', [element('div', 'frame', [image]), element('p', '', nameOf(picture.by))]);
    this.nodes[picture.id] = { node, said: nameOf(picture.by) };
    return node;
  }

  move(by) {
    const count = this.pictures.length;
    if (!count) return;
    this.place = (this.place + by + count) % count;
    this.render(true);
  }

  key(event) {
    if (event.key === 'ArrowRight' || event.key === ' ') this.move(1);
    else if (event.key === 'ArrowLeft') this.move(-1);
    else return;
    event.preventDefault();
  }

  wake() {
    clearTimeout(this.sleep);
    this.stage.classList.add('awake');
    this.sleep = setTimeout(() => this.stage.classList.remove('awake'), AWAKE);
  }
}

function fullscreen() {
  return document.fullscreenElement || document.webkitFullscreenElement;
}
