/** Folds what a child typed to one spelling and remembers where each character came from. */

/**
 * {original, text, origins}: the sentence's characters, the folded ones, and of each of those the place in the original.
 * Characters are code points: one emoji is one, as the box counts.
 */
export function normalise(sentence, characters) {
  const original = Array.from(sentence);
  const text = [];
  const origins = [];
  original.forEach((character, index) => {
    for (const form of characters.folded(character)) {
      text.push(form);
      origins.push(index);
    }
  });
  return { original, text, origins };
}
