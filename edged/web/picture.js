/** The easel: one picture from the wish to the finished sheet, with all that may happen in between. */

import { fileName, printPicture } from './album.js';
import { ask, BoxGone } from './box.js';
import { follow } from './follow.js';
import { FRIENDS } from './icons.js';
import { face } from './tiles.js';
import { say } from './words.js';

const FACE_OF = { refused: '🌷', empty: '🤔', failed: '🌧️', busy: '🐌', lesson_paused: '☕' };

export class Easel {
  /** `onDone(picture)` when one is finished, `onGone(error)` when the box does not answer. */
  constructor({ onDone, onGone }) {
    ['frame', 'preview', 'drawn', 'line', 'progress', 'crayon', 'telling', 'another', 'save', 'print', 'stop', 'draw']
      .forEach((id) => { this[id] = document.getElementById(id); });
    this.onDone = onDone;
    this.onGone = onGone;
    this.picture = null;
    this.helper = null; /* who draws when the box cannot */
    this.leave = () => {};
    this.told = ['idle'];
    this.another.addEventListener('click', () => this.picture && this.ask(this.picture.prompt));
    this.print.addEventListener('click', () => this.picture && printPicture(this.picture));
    this.stop.addEventListener('click', () => this.cancel());
    this.drawn.addEventListener('load', () => this.revealed());
  }

  get busy() {
    return ['asking', 'queued', 'step'].indexOf(this.frame.dataset.state) >= 0;
  }

  /** Asks the box for a picture of `prompt`: one that this tablet was not given before. */
  async ask(prompt) {
    if (this.busy) return;
    if (!prompt) {
      this.kindly('empty', say('empty'), say('empty_fix'));
      return;
    }
    this.begin();
    const { helper, turn } = this;
    if (helper && helper.instead(prompt)) return;
    try {
      const picture = await ask('/v1/pictures', { prompt }, 'POST', helper && helper.patience);
      if (turn !== this.turn) {
        this.drop(picture); /* Stopped while it was asked for. */
        return;
      }
      this.take(picture);
      if (helper) helper.compare(picture);
    } catch (error) {
      if (turn !== this.turn) return;
      if (error instanceof BoxGone) this.onGone(error);
      if (!helper || !helper.rescue(prompt, error)) this.trouble(error);
    }
  }

  begin() {
    this.leave();
    this.picture = null;
    this.turn = {};
    this.preview.hidden = true;
    this.drawn.hidden = true;
    this.advance(0, 1);
    this.state('asking', 'asking');
    this.frame.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }

  /** Shows `picture` in whatever state it is, and follows it to its end. */
  take(picture) {
    this.leave();
    this.picture = picture;
    if (picture.state === 'drawing') this.on('step', picture);
    else this.on(picture.state, picture);
    if (this.busy) this.leave = follow(picture.id, (name, data) => this.on(name, data));
  }

  on(name, data) {
    if (name === 'queued') this.queued(data);
    else if (name === 'step') this.stepped(data);
    else if (name === 'done') this.done(data);
    else if (name === 'cancelled') this.state('idle', 'cancelled');
    else this.kindly(name, ...this.reason(name, data));
  }

  reason(name, { error }) {
    const said = error || {};
    return [said.message || say(name), said.message ? said.fix || '' : say(name + '_fix')];
  }

  queued({ position }) {
    if (position === 0) {
      this.state('step', 'step');
      return;
    }
    const before = Math.max(0, (position || 1) - 1); /* 1 is the next one to be drawn */
    this.state('queued', before === 0 ? 'next' : before === 1 ? 'before_one' : 'before', { n: before });
    /* Who is drawn leaves at the front; a dozen fit. */
    while (this.line.children.length > Math.min(before, FRIENDS.length)) this.line.removeChild(this.line.firstChild);
    while (this.line.children.length < Math.min(before, FRIENDS.length)) {
      this.line.append(face('animal', FRIENDS[this.line.children.length]));
    }
  }

