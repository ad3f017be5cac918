/** The door: a tablet that is not paired yet types six digits here, or came through a QR code. */

import { ask, BoxGone } from './box.js';
import { say } from './speech.js';

const DIGITS = 6;
const LINK = /^#pair=([\w-]{16,64})$/;

/** The secret of the QR code that opened this page, taken out of the address so that nobody reads it there. */
export function secretOfLink() {
  const found = LINK.exec(location.hash);
  if (found) history.replaceState(null, '', location.pathname + location.search);
  return found && found[1];
}

export class Door {
  /** `onIn()` when the box has let this tablet in. */
  constructor(onIn) {
    ['door', 'door-form', 'door-code', 'door-enter', 'door-says', 'door-fix']
      .forEach((id) => { this[id.replace('door-', '').replace('enter', 'button')] = document.getElementById(id); });
    this.main = document.querySelector('main');
    this.onIn = onIn;
    this.busy = false;
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.knock();
    });
    this.code.addEventListener('input', (event) => { if (!event.isComposing) this.typed(); });
    this.code.addEventListener('compositionend', () => this.typed());
  }

  get open() {
    return this.door.hidden;
  }

  show() {
    if (!this.open) return;
    this.door.hidden = false;
    this.main.hidden = true;
    this.code.value = '';
    this.code.focus();
  }

  hide() {
    this.door.hidden = true;
    this.main.hidden = false;
    this.tell('', '');
  }

  /** Only digits stay; the last one knocks by itself. */
  typed() {
    const digits = this.code.value.replace(/[０-９]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace(/\D/g, '');
    if (digits !== this.code.value) this.code.value = digits.slice(0, DIGITS);
    if (digits.length === DIGITS) this.knock();
  }

  async knock() {
    if (this.code.value.length !== DIGITS) {
      this.tell(say('door_digits'), '');
      this.code.focus();
      return;
    }
    if (!await this.enter({ code: this.code.value })) this.code.select();
  }

  /** Asks the box with a code or a secret; true if it let this tablet in. */
  async enter(claim) {
    if (this.busy) return false;
    this.busy = this.button.disabled = true;
    try {
      await ask('/v1/pair', Object.assign({ page: true }, claim));
      this.onIn();
      return true;
    } catch (error) {
      if (error instanceof BoxGone) this.tell(say('gone'), '');
      else this.tell(error.message, error.fix);
      return false;
    } finally {
      this.busy = this.button.disabled = false;
    }
  }

  tell(says, fix) {
    this.says.textContent = says;
    this.fix.textContent = fix || '';
    this.code.setAttribute('aria-invalid', String(!!says));
  }
}
