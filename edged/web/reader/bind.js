/** Decides what belongs to what: which colour to which thing, worn or held, wanted or not. One pass from left to right. */

import { Company, isSingled } from './company.js';
import { foundOf } from './found.js';
import { entryOf } from './lexicon.js';
import { sorted } from './order.js';
import { isSame, partOf } from './vocabulary.js';

const VERBS = ['wear', 'hold', 'object', 'like'];
/* An article after one of these does not end it: holding a bear. */
const BEHIND = ['', 'is', 'break', 'particle'];

/** Things with their colours, and what is left over in the sentence's order: {found, left}. `known`: see `Reader`. */
export function bind(segments, known) {
  const binder = new Binder(known);
  segments.forEach((segment, place) => {
    const { entry } = segment;
    if (entry !== null && entry.grammar === 'kin') {
      binder.kin(segment, isNamed(segments, place, binder));
    } else if (entry === null || (entry.shown && !entry.things.length && !(entry.colour && isColour(segments, place, binder)))) {
      const belongs = entry && entry.grammar === 'belonging' && binder.before === '';
      binder.company.belonging(belongs ? binder.last : null);
      binder.unknown(segment, isNoun(segment));
    } else if (entry.colour && (!entry.things.length || isColour(segments, place, binder))) {
      binder.colour(segment, entry.colour, isSingled(segments, place, known.sets));
    } else if (entry.things.length) {
      binder.things(segment, entry);
      if (entry.grammar === 'wear' || entry.grammar === 'hold') binder.open(segment, entry.grammar);
      if (entry.grammar) binder.before = entry.grammar;
    } else {
      binder.grammar(segment, entry);
    }
  });
  binder.family(segments);
  return binder.finish();
}

class Binder {
  constructor(known) {
    const { vocabulary, sets } = known;
    this.sets = sets;
    this.subjects = vocabulary.subjects;
    this.coloured = new Set(vocabulary.roles.filter((role) => role.coloured).map((role) => role.id));
    this.hasStar = vocabulary.has('held', 'star');
    this.hasBouquet = vocabulary.has('held', 'bouquet');
    this.found = [];
    this.left = [];
    this.company = new Company(known, this.found, this.left);
    this.waiting = null; /* a colour that has not met its thing: {word, colour, behind, owned, stale, crossed} */
    this.reserved = null; /* a colour said before the wearing, for the subject that has not been named */
    this.verb = '';
    this.verbWord = null;
    this.orphan = false; /* the last noun was an unknown one */
    this.negated = false;
    this.last = null; /* the coloured thing that the next word follows directly */
    this.before = ''; /* grammar of the word before */
  }

  open(word, verb) {
    this.verb = verb;
    this.verbWord = word;
  }

  /** `noun`: it is the thing that the waiting colour belongs to; otherwise it may be. */
  unknown(word, noun) {
    this.left.push(word);
    this.negated = false;
    this.orphan = true;
    if (['', 'article', 'in', 'quiet'].includes(this.before) && this.company.isMounted()) this.company.dismount();
    this.company.unknown(noun, word.han);
    if (this.waiting && noun) this.dropColour();
    else if (this.waiting) this.waiting.stale = true;
    this.last = null;
    this.before = '';
  }

  /** `one`: of one among several animals, if that is clear. */
  colour(word, colour, one) {
    if (one && this.company.singleOut(word, colour)) return;
    if (this.waiting || this.negated) {
      this.left.push(word);
      this.negated = false;
      return;
    }
    const behind = Boolean(this.last) && BEHIND.includes(this.before);
    this.waiting = { word, colour, behind, owned: this.orphan, stale: false, crossed: false };
  }

  things(word, entry) {
    const said = [];
    entry.things.forEach((part) => {
      if (this.negated && !this.subjects.has(part.role)) return;
      this.place(word, part, entry.person, said.some((each) => isSame(each, part)));
      said.push(part);
    });
    if (entry.person) this.dropColour();
    this.negated = false;
    this.orphan = false;
    this.before = '';
  }

