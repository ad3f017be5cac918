/** The first gate: words that are unmistakable in both languages, refused with a kind sentence. */

import { Hidden } from './hidden.js';

const PHONE = 7;
/* Digits in a row from which a number is taken for somebody's; round numbers and counting are none. */
const NUMBER = /[0-9](?:[- ]?[0-9]){6,}/g;
const MAIL = /[a-z0-9._-]{1,64}@[a-z0-9-]{1,64}\.[a-z]{2,}/;
const SPELLED = 12;
/* Letters of the longest word that is looked for among spelled ones. */
const END = { text: '', kind: 'mark', single: false };

export class Gate {
  constructor(tables, lexicon, characters) {
    this.tables = tables;
    this.lexicon = lexicon;
    this.characters = characters;
    this.pairs = tables.pairs.map(([category, one, other]) => ({ category, one: new Hidden(one), other: new Hidden(other) }));
    this.excuses = tables.excuses.map(([words, company]) => ({ words: new Hidden(words), company: new Hidden(company) }));
  }

  /** Why the sentence is refused unread, or null. `text`: folded. */
  category(tokens, segments, text) {
    if (tokens.every((token) => token.kind === 'mark')) return 'empty';
    const said = segments.map((segment) => segment.text);
    const excuses = this.excuses.filter(({ company }) => company.hasAny(said));
    const isExcused = (word) => excuses.some(({ words }) => words.hasAny([word]));
    const found = new Set(segments.map(({ entry, text: word }) => (entry && !isExcused(word) ? entry.blocked : '')));
    this.spelled(tokens).forEach((letters) => {
      if (!isExcused(letters.join(''))) found.add(this.lexicon.blocked(letters));
    });
    if (isPrivate(text)) found.add('privacy');
    this.pairs.forEach(({ category, one, other }) => {
      if (one.hasAny(said) && other.hasAny(said)) found.add(category);
    });
    return this.tables.order.find((category) => found.has(category)) || null;
  }

  refusal(category) {
    const [zh, en] = this.tables.sentences[category];
    return { category, zh, en };
  }

  /** What may be words spelled letter by letter (`b.o.m.b`, `b 0 m b`) or character by character with something between, as their characters. */
  spelled(tokens) {
    const words = [];
    let run = [];
    let han = false;
    let gap = 0;
    tokens.concat(END).forEach((token) => {
      if (token.kind === 'sign' || (token.kind === 'mark' && token.text)) {
        gap += 1;
        return;
      }
      const single = token.kind === 'han' || (token.single && this.isLetter(token.text));
      const goesOn = single && run.length > 0 && han === (token.kind === 'han') && gap <= 1 && (!han || gap > 0);
      if (!goesOn) {
        if (han) inside(run, 2, words);
        else if (run.some((letter) => this.characters.isOf(letter, 'a'))) inside(Array.from(this.lexicon.plainly(run.join(''))), 3, words);
        run = [];
      }
      if (single) run.push(token.text);
      han = token.kind === 'han';
      gap = 0;
    });
    return words;
  }

  isLetter(text) {
    return text in this.tables.leet || this.characters.isOf(text, 'a');
  }
}

/** Every piece of a run: there may be an article before the word. */
function inside(run, shortest, words) {
  for (let start = 0; start < run.length; start += 1) {
    const longest = Math.min(run.length, start + SPELLED);
    for (let end = start + shortest; end <= longest; end += 1) words.push(run.slice(start, end));
  }
}

/** Whether a folded text holds what looks like a telephone number, an identity number or an e-mail address. */
function isPrivate(text) {
  return (text.match(NUMBER) || []).some(isSomebodys) || MAIL.test(text);
}

function isSomebodys(number) {
  const digits = Array.from(number.replace(/[- ]/g, ''), Number);
  const steps = new Set(digits.slice(1).map((digit, i) => digit - digits[i]));
  return digits.length >= PHONE && new Set(digits).size > 2 && !(steps.size === 1 && steps.has(1));
}
