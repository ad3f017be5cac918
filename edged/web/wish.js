/** The child's wish: the text field, what the box understands of it, and the tiles that build it. */

import { ask, BoxGone } from './box.js';
import { PAINTS } from './icons.js';
import { Palette } from './palette.js';
import { sentence, wishOf } from './sentence.js';
import { face } from './tiles.js';
import { language, say } from './words.js';

const PAUSE = 250; /* ms without a key before the box is asked what it understands */

export class Wish {
  /** `onDraw(prompt)` is called when the child wants the picture; `onGone()` when the box does not answer. */
  constructor({ onDraw, onGone }) {
    this.form = document.getElementById('wish');
    this.field = document.getElementById('prompt');
    this.chips = document.getElementById('chips');
    this.clearing = document.getElementById('clear');
    this.palette = new Palette((wish) => this.compose(wish));
    this.onGone = onGone;
    this.composed = '';
    this.question = 0;
    this.timer = 0;
    this.listen(onDraw);
  }

  get prompt() {
    return this.field.value.trim();
  }

  listen(onDraw) {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      onDraw(this.prompt);
    });
    this.field.addEventListener('input', () => this.changed(PAUSE));
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      onDraw(this.prompt);
    });
    this.clearing.addEventListener('click', () => {
      this.show('');
      this.field.focus();
    });
    document.getElementById('surprise').addEventListener('click', () => this.palette.surprise());
  }

  /** The box's words arrived (again). */
  know(vocabulary) {
    this.vocabulary = vocabulary;
    this.palette.know(vocabulary);
    this.changed(0);
  }

  translate() {
    this.field.placeholder = say('placeholder');
    this.palette.render();
    if (this.field.value && this.field.value === this.composed) this.compose(this.palette.wish);
    else if (this.vocabulary) this.changed(0);
  }

  /** Puts `prompt` into the field. */
  show(prompt) {
    this.field.value = prompt;
    this.changed(0);
  }

  compose(wish) {
    this.composed = sentence(wish, this.vocabulary, language());
    this.show(this.composed);
  }

  changed(pause) {
    this.clearing.hidden = !this.field.value;
    /* A long wish gets smaller letters; Chinese ones are about twice as wide. */
    this.field.classList.toggle('long', this.field.value.replace(/[^\x00-\xff]/g, '##').length > 52);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read(), pause);
  }

  async read() {
    const question = ++this.question;
    if (!this.prompt) {
      this.palette.show({});
      this.render({ understood: [], dropped: [], caption: '' });
      return;
    }
    try {
      const reading = await ask('/v1/read', { prompt: this.prompt });
      if (question !== this.question) return;
      /* Without an animal there is no caption yet: what was tapped stays. */
      if (this.vocabulary && (reading.caption || this.prompt !== this.composed)) {
        this.palette.show(wishOf(reading.caption, this.vocabulary));
      }
      this.render(reading);
    } catch (error) {
      if (!(error instanceof BoxGone)) return;
      this.onGone(error);
      const reading = this.helper && await this.helper.read(this.prompt);
      if (reading && question === this.question) this.render(reading);
    }
  }

  render({ understood, dropped, refused }) {
    while (this.chips.firstChild) this.chips.removeChild(this.chips.firstChild);
    if (refused && refused.category !== 'no_subject') {
      this.chip('kindly', '🌷', refused.message || say('refused'));
      return;
    }
    understood.forEach(({ kind, word, concept }) => {
      const chip = this.chip('understood', '', word);
      chip.insertBefore(kind === 'colour' ? dot(concept) : face(kind, concept), chip.firstChild);
    });
    dropped.forEach((word) => {
      this.chip('dropped', '', word).setAttribute('aria-label', say('dropped', { word }));
    });
    /* What was said so far is fine: only the animal is missing. */
    if (refused) this.chip('hint', '🐻', say('empty'));
  }

  chip(kind, symbol, text) {
    const chip = document.createElement('li');
    chip.className = 'chip ' + kind;
    if (symbol) {
      const emoji = document.createElement('span');
      emoji.setAttribute('aria-hidden', 'true');
      emoji.textContent = symbol;
      chip.append(emoji);
    }
    const word = document.createElement(kind === 'dropped' ? 's' : 'span');
    word.textContent = text;
    chip.append(word);
    this.chips.append(chip);
    return chip;
  }
}

/** A dot of the colour's paint. */
export function dot(colour) {
  const node = document.createElement('span');
  node.className = 'dot ' + colour;
  node.setAttribute('aria-hidden', 'true');
  if (PAINTS[colour]) node.style.backgroundColor = PAINTS[colour];
  return node;
}
