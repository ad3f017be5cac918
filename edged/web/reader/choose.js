/** From everything that was found to what one picture can hold: whom it is about, one place, two things worn, and so on. */

import { sorted } from './order.js';
import { isSame, partOf } from './vocabulary.js';

/** {kept, dropped}. The first of their kind stay; there is one of each before there is a second of any. */
export function choose(found, vocabulary, sets) {
  const kept = [];
  const dropped = [];
  const there = present(found, vocabulary, dropped);
  sorted(there, (thing) => preference(thing, sets)).forEach((thing) => {
    const { slots } = vocabulary.roles[vocabulary.order.get(thing.part.role)];
    const taken = kept.filter((each) => each.part.role === thing.part.role);
    let left = slots - total(taken);
    const again = taken.find((each) => isSameThing(each, thing));
    if (again) {
      again.count += Math.min(Math.max(thing.count - again.count, 0), left);
      merge(again, thing, dropped);
      return;
    }
    const many = taken.find(({ count }) => count > 1);
    if (left <= 0 && many) {
      many.count -= 1;
      left = 1;
    }
    const { zone } = vocabulary.concept(thing.part);
    const clash = Boolean(zone) && taken.some((each) => vocabulary.concept(each.part).zone === zone);
    if (clash || left <= 0) {
      dropped.push(thing);
    } else {
      thing.count = Math.min(thing.count, left);
      kept.push(thing);
    }
  });
  return { kept: alone(kept, vocabulary, dropped), dropped };
}

/** Adds what goes without saying, only in roles that are empty: bathing needs a bathtub, a book is read. */
export function complete(parts, vocabulary) {
  const full = corrected(parts, vocabulary);
  vocabulary.canonical(full).forEach((part) => {
    const { implies } = vocabulary.concept(part);
    Object.keys(implies).forEach((role) => add(full, partOf(role, implies[role]), vocabulary));
  });
  const holds = full.some((part) => part.role === 'held' && part.concept === 'grass');
  if (holds && full.some((part) => part.concept === 'eating')) add(full, partOf('scene', 'meadow'), vocabulary);
  return vocabulary.canonical(full);
}

/** Animals that are meant; if there are none persons, otherwise food, toys and costumes that are called like animals. */
function present(found, vocabulary, dropped) {
  const animals = found.filter((thing) => vocabulary.subjects.has(thing.part.role));
  const nearest = animals.length ? Math.min(...animals.map(rank)) : 0;
  const away = animals.filter((thing) => thing.unwanted || rank(thing) > nearest);
  dropped.push(...away);
  return found.filter((thing) => !away.includes(thing));
}

function rank(thing) {
  const { entry } = thing.word;
  if (!thing.aside) return thing.unwanted ? 4 : Number(entry !== null && entry.standin) / 2;
  if (!thing.implied) return 2;
  return entry !== null && entry.shown ? 1 : 3;
}

/** Only an animal alone in its picture is big or tiny: of several nobody knows which one it is. */
function alone(kept, vocabulary, dropped) {
  if (total(kept.filter((thing) => vocabulary.subjects.has(thing.part.role))) <= 1) return kept;
  dropped.push(...kept.filter((thing) => thing.part.role === 'size'));
  return kept.filter((thing) => thing.part.role !== 'size');
}

function total(things) {
  return things.reduce((sum, thing) => sum + thing.count, 0);
}

/** What was said comes before what a person brings, who does before whom it is done to; weak actions last. */
function preference(thing, sets) {
  const weak = thing.part.role === 'action' && sets.weak.has(thing.part.concept);
  return [thing.implied && !thing.aside, thing.object || weak, thing.word.start];
}

/** Two animals of one name are two if "and" stands between them. */
function isSameThing(one, other) {
  return one.part.role === other.part.role && one.part.concept === other.part.concept && !other.another;
}

/** The same thing named twice is one thing; its colour may come with the second naming. */
function merge(first, again, dropped) {
  if (again.part.colour && !first.part.colour) {
    first.part = again.part;
    first.colourWord = again.colourWord;
  } else if (again.part.colour && again.part.colour !== first.part.colour) {
    dropped.push(again);
  }
}

/** Playing the drum is no game: with an instrument, playing is making music. */
function corrected(parts, vocabulary) {
  const music = partOf('action', 'making-music');
  const isInstrument = (part) => vocabulary.concepts.some(({ id, implies }) => id === part.concept && implies.action === music.concept);
  const plays = vocabulary.has(music.role, music.concept) && parts.some((part) => part.role === 'held' && isInstrument(part));
  return parts.map((part) => (plays && isSame(part, partOf('action', 'playing')) ? music : part));
}

function add(full, part, vocabulary) {
  if (vocabulary.has(part.role, part.concept) && full.every((each) => each.role !== part.role)) full.push(part);
}
