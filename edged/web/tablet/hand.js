/** The page's hold on the worker that draws: questions as promises. */

const SCRIPT = '/web/tablet/worker.js';

/** The worker's own error, by its name: Cancelled, FileUnusable, PictureBroken, … */
export class HandFailed extends Error {
  constructor({ name, message }) {
    super(message);
    this.kind = name;
  }
}

export class Hand {
  constructor() {
    this.asked = new Map(); /* number -> {resolve, reject, on} */
    this.last = 0;
    this.worker = null;
  }

  /** Starts the worker. `onGone()` when it is lost for good. Throws where the browser knows no such workers. */
  start(onGone) {
    let modules = false;
    const options = { get type() { modules = true; return 'module'; } };
    this.worker = new Worker(SCRIPT, options);
    if (!modules) {
      this.worker.terminate();
      throw new HandFailed({ name: 'Unable', message: 'no modules in workers' });
    }
    this.worker.addEventListener('message', ({ data }) => this.heard(data));
    this.worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.asked.forEach(({ reject }) => reject(new HandFailed({ name: 'Gone', message: event.message || '' })));
      this.asked.clear();
      onGone();
    });
  }

  /** Fetches and checks what `kit` lists. `onShare(share)`: 0 to 1. */
  prepare(kit, onShare) {
    return this.ask('prepare', { kit }, ({ share }) => onShare(share)).promise;
  }

  /** What the box would answer to `POST /v1/read`. */
  read(prompt, language) {
    return this.ask('read', { prompt, language }).promise;
  }

  /** {promise of {png, steps, seconds, understood, dropped, caption}, stop()}; `onStep({step, steps, preview})`, preview as bytes or null. */
  draw(wish, onStep) {
    const { promise, number } = this.ask('draw', { wish }, onStep);
    return { promise, stop: () => this.tell('cancel', { which: number }) };
  }

  /** Holds the drawing between two steps, or lets it go on. */
  pause(on) {
    this.tell('pause', { on });
  }

  /** Puts the visible mark on pictures from now on, or leaves it out. */
  label(on) {
    this.tell('label', { on });
  }

  /** Nobody waits for the answer. */
  tell(what, details) {
    this.ask(what, details).promise.catch(() => {});
  }

  ask(what, details, on) {
    this.last += 1;
    const number = this.last;
    const promise = new Promise((resolve, reject) => this.asked.set(number, { resolve, reject, on }));
    this.worker.postMessage(Object.assign({ id: number, ask: what }, details));
    return { promise, number };
  }

  heard({ id, event, answer, failed, ...told }) {
    const { resolve, reject, on } = this.asked.get(id) || {};
    if (!resolve) return;
    if (event) {
      on(told);
      return;
    }
    this.asked.delete(id);
    if (failed) reject(new HandFailed(failed));
    else resolve(answer);
  }
}