  /** One of the family; `named`: an animal follows, and the word is a part of its name. */
  kin(word, named) {
    const known = this.company.isMember(this.last) && !this.last.implied;
    if (named || (known && this.before === '')) {
      this.company.family = true;
      return;
    }
    const close = ['hold', 'wear', 'with'].concat(this.company.family ? ['in', 'object'] : []);
    if (!this.company.kin(word, close.includes(this.before))) {
      this.stranger(word);
      return;
    }
    this.last = this.found[this.found.length - 1];
    this.company.joined = false;
    this.before = '';
  }

  grammar(word, entry) {
    const { grammar } = entry;
    if (grammar === 'wear' || grammar === 'hold') {
      this.reserve();
      this.company.pause();
      this.open(word, grammar);
    } else if (grammar === 'not') {
      this.negated = true;
    } else if (grammar === 'group') {
      this.company.group(entry.count, this.last);
    } else if (grammar === 'particle' || grammar === 'quiet') {
      this.negated = this.negated && !word.text.endsWith('的') && !this.sets.moods.has(word.text);
    } else if (['break', 'join', 'in', 'article', 'with', 'object', 'like'].includes(grammar)) {
      this.boundary(grammar);
    }
    this.company.hear(word, entry);
    const openVerb = grammar === 'article' && VERBS.includes(this.before);
    const loud = grammar !== 'quiet' && grammar !== 'particle' && !openVerb;
    if (loud || !this.before) this.before = grammar;
  }

  /** A family of nobody: three of the animal that stands for people. */
  family(segments) {
    const word = segments.find(({ entry }) => entry !== null && entry.grammar === 'group');
    if (!word || this.company.members.length) return;
    this.company.number(word.entry.count);
    this.things(word, entryOf({ things: [this.company.anybody()], person: true, shown: true }));
  }

  finish() {
    this.adopt();
    this.settle();
    this.company.finish();
    if (this.reserved) this.left.push(this.reserved.word);
    return { found: this.found, left: sorted(this.left, (word) => [word.start]) };
  }

  /** Somebody's mother, a friend: an animal of their own if there is no other. */
  stranger(word) {
    if (word.entry && word.entry.person && !this.negated) this.things(word, word.entry);
    else this.unknown(word, true);
  }

  /** People have no colour, and what is not drawn takes its own along. */
  dropColour() {
    if (this.waiting) {
      this.left.push(this.waiting.word);
      this.waiting = null;
    }
  }

  place(word, said, person, another) {
    const part = this.verb === 'hold' ? this.inHand(word, said) : said;
    if (part.role === 'size') {
      this.company.size(foundOf(part, word), this.isBehind());
      return;
    }
    const thing = foundOf(part, word, person);
    const subject = this.subjects.has(part.role);
    if (subject) {
      this.welcome(thing);
      thing.another = thing.another || another;
    } else {
      if (!person) this.pass(word, part.role);
      this.found.push(thing);
    }
    this.company.joined = false;
    if (person && subject) {
      this.last = thing;
    } else if (this.coloured.has(part.role)) {
      this.takeColour(thing);
      this.company.compare(thing);
      this.last = thing;
    } else {
      this.last = null;
      if (this.waiting && part.role !== 'action' && !this.waiting.crossed) this.dropColour();
    }
  }

  /** What a thing becomes that is held: flowers a bouquet, stars one star. */
  inHand(word, part) {
    if (part.concept === 'flower' && this.hasBouquet) return partOf('held', 'bouquet', part.colour);
    return this.sets.stars.has(word.text) && this.hasStar ? partOf('held', 'star') : part;
  }

  welcome(animal) {
    animal.object = this.isObject();
    this.company.judge(animal, this.before, this.verbWord);
    animal.unwanted = this.negated;
    animal.aside = animal.aside || animal.implied;
    this.company.welcome(animal);
  }

