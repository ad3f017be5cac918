/** One question to the teacher, with the answers as buttons. */

import { BoxGone } from './box.js';
import { element, empty } from './element.js';
import { Overlay } from './teacher-overlay.js';
import { say } from './speech.js';

const part = (name) => document.getElementById('dialog-' + name);
let settle = () => {};
const overlay = new Overlay(document.getElementById('dialog'), () => settle(null));

/**
 * Resolves to the `value` of the chosen one of `choices` [{ value, text, kind }], to what was typed where there is a
 * `field` { label, value }, or to null. The last choice is the harmless one. `picture`: a node to be shown.
 */
export function question({ title, says, picture, field, choices }) {
  settle(null);
  part('title').textContent = title;
  part('says').textContent = says || '';
  empty(part('picture')).append(...(picture ? [picture] : []));
  part('field').hidden = !field;
  part('label').textContent = field ? field.label : '';
  const input = part('input');
  input.value = field ? field.value : '';
  return new Promise((resolve) => {
    settle = (value) => {
      settle = () => {};
      resolve(value);
    };
    const take = (value) => {
      settle(field && value ? input.value.trim() : value);
      overlay.close();
    };
    input.onkeydown = (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault(); /* Or whatever gets the focus back is pressed too. */
      take(choices[0].value);
    };
    const buttons = choices.map(({ value, text, kind }) => {
      const button = element('button', 'sticker ' + (kind || 'plain'), text);
      button.type = 'button';
      button.addEventListener('click', () => take(value));
      return button;
    });
    empty(part('acts')).append(...buttons);
    overlay.show(field ? input : buttons[buttons.length - 1]);
    if (field) input.select();
  });
}

/** Says what the box did not do, and why. */
export function sorry(error) {
  const says = error instanceof BoxGone ? say('gone') : [error.message, error.fix].filter(Boolean).join(' ');
  return question({ title: say('failed_title'), says, choices: [{ value: true, text: say('fine'), kind: 'sky' }] });
}
