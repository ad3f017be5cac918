/** Follows one picture to its end. */

import { ask, BoxSays } from './box.js';

const POLL = 700; /* ms between two questions where events do not come through */
const ENDS = ['done', 'refused', 'failed', 'cancelled'];

/**
 * Follows one picture: calls on(name, data) for each event until its end; data of queued and of the ends is
 * a picture. Events first; where they do not come through, asks again and again. Returns a function that stops it.
 */
export function follow(id, on) {
  const path = '/v1/pictures/' + encodeURIComponent(id);
  const source = window.EventSource ? new EventSource(path + '/events') : null;
  let over = false;
  let timer = 0;

  function stop() {
    over = true;
    clearTimeout(timer);
    if (source) source.close();
  }

  function tell(name, data) {
    if (over) return;
    if (ENDS.indexOf(name) >= 0) stop();
    on(name, data);
  }

  async function poll() {
    if (over) return;
    try {
      const picture = await ask(path);
      tell(picture.state === 'drawing' ? 'step' : picture.state, picture);
    } catch (error) {
      /* Gone for a while: keep asking. A box that answers "no such picture" has lost it for good. */
      if (error instanceof BoxSays) tell('failed', { id, error: { message: error.message, fix: error.fix } });
    }
    if (!over) timer = setTimeout(poll, POLL);
  }

  if (!source) {
    poll();
    return stop;
  }
  ['queued', 'step'].concat(ENDS).forEach((name) => {
    source.addEventListener(name, (event) => tell(name, JSON.parse(event.data)));
  });
  source.onerror = () => {
    if (over) return;
    source.close();
    poll();
  };
  return stop;
}
