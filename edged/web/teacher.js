/** Wires the teacher's page: the lesson, its wall, its people, its box. Read this first. */

import { ask, BoxGone } from './box.js';
import { Door, secretOfLink } from './door.js';
import { Charts } from './teacher-chart.js';
import { sorry } from './teacher-dialog.js';
import { endLesson } from './teacher-ending.js';
import { Feeling } from './teacher-feeling.js';
import { People } from './teacher-people.js';
import { Sheet } from './teacher-sheet.js';
import { Stage } from './teacher-stage.js';
import { Wall } from './teacher-wall.js';
import { Window } from './teacher-window.js';
import { styleWords } from './teacher-words.js';
import { say, switchLanguage, translate } from './speech.js';

const BEAT = 5000; /* ms between two looks at the lesson, besides those that events ask for */
const SEARCH = 1500; /* ms between two looks for a box that is gone */
const CHEER = 2500; /* ms that a greeting stays */

const node = (id) => document.getElementById(id);
let lesson = null;
let inside = false;
let note = ''; /* key of what the banner says */
let cheering = 0;
let timer = 0;
let looking = false;
let again = false; /* somebody asked to look while it looked */
let events = null;
let printing = false; /* on the way to the lesson's end */

const stage = new Stage();
const wall = new Wall((pictures) => stage.show(pictures));
const people = new People(look);
const feeling = new Feeling();
const charts = new Charts();
const entrance = new Window(look);
const door = new Door(entered);
const sheet = new Sheet(() => {
  if (printing) end();
});

function tell(key) {
  note = key;
  node('banner').hidden = !key;
  node('banner').dataset.note = key;
  node('banner').textContent = key ? say(key) : '';
}

function cheer(key) {
  clearTimeout(cheering);
  tell(key);
  cheering = setTimeout(() => { if (note === key) tell(lesson && lesson.paused ? 'paused' : ''); }, CHEER);
}

/** Looks at the lesson, or, as long as this device is not the teacher's, at who it is. */
async function look() {
  clearTimeout(timer);
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  let wait = BEAT;
  try {
    if (!inside) await enter();
    if (inside) {
      lesson = await ask('/v1/lesson');
      await wall.load();
      show();
    }
    if (note === 'gone') cheer('back');
  } catch (error) {
    wait = SEARCH;
    if (error instanceof BoxGone) tell('gone');
    else leave();
  }
  looking = false;
  clearTimeout(timer);
  timer = setTimeout(look, again ? 0 : wait);
  again = false;
}

async function enter() {
  const { caller, name } = await ask('/v1/box');
  inside = caller.who === 'teacher' || caller.who === 'admin';
  nameBox(name);
  if (!inside) {
    door.show();
    return;
  }
  door.hide();
  listen();
}

/** This device is the teacher's no more. */
function leave() {
  inside = false;
  if (events) events.close();
  events = null;
}

/** Events say when to look; where they do not come through, the beat is enough. */
function listen() {
  if (events || !window.EventSource) return;
  events = new EventSource('/v1/lesson/events');
  events.addEventListener('changed', () => { if (inside) look(); });
}

async function entered() {
  try {
    const { caller } = await ask('/v1/box');
    if (caller.who === 'pupil') door.tell(say('entry_pupil'), say('entry_pupil_fix'));
    else cheer('welcome');
  } catch (error) { /* The next look will tell. */ }
  look();
}

function show() {
  nameBox(lesson.name);
  const { paused, label, tablets, style } = lesson;
  node('pause-says').textContent = say(paused ? 'resume' : 'pause');
  node('pause-face').textContent = paused ? '▶️' : '⏸️';
  document.documentElement.classList.toggle('paused', paused);
  if (paused && note !== 'welcome' && note !== 'back') tell('paused');
  if (!paused && note === 'paused') tell('');
  node('label').checked = label;
  node('tablets').checked = tablets;
  node('style').textContent = style && style.words.length ? say('style', { words: styleWords(style.words) }) : '';
  wall.count(lesson.pictures);
  people.show(lesson);
  feeling.show(lesson);
  charts.show(lesson.load);
}

/** The name a person gave the box; the one it has by itself says nothing. */
function nameBox(name) {
  node('box-name').textContent = /^edged-[0-9a-f]{8}$/.test(name) ? '' : name;
}

async function decide(wanted) {
  try {
    lesson = await ask('/v1/lesson', wanted, 'PATCH');
  } catch (error) {
    sorry(error);
  }
  if (lesson) show();
}

async function end() {
  printing = false;
  const chosen = await endLesson(lesson.pictures);
  if (chosen === 'print') {
    printing = true;
    sheet.open(lesson.name);
  }
  if (chosen === 'ended') look();
}

function speak() {
  translate(document);
  const other = node('language');
  other.textContent = say('other');
  other.setAttribute('aria-label', say('otherLabel'));
  other.lang = say('other') === 'English' ? 'en' : 'zh';
  wall.render();
  tell(note);
  if (lesson) show();
}

/** Opened by the QR code of `edgectl pair --teacher`. */
async function enterByLink() {
  const secret = secretOfLink();
  if (secret) await door.enter({ secret });
}

node('language').addEventListener('click', () => {
  switchLanguage();
  speak();
  look();
});
node('let-in').addEventListener('click', () => entrance.open());
node('project').addEventListener('click', () => stage.open());
node('pause').addEventListener('click', () => decide({ paused: !lesson.paused }));
node('print').addEventListener('click', () => sheet.open(lesson.name));
node('end').addEventListener('click', end);
['label', 'tablets'].forEach((key) => {
  node(key).addEventListener('change', () => decide({ [key]: node(key).checked }));
});
window.addEventListener('hashchange', enterByLink);
window.addEventListener('online', look);
document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
speak();
enterByLink().then(look);
