/** Tiles to tap: animals, what they wear, hold and do, where they are; and the colours of things. */

import { PAINTS } from './icons.js';
import { face } from './tiles.js';
import { language, say } from './words.js';

const TABS = [
  { id: 'animal', face: '🐻', roles: ['animal', 'size'] },
  { id: 'worn', face: '🎩', roles: ['worn'] },
  { id: 'held', face: '🎈', roles: ['held'] },
  { id: 'action', face: '💃', roles: ['action'] },
  { id: 'scene', face: '🏖️', roles: ['scene', 'sky'] },
];

export class Palette {
  /** `onWish(wish)` is called after each tap. */
  constructor(onWish) {
    this.onWish = onWish;
    this.tabs = document.getElementById('tabs');
    this.tiles = document.getElementById('tiles');
    this.colours = document.getElementById('colours');
    this.tray = document.getElementById('tray');
    this.tab = TABS[0];
    this.wish = {};
    this.brush = ''; /* a colour tapped before its thing */
    this.vocabulary = null;
    this.tabs.addEventListener('keydown', (event) => this.arrows(event));
  }

  know(vocabulary) {
    this.vocabulary = vocabulary;
    this.render();
  }

  /** Marks what is in `wish`, without telling anyone. */
  show(wish) {
    this.wish = wish;
    this.mark();
  }

  render() {
    if (!this.vocabulary) return;
    this.renderTabs();
    this.renderColours();
    this.renderTiles();
    this.mark();
  }

  renderTabs() {
    empty(this.tabs);
    TABS.forEach((tab) => {
      const button = tile('tab', emoji(tab.face), say(tab.id));
      button.id = 'tab-' + tab.id;
      button.setAttribute('role', 'tab');
      button.setAttribute('aria-controls', 'tray');
      button.addEventListener('click', () => this.open(tab));
      this.tabs.append(button);
    });
    this.select();
  }

  select() {
    TABS.forEach((tab, index) => {
      const button = this.tabs.children[index];
      button.setAttribute('aria-selected', String(tab === this.tab));
      button.tabIndex = tab === this.tab ? 0 : -1;
    });
    this.tray.setAttribute('aria-labelledby', 'tab-' + this.tab.id);
    this.tray.dataset.tab = this.tab.id;
  }

  open(tab) {
    this.tab = tab;
    this.brush = '';
    this.select();
    this.renderColours();
    this.renderTiles();
    this.mark();
    this.tiles.scrollTop = 0;
  }

  arrows(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.open(TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length]);
    document.getElementById('tab-' + this.tab.id).focus();
  }

  role(id) {
    return this.vocabulary.roles.find((role) => role.id === id) || { id, slots: 1 };
  }

  renderColours() {
    empty(this.colours);
    this.colours.hidden = !this.role(this.tab.id).coloured;
    if (this.colours.hidden) return;
    this.vocabulary.colours.forEach((colour) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'colour';
      button.dataset.colour = colour.id;
      button.title = colour[language()][0];
      button.setAttribute('aria-label', colour[language()][0]);
      const paint = document.createElement('span');
      paint.className = 'dot ' + colour.id;
      if (PAINTS[colour.id]) paint.style.backgroundColor = PAINTS[colour.id];
      button.append(paint);
      button.addEventListener('click', () => this.paint(colour.id));
      this.colours.append(button);
    });
  }

  renderTiles() {
    empty(this.tiles);
    this.tiles.setAttribute('aria-label', say(this.tab.id));
    this.vocabulary.concepts.filter(({ role }) => this.tab.roles.indexOf(role) >= 0).forEach((concept) => {
      const button = tile('tile', face(concept.role, concept.id), concept[language()][0]);
      button.dataset.role = concept.role;
      button.dataset.concept = concept.id;
      button.addEventListener('click', () => this.toggle(concept));
      this.tiles.append(button);
    });
  }

  mark() {
    const parts = this.wish[this.tab.id] || [];
    const last = parts[parts.length - 1];
    const colour = last ? last.colour : this.brush;
    this.tiles.querySelectorAll('.tile').forEach((button) => {
      const chosen = (this.wish[button.dataset.role] || []).some(({ concept }) => concept === button.dataset.concept);
      button.setAttribute('aria-pressed', String(chosen));
    });
    this.colours.querySelectorAll('.colour').forEach((button) => {
      button.setAttribute('aria-pressed', String(button.dataset.colour === colour));
    });
    TABS.forEach((tab, index) => {
      const used = tab.roles.some((role) => (this.wish[role] || []).length);
      if (this.tabs.children[index]) this.tabs.children[index].classList.toggle('used', used);
    });
  }

  toggle(concept) {
    const parts = this.wish[concept.role] || [];
    const kept = parts.filter(({ concept: id }) => id !== concept.id);
    if (kept.length < parts.length) {
      this.change(concept.role, kept);
      return;
    }
    const others = kept.filter(({ concept: id }) => !this.excludes(concept, id));
    const room = this.role(concept.role).slots - 1;
    /* An animal in another one's place keeps the colour; a second animal, or thing to wear, brings its own. */
    const colour = concept.role === 'size' ? '' : this.brush || (concept.role === 'animal' && !room && parts.length ? parts[0].colour : '');
    if (concept.role !== 'size') this.brush = '';
    this.change(concept.role, others.slice(others.length - Math.min(room, others.length)).concat({ concept: concept.id, colour }));
  }

  excludes(concept, id) {
    const other = this.vocabulary.concepts.find((each) => each.role === concept.role && each.id === id);
    return Boolean(concept.zone) && Boolean(other) && other.zone === concept.zone;
  }

  /** Colours the last thing of this tab; before there is one, keeps the colour for it. */
  paint(colour) {
    const parts = (this.wish[this.tab.id] || []).slice();
    if (!parts.length) {
      this.brush = this.brush === colour ? '' : colour;
      this.mark();
      return;
    }
    const last = parts.pop();
    this.change(this.tab.id, parts.concat({ concept: last.concept, colour: last.colour === colour ? '' : colour }));
  }

  change(role, parts) {
    this.wish = Object.assign({}, this.wish, { [role]: parts });
    this.mark();
    this.onWish(this.wish);
  }

  /** A wish by chance: an animal, its colour, and two or three more things. */
  surprise() {
    if (!this.vocabulary) return;
    const wish = {};
    ['animal', 'worn', 'held', 'action', 'scene'].forEach((role) => {
      if (role !== 'animal' && Math.random() < 0.4) return;
      const concept = any(this.vocabulary.concepts.filter((each) => each.role === role));
      const coloured = (role === 'animal' || role === 'worn') && Math.random() < 0.7;
      if (concept) wish[role] = [{ concept: concept.id, colour: coloured ? any(this.vocabulary.colours).id : '' }];
    });
    /* One pair of hands: an action that needs none of them goes with something held. */
    if (wish.held) delete wish.action;
    this.show(wish);
    this.onWish(wish);
  }
}

function emoji(text) {
  const node = document.createElement('span');
  node.className = 'face';
  node.setAttribute('aria-hidden', 'true');
  node.textContent = text;
  return node;
}

function tile(kind, shown, text) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = kind;
  const word = document.createElement('span');
  word.className = 'word';
  word.textContent = text;
  button.append(shown, word);
  return button;
}

function any(list) {
  return list[Math.floor(Math.random() * list.length)];
}

function empty(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
}
