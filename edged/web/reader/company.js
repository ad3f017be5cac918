/** The animals of a sentence: how many, how big, whose family, and which of them are none (a toy, food, a costume). */

import { foundOf } from './found.js';
import { isSame, partOf } from './vocabulary.js';

const HUGGING = partOf('action', 'hugging');
const EATING = partOf('action', 'eating');
const RIDING = partOf('action', 'riding');
const NEAR = ['', 'article', 'object', 'hold', 'quiet'];

/** Keeps what was said about animals until the animal comes; `found` is the sentence's list of things. */
export class Company {
  constructor({ vocabulary, lexicon, sets }, found, left) {
    this.vocabulary = vocabulary;
    this.lexicon = lexicon;
    this.sets = sets;
    this.room = vocabulary.roles.filter((role) => role.required).reduce((sum, role) => sum + role.slots, 0);
    this.members = [];
    this.joined = false; /* "and" came after the last thing */
    this.definite = false; /* "the" came right before */
    this.family = false; /* an animal was named as somebody's father, mother, baby: whoever else comes is another one */
    this.found = found;
    this.left = left;
    this.count = 0;
    this.waiting = null; /* a size that has not met its animal: {thing, behind, stale} */
  }

  /** The animal that stands for people. */
  anybody() {
    const first = this.vocabulary.concepts.find((concept) => this.vocabulary.subjects.has(concept.role));
    return partOf(first.role, first.id);
  }

  /** A word of grammar: "and", "the", a number. */
  hear(word, entry) {
    if (this.sets.ands.has(word.text)) this.joined = true;
    this.definite = this.sets.definite.has(word.text);
    if (entry.count && entry.grammar !== 'group') this.number(entry.count);
  }

  /** Of two numbers in a row (十二, two or three) the larger one. */
  number(count) {
    this.count = Math.max(this.count, count);
  }

  /** A family or a pair: of the animal it follows, otherwise of the next one. */
  group(count, last) {
    if (this.isMember(last)) last.count = Math.max(last.count, count);
    else this.number(count);
  }

  isMember(thing) {
    return thing !== null && this.members.includes(thing);
  }

  /** 袋鼠和宝宝: one more of the same animal. False if nothing is known about whose family it is. */
  kin(word, after) {
    if (!this.members.length || !(this.joined || after) || this.room === 1) return false;
    const { part } = this.members.filter((member) => !member.implied).pop() || this.members[this.members.length - 1];
    this.welcome(foundOf(partOf(part.role, part.concept, part.colour), word), this.family);
    return true;
  }

  size(thing, behind) {
    if (this.waiting === null) this.waiting = { thing, behind, stale: false };
    else if (!isSame(this.waiting.thing.part, thing.part)) this.left.push(thing.word);
  }

  /** The next animal, with the number and the size said before it. `more`: surely one more. */
  welcome(animal, more) {
    const { word } = animal;
    const plural = this.sets.plurals.has(word.text) || (word.plural && this.lexicon.plural(word.text));
    animal.count = this.count || (plural ? 2 : 1);
    const first = this.members.find((member) => member.part.concept === animal.part.concept);
    const joined = more || (this.joined && !this.definite);
    animal.another = Boolean(first) && (joined || (isSign(first) && isSign(animal)) || this.isStranger(animal));
    const name = this.lexicon.entry(Array.from(word.text).slice(-2));
    this.family = this.family || (name !== null && name.grammar === 'kin');
    this.members.push(animal);
    this.found.push(animal);
    if (this.waiting) this.found.push(this.waiting.thing);
    this.waiting = null;
    this.count = 0;
  }

  /** Once its colour is known: a red bird, a yellow bird are two, unless it is "the yellow bird". */
  compare(animal) {
    const { concept, colour } = animal.part;
    const same = this.members.filter((member) => member !== animal && member.part.concept === concept);
    if (!same.length || this.definite || !colour) return;
    if (same.every(({ part }) => part.colour && part.colour !== colour)) animal.another = true;
  }

  /** Two swans, one white, one black. False if it is not clear whose colour that is. */
  singleOut(word, colour) {
    const animals = this.members.filter((member) => !(member.unwanted || member.aside || member.implied));
    const things = this.found.filter(({ part }) => part.role === 'worn' || part.role === 'held');
    if (!things.length && (!animals.length || animals.some(({ part }) => part.concept !== animals[0].part.concept))) return false;
    const one = things.pop() || animals.find((animal) => !animal.part.colour) || this.parted(animals);
    if (!one) return false;
    if (one.part.colour) {
      this.left.push(word);
    } else {
      one.part = partOf(one.part.role, one.part.concept, colour);
      one.colourWord = word;
    }
    return true;
  }

