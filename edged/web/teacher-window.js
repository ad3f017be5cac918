/** The door for pupils' tablets, as large as a projector wants it: QR code, six digits, time left, who came. */

import { ask, BoxGone } from './box.js';
import { element, empty } from './element.js';
import { sorry } from './teacher-dialog.js';
import { avatar, nameOf } from './teacher-name.js';
import { Overlay } from './teacher-overlay.js';
import { say } from './speech.js';

const LOOK = 1000; /* ms between two looks at who came */
const OPEN = 120; /* seconds that a window lasts */

export class Window {
  /** `onCame()` when somebody has come in. */
  constructor(onCame) {
    ['window', 'window-qr', 'window-how', 'window-address', 'window-code', 'window-time', 'window-bar', 'window-left', 'came', 'window-again',
      'window-close'].forEach((id) => { this[id.replace('window-', '')] = document.getElementById(id); });
    this.overlay = new Overlay(this.window, () => this.shut());
    this.onCame = onCame;
    this.view = null;
    this.secret = '';
    this.turn = 0; /* so that each QR code has an address of its own */
    this.again.addEventListener('click', () => this.open());
    this.close.addEventListener('click', () => this.overlay.close());
  }

  async open() {
    try {
      this.secret = '';
      this.view = await ask('/v1/pairing', null, 'POST');
    } catch (error) {
      sorry(error);
      return;
    }
    if (!this.overlay.shown) this.overlay.show(this.close);
    this.render();
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    if (this.overlay.shown) this.timer = setTimeout(() => this.look(), LOOK);
  }

  async look() {
    try {
      const view = await ask('/v1/pairing');
      const more = this.view && view.came.length > this.view.came.length;
      this.view = view;
      this.render();
      if (more) this.onCame();
    } catch (error) {
      if (!(error instanceof BoxGone)) this.overlay.close();
    }
    this.later();
  }

  /** The window was left: nobody else comes in. */
  async shut() {
    clearTimeout(this.timer);
    this.qr.removeAttribute('src'); /* Nobody shall see an old one when it is opened again. */
    try {
      await ask('/v1/pairing', null, 'DELETE');
    } catch (error) { /* It closes by itself. */ }
  }

  render() {
    const { open, code, secret, links, left_s: left, came } = this.view;
    this.qr.hidden = !open || !links.length;
    if (open && secret !== this.secret) this.qr.src = '/v1/pairing/qr?turn=' + (this.turn += 1);
    this.secret = secret;
    this.qr.alt = say('window_qr');
    this.how.textContent = !open ? say('window_shut') : !links.length ? say('no_address') : code ? say('window_how') : say('window_spent');
    this.address.textContent = open && links.length ? links[0].split('#')[0] : '';
    this.code.textContent = open && code ? code.slice(0, 3) + ' ' + code.slice(3) : '';
    this.time.hidden = this.left.hidden = !open;
    this.bar.style.width = Math.min(100, (100 * left) / OPEN) + '%';
    const seconds = Math.ceil(left);
    this.left.textContent = say('window_left', { left: Math.floor(seconds / 60) + ':' + ('0' + (seconds % 60)).slice(-2) });
    this.again.firstElementChild.textContent = say(open ? 'window_again' : 'window_open');
    this.again.hidden = open && left > 60;
    this.greet(came);
  }

  greet(came) {
    if (this.came.children.length > came.length) empty(this.came);
    came.slice(this.came.children.length).forEach((device) => {
      this.came.append(element('li', '', [avatar(device), element('span', '', say('window_came', { name: nameOf(device.name) }))]));
    });
    this.came.scrollTop = this.came.scrollHeight;
  }
}
