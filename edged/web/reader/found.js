/** A thing that a sentence named, with the segment that named it, before it is decided what one picture can hold. */

export function foundOf(part, word, implied) {
  return {
    part,
    word,
    colourWord: null,
    object: false, /* named after a verb done to it (抱着小熊的兔子) */
    aside: false, /* no animal of its own if there is another: food, a toy, a costume, a likeness */
    count: 1,
    implied: Boolean(implied), /* came with a person and was not said */
    unwanted: false, /* an animal after "not" */
    another: false, /* a second one, named after "and" */
  };
}
