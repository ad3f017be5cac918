/** The wall: every picture of the lesson, the newest first, with a quick way to hide or delete one. */

import { ask } from './box.js';
import { arrange, element, tool } from './element.js';
import { question, sorry } from './teacher-dialog.js';
import { nameOf } from './teacher-name.js';
import { pictures as counted } from './teacher-words.js';
import { say } from './speech.js';

const PAGE = 60; /* pictures that "show more" adds */

export class Wall {
  /** `onChange(pictures)` whenever what is on it changed, with the newest first. */
  constructor(onChange) {
    ['pictures', 'bare', 'more', 'wall-counts'].forEach((id) => { this[id.replace('wall-', '')] = document.getElementById(id); });
    this.list = this.pictures;
    this.onChange = onChange;
    this.limit = PAGE;
    this.shown = [];
    this.cards = {};
    this.more.addEventListener('click', () => {
      this.limit += PAGE;
      this.load().catch(sorry);
    });
  }

  /** Asks the box. Throws BoxGone, BoxSays. */
  async load() {
    const answer = await ask('/v1/lesson/pictures?limit=' + this.limit);
    const before = JSON.stringify(this.shown);
    this.shown = answer.pictures;
    this.more.hidden = answer.total <= this.shown.length;
    this.bare.hidden = this.shown.length > 0;
    if (JSON.stringify(this.shown) !== before) this.render();
  }

  count({ done, waiting, drawing }) {
    const open = waiting + drawing;
    const text = counted(done) + (open ? say('counts_open', { n: open }) : '');
    if (this.counts.textContent !== text) this.counts.textContent = text;
  }

  render() {
    const cards = {};
    this.shown.forEach((picture) => {
      const key = JSON.stringify([picture.hidden, nameOf(picture.by), say('hide')]);
      const old = this.cards[picture.id];
      cards[picture.id] = old && old.key === key ? old : { key, node: this.card(picture, old && old.node) };
    });
    this.cards = cards;
    arrange(this.list, this.shown.map(({ id }) => cards[id].node));
    this.onChange(this.shown);
  }

  /** A card; `old`: the one whose place it takes, with the focus if that has it. */
  card(picture, old) {
    const said = picture.prompt || picture.caption || '';
    const image = element('img');
    image.alt = '';
    image.loading = 'lazy';
    image.src = picture.image + '?size=256x256';
    const view = element('button', 'view', [image]);
    view.type = 'button';
    view.setAttribute('aria-label', say('look', { prompt: said }));
    view.addEventListener('click', () => this.look(picture));
    if (picture.hidden) view.append(element('span', 'ribbon', say('hidden')));
    const hide = tool(picture.hidden ? '👀' : '🙈', say(picture.hidden ? 'unhide_this' : 'hide_this', { prompt: said }),
      () => this.hide(picture));
    const remove = tool('🗑️', say('remove_this', { prompt: said }), () => this.remove(picture));
    const words = element('div', 'words', [element('b', '', nameOf(picture.by)), element('span', '', said)]);
    const item = element('li', picture.hidden ? 'away' : '', [view, element('div', 'tools', [hide, remove]), words]);
    if (old && old.contains(document.activeElement)) setTimeout(() => hide.focus());
    return item;
  }

  async look(picture) {
    const image = element('img', 'large');
    image.alt = say('picture', { prompt: picture.prompt });
    image.src = picture.image;
    const answer = await question({
      title: nameOf(picture.by),
      says: say('looked', { prompt: picture.prompt }) + (picture.hidden ? ' ' + say('hidden_says') : ''),
      picture: image,
      choices: [
        { value: 'hide', text: say(picture.hidden ? 'unhide' : 'hide'), kind: 'sun' },
        { value: 'remove', text: say('remove'), kind: 'rose' },
        { value: null, text: say('leave') },
      ],
    });
    if (answer === 'hide') await this.hide(picture);
    if (answer === 'remove') await this.remove(picture);
  }

  async hide(picture) {
    await this.tell('/v1/lesson/pictures/' + picture.id, { hidden: !picture.hidden }, 'PATCH');
  }

  async remove(picture) {
    const sure = await question({
      title: say('remove_title'),
      says: say('remove_says', { name: nameOf(picture.by) }),
      choices: [{ value: true, text: say('remove_yes'), kind: 'rose' }, { value: null, text: say('cancel') }],
    });
    if (sure) await this.tell('/v1/pictures/' + picture.id, null, 'DELETE');
  }

  async tell(path, body, method) {
    try {
      await ask(path, body, method);
      await this.load();
    } catch (error) {
      sorry(error);
    }
  }
}
