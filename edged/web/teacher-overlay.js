/** Something that covers the page: keeps the keyboard inside, and Escape leads back to where one was. */

const REACHABLE = 'a[href], button:not([disabled]), input:not([disabled])';
const open = []; /* the topmost last */

export class Overlay {
  /** `onClose()` after it was closed, however that happened. */
  constructor(node, onClose) {
    this.node = node;
    this.onClose = onClose || (() => {});
  }

  get shown() {
    return !this.node.hidden;
  }

  /** `first`: what gets the focus; else the first thing that can. */
  show(first) {
    if (!this.shown) {
      this.before = document.activeElement;
      open.push(this);
    }
    this.node.hidden = false;
    document.documentElement.classList.add('covered');
    (first || this.reachable()[0] || this.node).focus();
  }

  close() {
    if (!this.shown) return;
    this.node.hidden = true;
    open.splice(open.indexOf(this), 1);
    document.documentElement.classList.toggle('covered', open.length > 0);
    if (this.before && document.contains(this.before)) this.before.focus();
    this.onClose();
  }

  reachable() {
    return Array.from(this.node.querySelectorAll(REACHABLE)).filter((each) => each.offsetParent);
  }

  keep(event) {
    const all = this.reachable();
    const inside = all.indexOf(document.activeElement);
    const next = event.shiftKey ? inside - 1 : inside + 1;
    event.preventDefault();
    if (all.length) all[(next + all.length) % all.length].focus();
  }
}

document.addEventListener('keydown', (event) => {
  const top = open[open.length - 1];
  if (!top) return;
  if (event.key === 'Escape') top.close();
  else if (event.key === 'Tab') top.keep(event);
});
