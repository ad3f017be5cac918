/**
 * What each character becomes and which kind of piece it begins, by the box's tables: browsers know other versions of Unicode.
 * Ranges are "gap length gap length ..." in base 36, each gap counted from the end of the range before.
 */

export class Characters {
  constructor({ dropped, folding, folded, kinds }) {
    const forms = folded.split('\n');
    this.forms = new Map();
    let next = 0;
    each(folding, (code) => { this.forms.set(String.fromCodePoint(code), forms[next]); next += 1; });
    each(dropped, (code) => this.forms.set(String.fromCodePoint(code), ''));
    const found = [];
    Object.keys(kinds).forEach((kind) => ranges(kinds[kind]).forEach(([start, end]) => found.push({ start, end, kind })));
    found.sort((one, other) => one.start - other.start);
    this.starts = Int32Array.from(found, (range) => range.start);
    this.ends = Int32Array.from(found, (range) => range.end);
    this.letters = found.map((range) => range.kind);
  }

  /** What one character becomes: nothing, itself, or several characters. */
  folded(character) {
    if (character < '\x80') return character.toLowerCase();
    const form = this.forms.get(character);
    return form === undefined ? character : form;
  }

  /**
   * h Han, a other letters, d digits, g digits that are no decimals, n other numerals, w signs that stand in words, m marks,
   * s blanks, x whatever else only divides; empty: a sign.
   */
  kind(character) {
    const code = character.codePointAt(0);
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] <= code) low = middle + 1;
      else high = middle;
    }
    return low < this.starts.length && this.starts[low] <= code ? this.letters[low] : '';
  }

  /** Whether there are characters and all are of these kinds. */
  isOf(text, kinds) {
    const letters = new Set(kinds);
    return text !== '' && Array.from(text).every((character) => letters.has(this.kind(character)));
  }
}

function ranges(text) {
  const numbers = text.split(' ').map((number) => parseInt(number, 36));
  const found = [];
  let end = 0;
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const start = end + numbers[i];
    end = start + numbers[i + 1];
    found.push([start, end]);
  }
  return found;
}

function each(text, act) {
  ranges(text).forEach(([start, end]) => { for (let code = start; code < end; code += 1) act(code); });
}
