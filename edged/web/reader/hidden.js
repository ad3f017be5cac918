/** Words that are recognised and cannot be read: numbers of 48 bits made of their tokens, as `runtime/prompt/hidden.py` makes them. */

export const ROOT = 0;
const HALF = 0x1000000;
const BYTES = 6;

/** The number of a word's tokens, from the number of those before the last one (`ROOT` before the first). */
export function step(before, token) {
  let high = Math.floor(before / HALF);
  let low = before % HALF;
  for (let i = 0; i <= token.length; i += 1) {
    const unit = i < token.length ? token.charCodeAt(i) : 0xffff;
    high = mixed(high ^ unit, 0x9e3779b1);
    low = mixed(low ^ unit, 0x85ebca6b);
  }
  return (high >>> 8) * HALF + (low >>> 8);
}

/** The numbers of `packed` ones: six bytes each, in base 64. */
export function unpacked(packed) {
  const bytes = atob(packed);
  const numbers = [];
  for (let start = 0; start < bytes.length; start += BYTES) {
    let number = 0;
    for (let i = start; i < start + BYTES; i += 1) number = number * 256 + bytes.charCodeAt(i);
    numbers.push(number);
  }
  return numbers;
}

/** Whether one of `texts` is among hidden ones. */
export class Hidden {
  constructor(packed) {
    this.numbers = new Set(unpacked(packed));
  }

  hasAny(texts) {
    return texts.some((text) => this.numbers.has(step(ROOT, text)));
  }
}

function mixed(number, prime) {
  const product = Math.imul(number, prime);
  return product ^ (product >>> 15);
}
