/**
 * The worker that draws on this tablet: questions in, answers out. Read this first.
 *
 * In: {id, ask, …}; out: any number of {id, event, …}, then {id, answer} or {id, failed: {name, message}}.
 * `pause` holds the drawing between two steps, as while nobody looks; `cancel` ends a drawing before its next step.
 */

import { Studio } from './studio.js';

class Cancelled extends Error {}

const studio = new Studio();
const drawings = new Map(); /* number of the question -> whether it is cancelled */
let last = Promise.resolve(); /* the end of the drawing before: one at a time */
let paused = false;
let resume = () => {};

const TASKS = {
  prepare: ({ id, kit }) => studio.prepare(kit, (share) => tell({ id, event: 'share', share })),
  read: ({ prompt, language }) => studio.read(prompt, language),
  draw: ({ id, wish }) => {
    drawings.set(id, false);
    const ended = last.then(() => draw(id, wish));
    last = ended.catch(() => {});
    return ended;
  },
  pause: ({ on }) => {
    paused = on;
    resume();
  },
  label: ({ on }) => { studio.kit.label = on; },
  cancel: ({ which }) => {
    if (drawings.has(which)) drawings.set(which, true);
    resume();
  },
};

async function draw(id, wish) {
  try {
    await still(id);
    return await studio.draw(wish, async (told) => {
      tell(Object.assign({ id, event: 'step' }, told), told.preview ? [told.preview.buffer] : []);
      await still(id);
    });
  } finally {
    drawings.delete(id);
  }
}

/** Waits while nobody looks. Throws Cancelled. */
async function still(id) {
  while (paused && !drawings.get(id)) await new Promise((go) => { resume = go; });
  if (drawings.get(id)) throw new Cancelled();
}

function tell(message, moved) {
  self.postMessage(message, moved || []);
}

self.addEventListener('message', async ({ data }) => {
  const { id, ask } = data;
  try {
    const answer = await TASKS[ask](data);
    tell({ id, answer }, answer && answer.png ? [answer.png.buffer] : []);
  } catch (error) {
    tell({ id, failed: { name: error.constructor.name, message: String(error.message || error) } });
  }
});
