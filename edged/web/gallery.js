/** The shelf: this tablet's own pictures of the lesson, newest first. */

import { ask } from './box.js';
import { say } from './words.js';

const MOST = 24; /* pictures on the shelf */

export class Gallery {
  /** `onPick(picture, pictures)` when the child taps one of them. */
  constructor(onPick) {
    this.region = document.getElementById('gallery');
    this.shelf = document.getElementById('shelf');
    this.onPick = onPick;
    this.pictures = [];
  }

  /** Fetches the own pictures; returns them, newest first. */
  async load() {
    const answer = await ask('/v1/pictures');
    const all = Array.isArray(answer) ? answer : answer.pictures;
    const done = all.filter(({ state }) => state === 'done');
    /* What the tablet drew by itself is not the box's yet. */
    const own = this.pictures.filter((picture) => picture.own && done.every(({ id }) => id !== picture.id));
    this.pictures = own.concat(done).slice(0, MOST);
    this.render();
    return all;
  }

  drop({ id }) {
    this.pictures = this.pictures.filter((each) => each.id !== id);
    this.render();
  }

  /** The box has `picture` now, which was drawn here as `id`. */
  swap(id, picture) {
    this.pictures = this.pictures.filter((each) => each.id !== picture.id).map((each) => (each.id === id ? picture : each));
    this.render();
  }

  add(picture) {
    this.pictures = [picture].concat(this.pictures.filter(({ id }) => id !== picture.id)).slice(0, MOST);
    this.render(picture.id);
  }

  render(current) {
    while (this.shelf.firstChild) this.shelf.removeChild(this.shelf.firstChild);
    this.region.hidden = !this.pictures.length;
    this.pictures.forEach((picture) => this.shelf.append(this.card(picture, picture.id === current)));
  }

  card(picture, current) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'card';
    button.setAttribute('aria-label', say('show', { prompt: picture.prompt }));
    if (current) button.setAttribute('aria-current', 'true');
    const image = document.createElement('img');
    image.alt = '';
    image.loading = 'lazy';
    image.src = picture.image + (picture.own ? '' : '?size=256x256');
    image.addEventListener('error', () => { item.hidden = true; }, { once: true });
    button.append(image);
    button.addEventListener('click', () => this.onPick(picture, this.pictures));
    const item = document.createElement('li');
    item.append(button);
    return item;
  }
}
