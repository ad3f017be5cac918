/** Cuts folded text into its smallest pieces: single Han characters, words of letters and digits, emoji, marks. */

const IN_WORDS = 'adgnw';

/** All pieces in order: {text, kind: han, word, sign or mark, start, end, owns, single}; places are the original's, `[start, end)`. */
export function tokens(normal, tables) {
  const { characters, apostrophes } = tables;
  const { text, origins } = without(apostrophes, normal);
  const found = [];
  let place = 0;
  while (place < text.length) {
    const kind = kindAt(text, place, characters);
    const end = kind === 'word' ? wordEnd(text, place, characters) : place + 1;
    if (kind) found.push(token(kind, text.slice(place, end), origins[place], origins[end - 1] + 1));
    place = end;
  }
  found.forEach((each) => {
    each.owns = each.kind === 'word' && normal.original.slice(each.start, each.end).some((c) => apostrophes.includes(c));
  });
  return found;
}

function token(kind, characters, start, end) {
  return { text: characters.join(''), kind, start, end, owns: false, single: characters.length === 1 };
}

function kindAt(text, place, characters) {
  const kind = characters.kind(text[place]);
  if (kind === 'h') return 'han';
  if (kind && IN_WORDS.includes(kind)) return 'word';
  if (kind === 'm') return 'mark';
  if (text[place] === '.') return endsSentence(text, place, characters) ? 'mark' : '';
  return kind ? '' : 'sign';
}

/** A full stop after a letter, before a blank or at the end. */
function endsSentence(text, place, characters) {
  const after = text[place + 1];
  const ends = after === undefined || after === '\n' || characters.kind(after) === 's';
  return ends && place > 0 && /^[a-z]$/.test(text[place - 1]);
}

function wordEnd(text, start, characters) {
  let end = start + 1;
  while (end < text.length && kindAt(text, end, characters) === 'word') end += 1;
  return end;
}

function without(apostrophes, { text, origins }) {
  const kept = text.map((character) => !apostrophes.includes(character));
  return { text: text.filter((_, i) => kept[i]), origins: origins.filter((_, i) => kept[i]) };
}
