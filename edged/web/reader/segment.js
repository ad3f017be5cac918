/** Cuts a sentence into known words: the cut with the fewest unknown pieces, then with the fewest words. */

import { entryOf } from './lexicon.js';
import { ROOT } from './hidden.js';

const UNKNOWN = 30;
const WORD = 10;
const SINGLE = 14;
const BLOCKED = 5;
/* Added to a blocked word's cost: of two cuts that cost nearly the same, the harmless one is meant. */
const MARKS = { ':': entryOf({ grammar: 'is' }), '、': entryOf({ grammar: 'join' }) };
const BREAK = entryOf({ grammar: 'break' });

/** The words of the cheapest cut: {entry or null, start, end, text, han, plural}. */
export function cut(typed, lexicon) {
  const tokens = [].concat(...typed.map((token) => lexicon.parted(token)));
  const forms = tokens.map((token) => lexicon.forms(token));
  const best = [];
  best[tokens.length] = { cost: 0, length: 0, entry: null };
  for (let start = tokens.length - 1; start >= 0; start -= 1) {
    const rest = best[start + 1].cost;
    if (tokens[start].kind === 'mark') {
      best[start] = { cost: rest, length: 1, entry: MARKS[tokens[start].text] || BREAK };
    } else {
      best[start] = { cost: rest + UNKNOWN, length: 1, entry: null };
      walk(tokens, start, forms, best, lexicon);
    }
  }
  return standing(pieces(tokens, best));
}

/** Follows every spelling of what begins at `start` as far as words go. */
function walk(tokens, start, forms, best, lexicon) {
  let frontier = [{ path: ROOT, spent: 0 }];
  for (let end = start; end < tokens.length && frontier.length; end += 1) {
    frontier = onward(frontier, forms[end], lexicon);
    const single = end === start && tokens[start].kind === 'han';
    improve(best, start, end + 1, frontier, single, lexicon);
  }
}

function onward(frontier, forms, lexicon) {
  const next = [];
  frontier.forEach(({ path, spent }) => forms.forEach(([form, cost]) => {
    const further = lexicon.onward(path, form);
    if (further >= 0) next.push({ path: further, spent: spent + cost });
  }));
  return next;
}

function improve(best, start, end, frontier, single, lexicon) {
  frontier.forEach(({ path, spent }) => {
    const entry = lexicon.entries.get(path);
    if (!entry) return;
    const cost = best[end].cost + spent + (single ? SINGLE : WORD) + (entry.blocked ? BLOCKED : 0);
    if (cost <= best[start].cost) best[start] = { cost, length: end - start, entry };
  });
}

function pieces(tokens, best) {
  const found = [];
  let place = 0;
  while (place < tokens.length) {
    const { length, entry } = best[place];
    const part = tokens.slice(place, place + length);
    const last = part[part.length - 1];
    const han = part[0].kind === 'han';
    const text = part.map((token) => token.text).join(han ? '' : ' ');
    const plural = last.kind === 'word' && text.endsWith('s') && !last.owns;
    found.push({ entry, start: part[0].start, end: last.end, text, han, plural });
    place += length;
  }
  return found;
}

/** Single characters next to unknown ones lose their meaning; a verb may be followed by an unknown object. */
function standing(found) {
  return found.map((piece, place) => {
    if (!isSingle(piece) || !isTorn(found, place)) return piece;
    return Object.assign({}, piece, { entry: null, han: true, plural: false });
  });
}

function isSingle({ entry, han, text }) {
  return han && Array.from(text).length === 1 && entry !== null && Boolean(entry.things.length || entry.colour || entry.blocked);
}

function isTorn(found, place) {
  const { things } = found[place].entry;
  const verb = things.length > 0 && things.every((part) => part.role === 'action');
  return (verb ? [place - 1] : [place - 1, place + 1]).some((near) => {
    const neighbour = found[near];
    return neighbour !== undefined && neighbour.entry === null && neighbour.han;
  });
}
