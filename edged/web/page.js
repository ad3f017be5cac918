/** Wires the page: the box, the wish, the easel, the gallery. Read this first. */

import { Album } from './album.js';
import { Door, secretOfLink } from './door.js';
import { Gallery } from './gallery.js';
import { Easel } from './picture.js';
import { lookForTiles } from './tiles.js';
import { watch } from './watch.js';
import { Wish } from './wish.js';
import { language, say, switchLanguage, translate } from './words.js';

const CHEER = 2500; /* ms that "the box is back" stays */

const banner = document.getElementById('banner');
let note = ''; /* key of what the banner says */
let gone = false;
let seen = null;
let outside = false; /* the box does not know this tablet yet */
let look = () => {};
let helper = null; /* promise of who draws when the box cannot */

const easel = new Easel({ onDone: (picture) => gallery.add(picture), onGone: lost });
const album = new Album({
  onAnother: ({ prompt }) => {
    if (easel.busy) return;
    wish.show(prompt);
    easel.ask(prompt);
  },
  onGone: lost,
  onRemoved: (picture) => {
    gallery.drop(picture);
    easel.forget(picture);
    if (easel.helper) easel.helper.forget(picture);
  },
});
const gallery = new Gallery((picture, pictures) => album.show(picture, pictures));
const wish = new Wish({ onDraw: (prompt) => easel.ask(prompt), onGone: lost });
const door = new Door(() => look());

function tell(key) {
  note = key;
  banner.hidden = !key;
  banner.dataset.note = key;
  banner.textContent = key ? say(key) : '';
  if (key === 'warming') banner.textContent += ` ${seen.waking | 0}%`;
}

/** Key of what there is to say about a box that answers. */
function condition() {
  if (seen.paused) return 'paused';
  return ['warming', 'hot', 'degraded'].indexOf(seen.state) >= 0 ? seen.state : '';
}

function lost() {
  gone = true;
  if (easel.helper) easel.helper.lost();
  const sign = easel.helper ? easel.helper.sign : 'gone';
  if (note !== sign) tell(sign);
}

async function help(box) {
  try {
    helper = helper || import('./tablet/standin.js').then(({ Standin }) => new Standin({ easel, onTaken: (id, picture) => gallery.swap(id, picture) }));
    easel.helper = wish.helper = await helper;
    easel.helper.see(box);
  } catch (error) {
    helper = null; /* Gone meanwhile: another look will bring it. */
  }
}

function lostNow() {
  lost();
  look();
}

function found(box) {
  const first = !seen;
  const changed = first || JSON.stringify(seen.vocabulary) !== JSON.stringify(box.vocabulary);
  const returned = gone && !first;
  const entered = outside && !isOutside(box);
  seen = box;
  gone = false;
  outside = isOutside(box);
  nameAll();
  if (changed && box.vocabulary) wish.know(box.vocabulary);
  if (outside) {
    tell(condition());
    door.show();
    return;
  }
  door.hide();
  if (helper || box.tablets) help(box);
  if (box.pack) lookForTiles(box.pack.digest);
  if (first || returned || entered) resume();
  if (returned) easel.again();
  if (returned || entered) cheer(entered ? 'welcome' : 'back');
  if (note !== 'back' && note !== 'welcome') tell(condition());
}

function isOutside({ access, caller }) {
  return access === 'paired' && caller.who === 'guest';
}

function cheer(key) {
  tell(key);
  setTimeout(() => { if (note === key) tell(condition()); }, CHEER);
}

/** The box's name, if a person gave it one: the one it has by itself says nothing to a child. Then this tablet's. */
function nameAll() {
  const given = /^edged-[0-9a-f]{8}$/.test(seen.name) ? '' : seen.name;
  const own = seen.caller.name ? seen.caller.name[language()] : '';
  document.getElementById('to-teacher').hidden = seen.caller.who !== 'teacher';
  document.getElementById('box-name').textContent = [given, own].filter(Boolean).join(' · ');
}

/** The lesson's pictures; one that was being drawn when the page was closed goes on. */
async function resume() {
  try {
    const [newest] = await gallery.load();
    if (newest && !easel.busy && !easel.shows(newest) && (newest.state === 'queued' || newest.state === 'drawing')) {
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
  if (seen) nameAll();
  tell(note);
}

/** Opened by a QR code, perhaps while the page was open already. */
async function enterByLink() {
  const secret = secretOfLink();
  if (secret && !await door.enter({ secret })) door.show();
}

document.getElementById('language').addEventListener('click', () => {
  switchLanguage();
  speak();
});
easel.onGone = lostNow;
wish.onGone = lostNow;
window.addEventListener('hashchange', enterByLink);
window.addEventListener('unpaired', () => { if (!outside) look(); });
speak();
enterByLink().then(() => { look = watch(found, lost); });
