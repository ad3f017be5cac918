/**
 * Draws when the box cannot: decides who draws, and does the tablet's part. Read this first.
 *
 * The box comes first. The tablet draws where the box does not answer, is too busy or hot, or would take longer than the tablet
 * itself has been measured to take; never in a pause, and never where the teacher does not want it.
 */

import { ask, BoxGone } from '../box.js';
import { element } from '../element.js';
import { language, learn, say } from '../speech.js';
import { isAble } from './fit.js';
import { Hand } from './hand.js';
import { Owed } from './owed.js';
import { WORDS } from './words.js';

const CALM = [1500, 9000]; /* ms before the files are fetched, by chance between these: not all tablets of a class at once */
const AGAIN = 20000; /* ms before another try where the files did not come */
const PATIENCE = 2500; /* ms until a silent box counts as gone, for who can do without */
const GAIN = 3; /* seconds that the tablet must be faster by, to be preferred */
const NAP = 1500; /* ms that a picture in progress waits for its box */
const KEPT = 'edged.seconds';

export class Standin {
  /** `onTaken(id, picture)`: the box has drawn what was drawn here as `id`. */
  constructor({ easel, onTaken }) {
    learn(WORDS);
    this.easel = easel;
    this.hand = new Hand();
    this.owed = new Owed(onTaken);
    this.state = isAble() ? 'new' : 'unable'; /* then getting, ready */
    this.box = null;
    this.gone = false;
    this.kit = null; /* its digest */
    this.seconds = kept();
    this.timer = 0;
    this.dress();
    document.addEventListener('visibilitychange', () => this.looked());
  }

  /** Key of what the banner says of a box that does not answer. */
  get sign() {
    return this.able ? 'alone' : this.state === 'unable' ? 'cannot' : 'gone';
  }

  /** It may draw, and can. */
  get able() {
    return this.state === 'ready' && this.box.tablets && !this.box.paused;
  }

  get patience() {
    return this.able ? PATIENCE : undefined;
  }

  /** The box answered. */
  see(box) {
    this.box = box;
    this.gone = false;
    const digest = box.pack && box.pack.digest;
    if (box.state === 'ready' && !box.paused && digest) this.owed.handIn(digest);
    if (this.state === 'ready') this.hand.label(box.label);
    const stale = this.state === 'ready' && digest && this.kit !== digest;
    if (box.tablets && (this.state === 'new' || stale)) this.soon(CALM[0] + Math.random() * (CALM[1] - CALM[0]));
  }

  /** It did not. A picture on its way is drawn here, if the box does not come back at once. */
  lost() {
    if (this.gone) return;
    this.gone = true;
    setTimeout(() => {
      const { picture, busy } = this.easel;
      if (this.gone && this.able && busy && picture && !picture.own) this.draw(picture);
    }, NAP);
  }

  /** Whether the tablet takes the wish without asking the box. */
  instead(prompt) {
    if (!this.able || !(this.gone || this.box.state === 'hot')) return false;
    this.draw({ prompt });
    return true;
  }

  /** Whether it takes the wish that the box did not. */
  rescue(prompt, error) {
    const gone = error instanceof BoxGone;
    const busy = (error.status === 503 || error.status === 429) && error.code !== 'lesson_paused';
    if (!this.able || !(gone || busy)) return false;
    this.draw({ prompt });
    return true;
  }

  /** The box took the wish: it keeps it, unless the tablet is clearly faster. */
  compare({ id, state, eta_s: wait, prompt, seed }) {
    if (!this.able || !this.seconds || state !== 'queued' || !(wait > this.seconds + GAIN)) return;
    ask('/v1/pictures/' + encodeURIComponent(id), null, 'DELETE').catch(() => {});
    this.draw({ prompt, seed });
  }

  /** What the tablet understands; null where it cannot tell. */
  read(prompt) {
    return this.state === 'ready' ? this.hand.read(prompt, language()).catch(() => null) : Promise.resolve(null);
  }

  forget({ id }) {
    this.owed.drop(id);
  }

