/**
 * Finds the word that a child meant: one slip in words of 5 letters and more, two from 8 on, the first letter right.
 * Of a few dozen words with that letter each is compared; the box keeps an index for the same answer.
 */

const SHORTEST = 5;
const TWO_SLIPS = 8;
const LONGEST = 16;

export class Typos {
  constructor(words) {
    this.words = new Map();
    words.forEach((word) => {
      const list = this.words.get(word[0]);
      if (list) list.push(word);
      else this.words.set(word[0], [word]);
    });
  }

  /** The nearest known word or null; of several, one with the same letters (baloon), then the first by alphabet. */
  meant(typed) {
    if (typed.length < SHORTEST || typed.length > LONGEST || /[^\x00-\x7f]/.test(typed)) return null;
    let best = null;
    (this.words.get(typed[0]) || []).forEach((word) => {
      if (!isLikely(typed, word)) return;
      const far = distance(typed, word);
      if (far > slips(word)) return;
      const near = { far, other: sameLetters(word, typed) ? 0 : 1, word };
      if (best === null || isNearer(near, best)) best = near;
    });
    return best && best.word;
  }
}

/** Slips allowed in typing this word; one only in verbs, there are too many of them. */
function slips(word) {
  return word.length >= TWO_SLIPS && !word.endsWith('ing') ? 2 : 1;
}

/** Verbs of one length (baking, biking) are different verbs. */
function isLikely(typed, word) {
  const apart = typed.length - word.length;
  return Math.abs(apart) <= slips(word) && !(typed.endsWith('ing') && apart === 0);
}

function isNearer(one, other) {
  if (one.far !== other.far) return one.far < other.far;
  if (one.other !== other.other) return one.other < other.other;
  return one.word < other.word;
}

function sameLetters(one, other) {
  const has = (text, letters) => Array.from(letters).every((letter) => text.includes(letter));
  return has(one, other) && has(other, one);
}

/** Letters to change, add, leave out or swap with their neighbour. */
function distance(first, second) {
  let older = [];
  let before = [];
  let row = Array.from({ length: second.length + 1 }, (_, j) => j);
  for (let i = 1; i <= first.length; i += 1) {
    [older, before, row] = [before, row, [i]];
    for (let j = 1; j <= second.length; j += 1) {
      const differ = first[i - 1] === second[j - 1] ? 0 : 1;
      let cost = Math.min(row[j - 1] + 1, before[j] + 1, before[j - 1] + differ);
      if (i > 1 && j > 1 && first[i - 1] === second[j - 2] && first[i - 2] === second[j - 1]) cost = Math.min(cost, older[j - 2] + 1);
      row.push(cost);
    }
  }
  return row[second.length];
}
