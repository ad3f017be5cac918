/** What a concept looks like: its emoji, until the box has drawn a tile of it. */

import { ask } from './box.js';
import { icon } from './icons.js';

let pack = ''; /* digest of the one that these are of */
let found = { total: 1, tiles: {} };
const loaded = {}; /* addresses of tiles that can be shown at once */

/** At each look at the box: asks until all are drawn; of none there are 0 at first. */
export async function lookForTiles(digest) {
  const drawn = Object.keys(found.tiles).reduce((sum, role) => sum + Object.keys(found.tiles[role]).length, 0);
  if (digest === pack && drawn && drawn >= found.total) return;
  try {
    found = await ask('/v1/tiles');
    pack = digest;
    document.querySelectorAll('.face[data-concept]').forEach(paint);
  } catch (error) { /* The next look asks again. */ }
}

/** An element with the concept's emoji or tile; it changes by itself when the tile is drawn. */
export function face(role, concept) {
  const node = document.createElement('span');
  node.className = 'face';
  node.setAttribute('aria-hidden', 'true');
  node.dataset.role = role;
  node.dataset.concept = concept;
  node.textContent = icon(role, concept);
  paint(node);
  return node;
}

function paint(node) {
  const address = (found.tiles[node.dataset.role] || {})[node.dataset.concept];
  if (!address || node.dataset.tile === address) return;
  node.dataset.tile = address;
  const picture = new Image();
  picture.alt = '';
  picture.src = address;
  const show = () => {
    loaded[address] = true;
    node.textContent = '';
    node.append(picture);
  };
  if (loaded[address]) {
    show();
    return;
  }
  picture.onload = show;
  picture.onerror = () => { node.dataset.tile = ''; }; /* Its emoji stays until the next look. */
}
