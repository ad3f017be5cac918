/** The visible mark that a picture is generated, put on as the box does it: pixel by pixel, in the lower right corner. */

/** Changes `image` {width, height, pixels}. `badge`: {width, height, margin, rgba}, rgba as bytes in base64, made by the box. */
export function putLabel(image, badge) {
  const ink = Uint8Array.from(atob(badge.rgba), (sign) => sign.charCodeAt(0));
  const left = image.width - badge.width - badge.margin;
  const top = image.height - badge.height - badge.margin;
  for (let row = 0; row < badge.height; row += 1) {
    for (let column = 0; column < badge.width; column += 1) {
      const from = 4 * (row * badge.width + column);
      const to = 3 * ((top + row) * image.width + left + column);
      const alpha = ink[from + 3];
      for (let colour = 0; colour < 3; colour += 1) {
        image.pixels[to + colour] = divided(image.pixels[to + colour] * (255 - alpha) + ink[from + colour] * alpha);
      }
    }
  }
}

/** By 255, rounded, as Pillow does it. */
function divided(product) {
  const rounded = product + 128;
  return ((rounded >> 8) + rounded) >> 8;
}