  /** Something that is no animal; a frog hat is no frog. */
  pass(word, role) {
    if ((role === 'worn' || role === 'held') && !word.han && this.before === '') this.company.belonging(this.last);
    this.company.passBy(role);
  }

  isBehind() {
    return this.company.isMember(this.last) && BEHIND.includes(this.before);
  }

  isObject() {
    if (['hold', 'object', 'wear'].includes(this.before)) return true;
    return this.before === 'with' && !this.found.some(({ part }) => this.subjects.has(part.role));
  }

  takeColour(thing) {
    let { waiting } = this;
    this.waiting = null;
    if (!waiting && this.subjects.has(thing.part.role)) {
      waiting = this.reserved;
      this.reserved = null;
    }
    if (!waiting) return;
    if (thing.part.colour && !thing.implied) this.left.push(waiting.word);
    else paint(thing, waiting);
  }

  /** At a verb of wearing or holding the waiting colour is the subject's, named already or still to come. */
  reserve() {
    const { waiting } = this;
    if (!waiting || waiting.stale) {
      this.settle();
      return;
    }
    this.waiting = null;
    let subject = this.found.find(({ part }) => this.subjects.has(part.role)) || null;
    if (waiting.behind && this.last) subject = this.last;
    if (subject === null) this.reserved = waiting;
    else if (subject.part.colour) this.left.push(waiting.word);
    else paint(subject, waiting);
  }

  boundary(grammar) {
    this.company.pause();
    if (this.waiting) {
      if (this.waiting.stale || this.waiting.behind) this.settle();
      else if (grammar === 'in') this.waiting.crossed = true;
    }
    if (grammar === 'break' || grammar === 'with' || grammar === 'in') this.verb = '';
    if (grammar === 'break') this.negated = false;
    else this.last = null;
  }

  /** A colour that is left alone at the end is the only animal's: a dinosaur, its green; 小猫，我要白色的. */
  adopt() {
    const { waiting } = this;
    const { members } = this.company;
    if (!waiting || this.verb || members.length !== 1) return;
    if (waiting.stale || waiting.owned || waiting.behind) return;
    const [animal] = members;
    if (animal.implied || animal.part.colour) return;
    paint(animal, waiting);
    this.waiting = null;
  }

  /** The colour's thing did not come: it belongs to what it follows, or is left out. */
  settle() {
    const { waiting, last } = this;
    this.waiting = null;
    if (!waiting) return;
    if (waiting.behind && !waiting.stale && last && !last.part.colour) paint(last, waiting);
    else this.left.push(waiting.word);
  }
}

function paint(thing, { word, colour }) {
  thing.part = partOf(thing.part.role, thing.part.concept, colour);
  thing.colourWord = word;
}

/** Of a word that is a colour and a thing (rainbow, an orange): a colour right before what can have one, or after "is". */
function isColour(segments, place, binder) {
  if (binder.before === 'is') return true;
  const next = segments.slice(place + 1, place + 4)
    .find(({ entry }) => entry === null || (entry.grammar !== 'quiet' && entry.grammar !== 'particle'));
  if (next && next.text === 'one') return true;
  return Boolean(next && next.entry && next.entry.things.some((part) => binder.coloured.has(part.role)));
}

/** Whether an animal's name goes on after a word for family: mother bear, baby blue bird. */
function isNamed(segments, place, binder) {
  const next = segments.slice(place + 1, place + 4).find(({ entry }) => entry === null || !(entry.colour || entry.grammar === 'quiet'));
  if (!next || next.entry === null || next.entry.person) return false;
  return next.entry.things.some((part) => binder.subjects.has(part.role));
}

/** Whether a word that is not drawn is surely a noun: a known Han word that is no adjective. */
function isNoun({ han, entry, text }) {
  return han && entry !== null && Array.from(text).length > 1 && entry.grammar !== 'quiet';
}
