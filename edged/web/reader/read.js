/** Reads a child's sentence as the box does: what will be drawn, what is left out, or why nothing is. Read this first. */

import { bind } from './bind.js';
import { Characters } from './characters.js';
import { choose, complete } from './choose.js';
import { Lexicon, list } from './lexicon.js';
import { normalise } from './normalise.js';
import { sorted } from './order.js';
import { Gate } from './refuse.js';
import { cut } from './segment.js';
import { noSubject } from './suggest.js';
import { tokens } from './tokens.js';
import { Vocabulary } from './vocabulary.js';

/** More characters than one sentence may have; says what the box says. */
export class PromptTooLong extends Error {
  constructor(said) {
    super(said.en);
    Object.assign(this, said);
  }
}

export class Reader {
  /** `tables`: the file that the box makes of its tables and its pack's vocabulary (`runtime/prompt/tables.py`). */
  constructor(tables) {
    this.tables = tables;
    this.characters = new Characters(tables.characters);
    this.vocabulary = new Vocabulary(tables.vocabulary);
    this.lexicon = new Lexicon(tables, this.characters, this.vocabulary);
    this.gate = new Gate(tables, this.lexicon, this.characters);
    this.sets = {};
    Object.keys(tables.sets).forEach((name) => { this.sets[name] = new Set(list(tables.sets[name])); });
  }

  /**
   * {caption, understood [{kind, word, concept}], dropped [word], refused {category, zh, en} or null, language}.
   * The caption is an array of parts, empty where nothing is drawn; `vocabulary.text` and `vocabulary.tokens` turn it into what
   * is shown and what the model gets. Throws PromptTooLong.
   */
  read(sentence) {
    const normal = normalise(sentence, this.characters);
    if (normal.original.length > this.tables.limit) throw new PromptTooLong(this.tables.too_long);
    const pieces = tokens(normal, { characters: this.characters, apostrophes: this.tables.apostrophes });
    const segments = cut(pieces, this.lexicon);
    const language = languageOf(pieces, segments);
    const category = this.gate.category(pieces, segments, normal.text.join(''));
    if (category !== null) {
      return { caption: [], understood: [], dropped: [], refused: this.gate.refusal(category), language };
    }
    return Object.assign(this.drawn(segments, normal.original), { language });
  }

  drawn(segments, original) {
    const { found, left } = bind(segments, this);
    const { kept, dropped } = choose(found, this.vocabulary, this.sets);
    const missed = dropped.reduce((words, thing) => words.concat(wordsMissed(thing, kept)), left);
    const parts = kept.reduce((all, thing) => all.concat(new Array(thing.count).fill(thing.part)), []);
    const caption = complete(parts, this.vocabulary);
    const missing = Array.from(this.vocabulary.subjects).some((role) => caption.every((part) => part.role !== role));
    return {
      caption: missing ? [] : caption,
      understood: understood(kept, original),
      dropped: typed(missed, original),
      refused: missing ? noSubject(kept.map((thing) => thing.part), this.vocabulary, this.tables) : null,
    };
  }
}

/** Chinese if a Han character or a word in pinyin is in it. */
function languageOf(pieces, segments) {
  const han = pieces.some((piece) => piece.kind === 'han');
  return han || segments.some(({ entry }) => entry !== null && entry.pinyin) ? 'zh' : 'en';
}

/** The words of a thing that is not drawn. A word of which something is drawn is not missed: clothes of a person, football without its ball. */
function wordsMissed(thing, kept) {
  const words = thing.colourWord === null ? [] : [thing.colourWord];
  const drawn = kept.some((other) => other.word.start === thing.word.start);
  if (!thing.implied) return drawn ? words : words.concat(thing.word);
  const shown = thing.aside && thing.word.entry !== null && thing.word.entry.shown;
  return shown && !drawn ? words.concat(thing.word) : [];
}

/** In the order in which the child said them. */
function understood(kept, original) {
  const said = [];
  kept.forEach(({ part, word, colourWord }) => {
    said.push({ start: word.start, kind: part.role, word: wordOf(word, original), concept: part.concept });
    if (part.colour) {
      const place = colourWord || word;
      said.push({ start: place.start, kind: 'colour', word: wordOf(place, original), concept: part.colour });
    }
  });
  return sorted(said, ({ start }) => [start]).map(({ kind, word, concept }) => ({ kind, word, concept }));
}

function wordOf({ start, end }, original) {
  return original.slice(start, end).join('');
}

/** The child's words; neighbouring unknown characters are one word, and nothing is named twice. */
function typed(left, original) {
  const spans = [];
  let joins = false;
  sorted(left, ({ start }) => [start]).forEach((word) => {
    const last = spans[spans.length - 1];
    const unknown = word.han && word.entry === null;
    if (joins && unknown && last.end === word.start) last.end = word.end;
    else spans.push({ start: word.start, end: word.end });
    joins = unknown;
  });
  return Array.from(new Set(spans.map((span) => wordOf(span, original))));
}
