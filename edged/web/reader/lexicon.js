/** All words the box knows, by the numbers of their tokens: what is shown in the tables and what is hidden in one way. */

import { ROOT, step, unpacked } from './hidden.js';
import { Typos } from './typos.js';

const HEARD = 10;
/* Cost of each character that only sounds like the one that is meant. */
const VERB = 12;
/* Cost of reading a verb's plain form: "cat fishing" is a cat that fishes and no "cat fish". */
const GLUED = 3;
/* Letters of each of two words that are typed without the blank between them. */
const LONGEST = 24;
const NOTHING = { things: [], colour: '', grammar: '', blocked: '', shown: false, pinyin: false, count: 0, person: false, standin: false };

/** What one word means: things, a colour, both, grammar, or a reason to refuse. */
export function entryOf(given) {
  return Object.assign({}, NOTHING, given);
}

export class Lexicon {
  /** `tables`: the box's file; `characters`: the same, unfolded. */
  constructor(tables, characters, vocabulary) {
    this.characters = characters;
    this.vocabulary = vocabulary;
    this.leet = tables.leet;
    this.entries = new Map(); /* number of a word's tokens -> its entry; null on the way to longer words */
    this.known = new Set(unpacked(tables.known_hidden));
    list(tables.known).forEach((token) => this.known.add(step(ROOT, token)));
    tables.meanings.forEach((meaning) => this.plant(meaning));
    unpacked(tables.paths).forEach((path) => this.pass(path));
    const turned = list(tables.typable_turned).map((word) => Array.from(word).reverse().join(''));
    this.typos = new Typos(list(tables.typable).concat(turned));
    this.sounds = new Map();
    this.syllables = new Set(Object.keys(tables.heard));
    this.syllables.forEach((syllable) => {
      for (const character of tables.heard[syllable]) this.sounds.set(character, syllable);
    });
  }

  plant(meaning) {
    const entry = entryOf(meaning);
    list(entry.words).forEach((word) => {
      const key = this.key(word);
      let path = ROOT;
      key.forEach((token) => {
        if (path !== ROOT) this.pass(path);
        this.known.add(step(ROOT, token));
        path = step(path, token);
      });
      this.entries.set(path, entry);
    });
    unpacked(entry.hidden || '').forEach((path) => this.entries.set(path, entry));
  }

  pass(path) {
    if (!this.entries.has(path)) this.entries.set(path, null);
  }

  /** A word's tokens: 小鸭 is two, "bow tie" is two. */
  key(word) {
    const isHan = (piece) => this.characters.kind(piece) === 'h';
    return word.split(' ').reduce((key, piece) => key.concat(isHan(piece) ? Array.from(piece) : [piece]), []);
  }

  /** The number after `path` and `token`; -1 where no word goes on so. */
  onward(path, token) {
    const next = step(path, token);
    return this.entries.has(next) ? next : -1;
  }

  /** What a word means that is typed exactly so, or null. `key`: its tokens. */
  entry(key) {
    return this.entries.get(key.reduce(step, ROOT)) || null;
  }

  isKnown(token) {
    return this.known.has(step(ROOT, token));
  }

  /** Spellings to look a token up by, [spelling, cost] each; the typed one first. */
  forms({ text, kind }) {
    if (kind === 'han' && this.sounds.has(text)) return [[text, 0], ['~' + this.sounds.get(text), HEARD]];
    if (this.characters.isOf(text, 'd') && !this.isKnown(text)) return [[text, 0], ['3', 1]];
    if (kind !== 'word') return [[text, 0]];
    const found = [[text, 0]];
    if (this.syllables.has(text)) found.push(['~' + text, HEARD]);
    const known = this.stems(text);
    const dear = text.endsWith('ing') ? VERB : 1;
    known.forEach((stem, i) => found.push([stem, dear + i]));
    if (this.isKnown(text) || known.length) return found;
    const meant = pets(text).filter((pet) => this.isAnimal(pet));
    return found.concat(meant.length ? meant.map((pet) => [pet, 1]) : this.slips(text));
  }

