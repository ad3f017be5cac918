/** The words that a style adds to a picture's description in its metadata. */

export const DEFAULT_STYLE = 'kids_cute_v2';

/** A caption's text with the style's words. `styles`: the tables'. */
export function styled(text, styles, style) {
  return [text].concat(styles[style || DEFAULT_STYLE]).join(', ');
}
