/** The print sheet: every picture that is not hidden, six on a page, each with the name of its tablet. */

import { ask } from './box.js';
import { element, empty } from './element.js';
import { sorry } from './teacher-dialog.js';
import { nameOf } from './teacher-name.js';
import { Overlay } from './teacher-overlay.js';
import { language, say } from './speech.js';

const MOST = 600; /* pictures: a hundred pages */
const ON_A_PAGE = 6;

export class Sheet {
  /** `onClose()` when it was left. */
  constructor(onClose) {
    ['sheet', 'sheet-title', 'sheet-count', 'sheet-pictures', 'sheet-print', 'sheet-close']
      .forEach((id) => { this[id.replace('sheet-', '')] = document.getElementById(id); });
    this.overlay = new Overlay(this.sheet, () => {
      empty(this.pictures);
      onClose();
    });
    this.print.addEventListener('click', () => window.print());
    this.close.addEventListener('click', () => this.overlay.close());
  }

  /** `box`: its name. */
  async open(box) {
    const date = new Date().toLocaleDateString(language() === 'zh' ? 'zh-CN' : undefined, { year: 'numeric', month: 'long', day: 'numeric' });
    this.title.textContent = say('sheet_title', { box, date });
    this.count.textContent = say('sheet_loading');
    this.print.disabled = true;
    this.overlay.show(this.close);
    try {
      const answer = await ask('/v1/lesson/pictures?limit=' + MOST);
      await this.fill(answer.pictures.filter(({ hidden }) => !hidden).reverse());
    } catch (error) {
      this.overlay.close();
      sorry(error);
    }
  }

  /** Every picture is there before it can be printed. */
  async fill(seen) {
    const figures = seen.map((picture) => {
      const image = element('img');
      image.alt = say('picture', { prompt: picture.prompt });
      const loaded = new Promise((resolve) => { image.onload = image.onerror = resolve; });
      image.src = picture.image;
      const words = picture.by ? [element('b', '', nameOf(picture.by)), element('span', '', picture.prompt)] : [element('span', '', picture.prompt)];
      return { loaded, node: element('figure', '', [image, element('figcaption', '', words)]) };
    });
    empty(this.pictures).append(...figures.map(({ node }) => node));
    await Promise.all(figures.map(({ loaded }) => loaded));
    this.count.textContent = seen.length ? say('sheet_count', { n: seen.length, pages: Math.ceil(seen.length / ON_A_PAGE) }) : say('sheet_none');
    this.print.disabled = !seen.length;
    if (seen.length && this.overlay.shown) this.print.focus();
  }
}
