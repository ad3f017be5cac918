/** One own picture, large: to look at, print, save, draw once more, and throw away after being asked. */

import { ask, BoxGone } from './box.js';
import { say } from './words.js';

export class Album {
  /** `onAnother(picture)`, `onGone()` when the box does not answer, `onRemoved(picture)`. */
  constructor({ onAnother, onGone, onRemoved }) {
    ['album', 'album-picture', 'album-words', 'album-close', 'album-before', 'album-after', 'album-another', 'album-save', 'album-print',
      'album-remove', 'album-sure', 'album-keep', 'album-throw']
      .forEach((id) => { this[id.replace('album-', '')] = document.getElementById(id); });
    this.onGone = onGone;
    this.onRemoved = onRemoved;
    this.pictures = [];
    this.place = 0;
    this.back = null; /* what had the focus before */
    this.close.addEventListener('click', () => this.hide());
    this.before.addEventListener('click', () => this.turn(-1));
    this.after.addEventListener('click', () => this.turn(1));
    this.another.addEventListener('click', () => {
      this.hide();
      onAnother(this.shown);
    });
    this.print.addEventListener('click', () => printPicture(this.shown));
    this.remove.addEventListener('click', () => this.askFirst(true));
    this.keep.addEventListener('click', () => this.askFirst(false));
    this.throw.addEventListener('click', () => this.throwAway());
    this.album.addEventListener('keydown', (event) => this.keys(event));
  }

  get shown() {
    return this.pictures[this.place];
  }

  /** Opens at `picture`, one of `pictures`. */
  show(picture, pictures) {
    this.back = document.activeElement;
    this.pictures = pictures;
    this.place = pictures.indexOf(picture);
    this.album.hidden = false;
    this.render();
    this.close.focus();
  }

  hide() {
    this.album.hidden = true;
    this.giveBack();
  }

  /** The focus, to where it was, or near it. */
  giveBack() {
    const near = document.contains(this.back) ? this.back : document.querySelector('.card') || document.getElementById('draw');
    near.focus();
  }

  turn(step) {
    this.place = (this.place + step + this.pictures.length) % this.pictures.length;
    this.render();
  }

  render() {
    const { prompt, image } = this.shown;
    this.askFirst(false);
    this.picture.src = image;
    this.picture.alt = say('picture', { prompt });
    this.words.textContent = prompt;
    this.save.href = image;
    this.save.download = fileName(this.shown);
    this.before.hidden = this.after.hidden = this.pictures.length < 2;
  }

  /** The question takes the place of the buttons, its kind answer first: who taps twice keeps the picture. */
  askFirst(asking) {
    const asked = !this.sure.hidden;
    this.sure.hidden = !asking;
    this.remove.parentNode.hidden = asking;
    if (asking) this.keep.focus();
    else if (asked) this.remove.focus();
  }

  async throwAway() {
    const picture = this.shown;
    this.hide();
    try {
      if (!picture.own) await ask('/v1/pictures/' + encodeURIComponent(picture.id), null, 'DELETE');
      this.onRemoved(picture);
    } catch (error) {
      if (error instanceof BoxGone) this.onGone(error);
      else this.onRemoved(picture); /* It was gone already. */
    }
    this.giveBack();
  }

  keys(event) {
    if (event.key === 'Escape') this.hide();
    else if (event.key === 'ArrowLeft') this.turn(-1);
    else if (event.key === 'ArrowRight') this.turn(1);
    else if (event.key === 'Tab') this.stayInside(event);
  }

  stayInside(event) {
    const all = Array.from(this.album.querySelectorAll('button, a')).filter((node) => node.offsetParent);
    const leaving = event.shiftKey ? all[0] : all[all.length - 1];
    if (document.activeElement !== leaving) return;
    event.preventDefault();
    all[event.shiftKey ? all.length - 1 : 0].focus();
  }
}

/** The picture alone on its sheet, with its words; its label is in its pixels. */
export function printPicture({ prompt, image }) {
  const sheet = document.getElementById('sheet-picture');
  document.getElementById('sheet-words').textContent = prompt;
  sheet.onload = () => window.print();
  sheet.src = image;
}

/** A name for the file: the wish's words, without what file systems refuse. */
export function fileName({ prompt, image, seed }) {
  const kind = (/\.(\w+)$/.exec(image) || [null, 'png'])[1];
  const words = (prompt || '').replace(/[\\/:*?"<>|.\s]+/g, ' ').trim().slice(0, 40) || say('file');
  return words + ' ' + seed + '.' + kind;
}