  /** One of several, taken out of their number. */
  parted(animals) {
    const many = animals.find((animal) => animal.count > 1);
    if (!many) return null;
    many.count -= 1;
    const one = Object.assign(foundOf(partOf(many.part.role, many.part.concept, ''), many.word), { another: true });
    this.members.push(one);
    this.found.push(one);
    return one;
  }

  /** Something else than an animal came; what it wears or holds or where it is can be big too. */
  passBy(role) {
    this.joined = false;
    if (role === 'action') return;
    this.count = 0;
    if (this.waiting && !this.waiting.behind) this.dropSize();
    this.pause();
  }

  /** A word that is not drawn; a noun takes the number and the size with it. */
  unknown(noun, han) {
    this.joined = false;
    if (han || this.count === 1) this.count = 0;
    if (this.waiting) {
      this.waiting.stale = true;
      if (noun) this.dropSize();
    }
  }

  /** A clause or a phrase ends: a size behind its animal belongs to it. */
  pause() {
    this.count = 0;
    if (this.waiting && this.waiting.stale) this.dropSize();
    else if (this.waiting && this.waiting.behind) this.placeSize();
  }

  finish() {
    this.pause();
    this.dropSize();
  }

  /** Whether the animal, which stands after `before`, is one of those the picture is about. */
  judge(animal, before, verb) {
    const last = this.last();
    const near = NEAR.includes(before) || (before === 'in' && this.isMounted());
    const doing = last && near && last.word.text !== 'feeding' ? last.part : null;
    const isDoing = (action) => doing && isSame(doing, action);
    const toy = this.sets.toys.has(animal.word.text);
    if (before === 'hold' && !isDoing(HUGGING)) {
      const said = verb && this.room > 1 && !toy ? verb.text : '';
      const hugged = this.vocabulary.has(HUGGING.role, HUGGING.concept) && this.sets.hugs.has(said);
      animal.aside = !hugged && !this.sets.ands.has(said);
      if (hugged) this.found.push(foundOf(HUGGING, verb));
    } else if (isDoing(RIDING) && !animal.implied) {
      this.dismount();
    } else {
      animal.aside = before === 'wear' || before === 'like' || isDoing(EATING) || toy;
    }
  }

  /** Nobody rides an animal, a broom or a rocket: the bicycle that riding brings would be wrong. */
  dismount() {
    const last = this.last();
    if (last && isSame(last.part, RIDING)) {
      this.found.pop();
      this.left.push(last.word);
    }
  }

  /** Whether the thing named last is a bare "riding", which says what is ridden next. */
  isMounted() {
    const last = this.last();
    return last && isSame(last.part, RIDING) && this.sets.mounts.has(last.word.text);
  }

  /** Rabbit ears, a lion costume: only the first animal named is one all the same. */
  belonging(last) {
    if (this.isMember(last) && last !== this.members[0]) last.aside = true;
  }

  last() {
    return this.found[this.found.length - 1] || null;
  }

  /** Father and mother are two, however they are joined. */
  isStranger(animal) {
    return animal.implied && this.members.every((member) => member.word.text !== animal.word.text);
  }

  placeSize() {
    if (this.waiting) {
      this.found.push(this.waiting.thing);
      this.waiting = null;
    }
  }

  dropSize() {
    if (this.waiting) {
      this.left.push(this.waiting.thing.word);
      this.waiting = null;
    }
  }
}

/** Of emoji two are two animals; one beside its word is the same again. */
function isSign({ word }) {
  return !word.han && /[^\x00-\x7f]/.test(word.text);
}

/** Whether the colour at `place` is that of one among several, and nothing follows that could have it. */
export function isSingled(segments, place, { ones }) {
  let before = place - 1;
  let after = place + 1;
  while (before >= 0 && grammarOf(segments[before]) === 'is') before -= 1;
  while (after < segments.length && grammarOf(segments[after]) === 'particle') after += 1;
  const following = segments[after];
  if (following && following.text === 'one') return true;
  const ends = !following || ones.has(following.text) || ['break', 'join'].includes(grammarOf(following));
  return ends && before >= 0 && ones.has(segments[before].text);
}

function grammarOf({ entry }) {
  return entry === null ? '' : entry.grammar;
}