  stepped({ step, steps, preview }) {
    if (this.frame.dataset.state !== 'step') this.state('step', 'step');
    if (step) this.advance(step, steps);
    if (!preview) return;
    release(this.preview);
    this.preview.src = URL.createObjectURL(typeof preview === 'string' ? blobOf(preview) : preview);
    this.preview.style.filter = 'blur(' + (10 * (1 - step / steps)).toFixed(1) + 'px)';
    this.preview.hidden = false;
  }

  advance(step, steps) {
    const percent = Math.round((100 * step) / steps);
    this.crayon.style.width = percent + '%';
    this.progress.setAttribute('aria-valuenow', String(percent));
  }

  done(picture) {
    this.picture = Object.assign({}, this.picture, picture);
    this.advance(1, 1);
    this.drawn.alt = say('picture', { prompt: this.picture.prompt });
    this.drawn.src = this.picture.image;
    this.save.href = this.picture.image;
    this.save.download = fileName(this.picture);
    if (this.drawn.complete) this.revealed();
  }

  /** The bytes are here: no half-loaded picture is ever seen. */
  revealed() {
    if (!this.picture || this.picture.state !== 'done' || !this.drawn.naturalWidth) return;
    const { reason } = this.picture.served || {};
    this.drawn.hidden = false;
    this.state('done', this.picture.told || (reason ? 'otherwise' : 'done'), { reason });
    this.preview.hidden = true;
    release(this.preview);
    this.onDone(this.picture);
  }

  async cancel() {
    const picture = this.picture;
    this.leave();
    this.turn = null;
    this.state('idle', 'cancelled');
    if (picture && !picture.own) this.drop(picture);
  }

  async drop({ id }) {
    try {
      await ask('/v1/pictures/' + encodeURIComponent(id), null, 'DELETE');
    } catch (error) {
      if (error instanceof BoxGone) this.onGone(error);
    }
  }

  /** Thrown away: where it is shown, the sheet is empty again. */
  forget({ id }) {
    if (!this.busy && this.picture && this.picture.id === id) {
      this.picture = null;
      this.state('idle', 'idle');
    }
  }

  /** A picture in progress waits for a box that was gone. */
  again() {
    if (this.busy && this.picture && !this.picture.own) this.take(this.picture);
  }

  shows({ id }) {
    return this.picture && this.picture.id === id;
  }

  trouble(error) {
    const { status, code, message, fix } = error;
    const kind = FACE_OF[code] ? code : status === 503 || status === 429 ? 'busy' : 'failed';
    if (error instanceof BoxGone) this.state('idle', 'idle');
    /* For grown-ups to mend. */
    else if (/^(pack|store|worker)_/.test(code)) this.kindly('failed', say('degraded'));
    else this.kindly(kind, message || say('failed'), message ? fix : say('failed_fix'));
  }

  kindly(kind, message, fix) {
    document.getElementById('kind-face').textContent = FACE_OF[kind] || FACE_OF.failed;
    document.getElementById('kind-says').textContent = message;
    document.getElementById('kind-fix').textContent = fix || '';
    this.state('kind', null);
    this.telling.textContent = message + (fix ? ' ' + fix : '');
    this.frame.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }

  state(name, key, details) {
    this.frame.dataset.state = name;
    this.frame.classList.toggle('own', !!this.picture && !!this.picture.own);
    this.told = key ? [key, details] : null;
    if (this.told) this.translate();
    if (name === 'idle' || name === 'kind') {
      this.drawn.hidden = true;
      this.preview.hidden = true;
    }
    this.another.hidden = this.save.hidden = this.print.hidden = name !== 'done';
    this.stop.hidden = !this.busy;
    this.draw.disabled = this.busy;
    this.frame.setAttribute('aria-busy', String(this.busy));
  }

  translate() {
    if (this.told) this.telling.textContent = say(...this.told);
  }
}

/** Blob of a base64 preview; blob: because the page's policy forbids data: addresses. */
function blobOf(base64) {
  const raw = atob(base64.replace(/^data:[^,]*,/, ''));
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return new Blob([bytes], { type: 'image/webp' });
}

function release(image) {
  if (/^blob:/.test(image.src)) URL.revokeObjectURL(image.src);
}

