/** Talks to the box. Every failure is a BoxGone (no answer) or a BoxSays (its own code, message and fix). */

import { language } from './speech.js';

const PATIENCE = 8000; /* ms until a silent box counts as gone */

export class BoxGone extends Error {}

export class BoxSays extends Error {
  constructor(status, error) {
    super(error.message || '');
    this.status = status;
    this.code = error.code || 'error';
    this.fix = error.fix || '';
  }
}

/** JSON of `path`; `body` makes it a POST; `patience`: ms until it gives up. Throws BoxGone or BoxSays. */
export async function ask(path, body, method, patience) {
  const gaveUp = new AbortController();
  const timer = setTimeout(() => gaveUp.abort(), patience || PATIENCE);
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