  /** Draws {prompt, seed?, id?} on the easel, instead of whatever is there. */
  async draw({ prompt, seed, id }) {
    const { easel } = this;
    const whole = seed === undefined ? chance(1)[0] : seed;
    const picture = { id: id || 'tablet-' + chance(4).join('-'), prompt, seed: whole, state: 'drawing', own: true, told: 'own' };
    const here = () => easel.picture === picture;
    let drawing = { stop: () => {} };
    easel.leave();
    easel.leave = () => drawing.stop();
    easel.picture = picture;
    easel.state('step', 'own_step');
    try {
      const { refused } = await this.hand.read(prompt, language());
      if (!here()) return;
      if (refused) {
        easel.on('refused', { error: { message: refused.message } });
        return;
      }
      drawing = this.hand.draw({ id: picture.id, prompt, seed: whole }, (told) => here() && easel.on('step', withPreview(told)));
      const drawn = await drawing.promise;
      this.timed(drawn.seconds);
      if (here()) this.finish(picture, drawn);
    } catch (error) {
      if (here() && error.kind !== 'Cancelled') easel.on('failed', {});
    }
  }

  finish(picture, { png, steps, understood, dropped }) {
    const image = URL.createObjectURL(blobOf(png));
    /* A wish that the box has taken already is the box's to show. */
    if (/^tablet-/.test(picture.id)) this.owed.add(picture, steps, this.kit);
    this.easel.leave = () => {};
    this.easel.done(Object.assign(picture, { state: 'done', image, understood, dropped, served: {} }));
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.state = 'getting';
    this.timer = setTimeout(() => this.get(), wait);
  }

  /** Gets ready: the worker, its files, and a picture that nobody sees: the model is loaded then, and its time known. */
  async get() {
    if (this.easel.busy || document.hidden || this.gone) {
      this.soon(CALM[0]);
      return;
    }
    try {
      if (!this.hand.worker) this.hand.start(() => this.giveUp());
      const kit = await ask('/v1/kit');
      await this.hand.prepare(kit, (share) => this.show(share));
      this.kit = kit.digest;
      this.show(1);
      this.timed(await this.tried());
      this.state = 'ready';
    } catch (error) {
      if (error instanceof BoxGone || error.kind === 'FileUnusable') this.soon(AGAIN);
      else if (error.kind) this.giveUp(); /* no memory, or no such worker: the box draws, as before */
      else this.state = 'new'; /* The box has none: it says so when that changes. */
    } finally {
      this.show(1);
    }
  }

  async tried() {
    const { concepts } = this.box.vocabulary;
    const wish = { id: 'trial', prompt: concepts[0].zh[0], seed: 0 };
    return (await this.hand.draw(wish, () => {}).promise).seconds;
  }

  giveUp() {
    this.state = 'unable';
    this.show(1);
  }

  timed(seconds) {
    this.seconds = seconds;
    try {
      localStorage.setItem(KEPT, seconds.toFixed(2));
    } catch (error) { /* Private browsing: measured anew next time. */ }
  }

  /** Nobody looks: nothing is drawn, to spare the battery. */
  looked() {
    if (this.hand.worker) this.hand.pause(document.hidden);
  }

  show(share) {
    this.progress.dataset.state = this.state;
    this.progress.hidden = share >= 1;
    this.progress.textContent = say('getting', { percent: Math.round(100 * share) });
  }

  /** What the page lacks for it: a sheet of styles, the sign on the picture, and the progress beside the title. */
  dress() {
    const styles = element('link');
    styles.rel = 'stylesheet';
    styles.href = '/web/tablet/tablet.css';
    document.head.append(styles);
    this.progress = element('span', 'own-ready');
    this.progress.hidden = true;
    document.querySelector('.top h1').after(this.progress);
    this.label = element('span', 'own-sign', say('own_sign'));
    this.label.dataset.say = 'own_sign';
    document.querySelector('.paper').append(this.label);
  }
}

function withPreview({ step, steps, preview }) {
  return { step, steps, preview: preview && blobOf(preview) };
}

function blobOf(bytes) {
  return new Blob([bytes], { type: 'image/png' });
}

function chance(count) {
  return Array.from(crypto.getRandomValues(new Uint32Array(count)));
}

/** Seconds that a picture took here the last time; 0: never yet. */
function kept() {
  try {
    return Number(localStorage.getItem(KEPT)) || 0;
  } catch (error) {
    return 0;
  }
}
