/** Talks to the box. Every failure is a BoxGone (no answer) or a BoxSays (its own code, message and fix). */

import { language } from './words.js';

const PATIENCE = 8000; /* ms until a silent box counts as gone */
const BEAT = 10000; /* ms between two looks at a box that answers */
const SEARCH = 1500; /* ms between two looks for a box that does not */
const POLL = 700; /* ms between two questions where events do not come through */
const ENDS = ['done', 'refused', 'failed', 'cancelled'];

export class BoxGone extends Error {}

export class BoxSays extends Error {
  constructor(status, error) {
    super(error.message || '');
    this.status = status;
    this.code = error.code || 'error';
    this.fix = error.fix || '';
  }
}

/** JSON of `path`; `body` makes it a POST. Throws BoxGone or BoxSays. */
export async function ask(path, body, method) {
  const gaveUp = new AbortController();
  const timer = setTimeout(() => gaveUp.abort(), PATIENCE);
  const headers = { Accept: 'application/json', 'Accept-Language': language() };
  if (body) headers['Content-Type'] = 'application/json';
  try {
    const response = await fetch(path, {
      method: method || (body ? 'POST' : 'GET'),
      headers,
      body: body ? JSON.stringify(body) : undefined,
      signal: gaveUp.signal,
    });
    const answer = await decoded(response);
    if (!response.ok) throw said(response.status, (answer && answer.error) || {});
    return answer;
  } catch (error) {
    if (error instanceof BoxSays) throw error;
    throw new BoxGone(String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** A tablet that was paired once may be so no more: whoever listens for `unpaired` looks again. */
function said(status, error) {
  if (error.code === 'not_paired') window.dispatchEvent(new Event('unpaired'));
  return new BoxSays(status, error);
}

async function decoded(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch (error) {
    return null;
  }
}

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
