/** Wires the page: the box, the wish, the easel, the gallery. Read this first. */

import { watch } from './box.js';
import { Gallery } from './gallery.js';
import { Easel } from './picture.js';
import { Wish } from './wish.js';
import { say, switchLanguage, translate } from './words.js';

const CHEER = 2500; /* ms that "the box is back" stays */

const banner = document.getElementById('banner');
let note = ''; /* key of what the banner says */
let gone = false;
let seen = null;
let look = () => {};

const easel = new Easel({ onDone: (picture) => gallery.add(picture), onGone: lost });
const gallery = new Gallery((picture) => {
  if (easel.busy) return;
  easel.take(picture);
  wish.show(picture.prompt);
});
const wish = new Wish({ onDraw: (prompt) => easel.ask(prompt), onGone: lost });

function tell(key) {
  note = key;
  banner.hidden = !key;
  banner.dataset.note = key;
  banner.textContent = key ? say(key) : '';
}

/** Key of what there is to say about a box that answers. */
function condition() {
  return ['warming', 'hot', 'degraded'].indexOf(seen.state) >= 0 ? seen.state : '';
}

function lost() {
  gone = true;
  if (note !== 'gone') tell('gone');
}

function lostNow() {
  lost();
  look();
}

function found(box) {
  const first = !seen;
  const changed = first || JSON.stringify(seen.vocabulary) !== JSON.stringify(box.vocabulary);
  const returned = gone && !first;
  seen = box;
  gone = false;
  /* A name that a person gave; the one it has by itself says nothing to a child. */
  document.getElementById('box-name').textContent = /^edged-[0-9a-f]{8}$/.test(box.name) ? '' : box.name;
  if (changed && box.vocabulary) wish.know(box.vocabulary);
  if (first || returned) resume();
  if (returned) easel.again();
  if (returned) tell('back');
  if (returned) setTimeout(() => { if (note === 'back') tell(condition()); }, CHEER);
  if (note !== 'back') tell(condition());
}

/** The lesson's pictures; one that was being drawn when the page was closed goes on. */
async function resume() {
  try {
    const [newest] = await gallery.load();
    if (newest && !easel.busy && (newest.state === 'queued' || newest.state === 'drawing')) {
      easel.take(newest);
      wish.show(newest.prompt);
    }
  } catch (error) {
    lost();
  }
}

function speak() {
  translate(document);
  const other = document.getElementById('language');
  other.textContent = say('other');
  other.setAttribute('aria-label', say('otherLabel'));
  other.lang = say('other') === 'English' ? 'en' : 'zh';
  wish.translate();
  easel.translate();
  gallery.render();
  tell(note);
}

document.getElementById('language').addEventListener('click', () => {
  switchLanguage();
  speak();
});
easel.onGone = lostNow;
wish.onGone = lostNow;
speak();
look = watch(found, lost);
