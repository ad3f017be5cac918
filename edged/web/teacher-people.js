/** Who belongs to the box, who is here, and sending somebody away. */

import { ask } from './box.js';
import { arrange, element, tool } from './element.js';
import { question, sorry } from './teacher-dialog.js';
import { avatar, nameOf } from './teacher-name.js';
import { ago } from './teacher-words.js';
import { say } from './speech.js';

export class People {
  /** `onChange()` after the box was told something. */
  constructor(onChange) {
    this.list = document.getElementById('people');
    this.hint = document.getElementById('people-hint');
    this.counter = document.getElementById('people-count');
    this.onChange = onChange;
    this.rows = {};
  }

  show({ devices, access }) {
    const pupils = devices.filter(({ role }) => role === 'pupil');
    const hint = access === 'open' ? 'people_open' : pupils.length ? '' : 'people_none';
    this.hint.textContent = hint && say(hint);
    this.counter.textContent = String(devices.filter(({ here }) => here).length);
    const rows = {};
    const sorted = devices.slice().sort((one, other) => rank(one) - rank(other) || other.seen - one.seen);
    arrange(this.list, sorted.map((device) => {
      const key = JSON.stringify([device.name, device.role, device.self, say('you')]);
      const old = this.rows[device.id];
      const row = old && old.key === key ? old : this.row(device, key);
      rows[device.id] = row;
      row.node.classList.toggle('here', device.here);
      row.seen.textContent = device.here ? say('here') : ago(device.seen);
      return row.node;
    }));
    this.rows = rows;
  }

  row(device, key) {
    const name = nameOf(device.name);
    const seen = element('span', 'seen');
    const role = device.self ? say('role_teacher') + ' (' + say('you') + ')' : say('role_' + device.role);
    const words = element('div', 'words', [element('b', '', name), element('span', '', device.role === 'pupil' ? '' : role + ' · '), seen]);
    const tools = [];
    if (device.self || device.role === 'pupil') tools.push(tool('✏️', say('rename', { name }), () => this.rename(device)));
    if (device.role === 'pupil') tools.push(tool('👋', say('away', { name }), () => this.sendAway(device)));
    return { key, seen, node: element('li', '', [avatar(device), words].concat(tools)) };
  }

  async rename(device) {
    const name = await question({
      title: say('rename_title', { name: nameOf(device.name) }),
      says: say('rename_says'),
      field: { label: say('rename_label'), value: nameOf(device.name) },
      choices: [{ value: true, text: say('rename_yes'), kind: 'mint' }, { value: null, text: say('cancel') }],
    });
    if (name) await this.tell(device, { name }, 'PATCH');
  }

  async sendAway(device) {
    const sure = await question({
      title: say('away_title', { name: nameOf(device.name) }),
      says: say('away_says'),
      choices: [{ value: true, text: say('away_yes'), kind: 'rose' }, { value: null, text: say('cancel') }],
    });
    if (sure) await this.tell(device, null, 'DELETE');
  }

  async tell(device, body, method) {
    try {
      await ask('/v1/devices/' + device.id, body, method);
      this.onChange();
    } catch (error) {
      sorry(error);
    }
  }
}

/** The teacher first, then those who are here. */
function rank({ self, here }) {
  return self ? 0 : here ? 1 : 2;
}
