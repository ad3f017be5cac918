/** Looks at the box again and again. */

import { ask } from './box.js';

const BEAT = 10000; /* ms between two looks at a box that answers */
const SEARCH = 1500; /* ms between two looks for a box that does not */

/** Looks at the box now and for ever: onBox(box) when it answers, onGone() when it does not. */
export function watch(onBox, onGone) {
  let timer = 0;

  async function look() {
    clearTimeout(timer);
    let wait = BEAT;
    try {
      const box = await ask('/v1/box');
      if (box.state === 'warming') wait = SEARCH;
      onBox(box);
    } catch (error) {
      wait = SEARCH;
      onGone(error);
    }
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  }

  window.addEventListener('online', look);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
  look();
  return look;
}