  /** `foxwith` -> fox, with: a blank is missing between a thing and a word of grammar, and no other word is meant. */
  parted(token) {
    const { text, kind } = token;
    if (kind !== 'word' || text.length > LONGEST || this.isKnown(text)) return [token];
    for (let cut = GLUED; cut <= text.length - GLUED; cut += 1) {
      const halves = [text.slice(0, cut), text.slice(cut)];
      const [one, other] = halves.map((half) => this.entry([half]) || NOTHING);
      const glued = (one.things.length && other.grammar) || (one.grammar && other.things.length);
      if (glued && this.forms(token).length === 1) return halves.map((half) => Object.assign({}, token, { text: half }));
    }
    return [token];
  }

  /** Known singulars and plain forms. */
  stems(text) {
    const known = stems(text).filter((stem) => this.isKnown(stem));
    return text.endsWith('ing') ? known.filter((stem) => !this.isAnimal(stem)) : known;
  }

  /** Ducking and crowing are no animals. */
  isAnimal(stem) {
    const entry = this.entry([stem]);
    return entry !== null && entry.things.some((part) => this.vocabulary.subjects.has(part.role));
  }

  /** Spellings of a word that nobody knows: written with digits, stretched, mistyped. */
  slips(text) {
    const found = [];
    const plain = this.plainly(text);
    if (plain !== text && !this.characters.isOf(text, 'a')) found.push([plain, 2]);
    relaxed(plain).filter((short) => this.isKnown(short)).forEach((short) => found.push([short, 4]));
    const meant = this.typos.meant(plain);
    return meant === null ? found : found.concat([[meant, 4]]);
  }

  /** `kn1fe` -> `knife`: digits and signs written for letters; a number alone stays. */
  plainly(word) {
    if (this.characters.isOf(word, 'dg')) return word;
    return Array.from(word).map((letter) => (letter in this.leet ? this.leet[letter] : letter)).join('');
  }

  /** The category of a blocked word without blanks, given by its characters; empty for any other. */
  blocked(letters) {
    const word = letters.join('');
    const entry = this.entry(/[^\x00-\x7f]/.test(word) ? letters : [word]);
    return entry === null ? '' : entry.blocked;
  }

  /** Whether the word stands here as it is typed, and not only its singular. */
  lists(word) {
    return this.entry(word.split(' ')) !== null;
  }

  /** Whether a word that ends in s is more than one: puppies, but not octopus and not its misspelling. */
  plural(text) {
    const last = text.slice(text.lastIndexOf(' ') + 1);
    if (this.lists(text) || stems(last).some((stem) => this.isKnown(stem))) return !this.lists(text);
    const meant = this.typos.meant(this.plainly(last));
    return meant === null || this.entry([meant]) === null || !meant.endsWith('s');
  }
}

/** The words of a list in the tables. */
export function list(text) {
  return text ? text.split('|') : [];
}

/** Spellings of a word that is stretched or written as it sounds: killlll, hatt, sooo, dolfin. Vowels at a word's end are left alone, reed is no red. */
function relaxed(word) {
  const found = [];
  if (/([a-z])\1{2,}/.test(word)) found.push(word.replace(/([a-z])\1{2,}/g, '$1$1'), word.replace(/([a-z])\1{2,}/g, '$1'));
  if (/([b-df-hj-np-tv-z])\1$/.test(word)) found.push(word.slice(0, -1));
  return found.concat(word.replace(/f/g, 'ph'), word.replace(/ph/g, 'f'));
}

/** Animals that a pet name may come from: froggie, duckies. */
function pets(word) {
  const short = word.endsWith('s') ? word.slice(0, -1) : word;
  if (!short.endsWith('ie') || short.length <= 4) return [];
  const found = [short.slice(0, -2), short.slice(0, -2) + 'y'];
  return short[short.length - 3] === short[short.length - 4] ? found.concat(short.slice(0, -3)) : found;
}

/** Singulars and plain forms that an English word may come from; not all of them are words. */
function stems(word) {
  const found = [];
  if (word.endsWith('s') && word.length > 3) {
    found.push(word.slice(0, -1));
    if (word.endsWith('es')) found.push(word.slice(0, -2));
    if (word.endsWith('ies')) found.push(word.slice(0, -3) + 'y');
  }
  if (word.endsWith('ing') && word.length > 5) {
    found.push(word.slice(0, -3), word.slice(0, -3) + 'e');
    if (word[word.length - 4] === word[word.length - 5]) found.push(word.slice(0, -4));
  }
  return found;
}
