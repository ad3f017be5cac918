/**
 * Wishes that were drawn here and that the box has not seen yet. It gets the wish with its seed, reads it again, and draws the very
 * same picture: no tablet can put anything else on the wall. Kept over a reload, not longer than a lesson.
 */

import { ask, BoxSays } from '../box.js';

const KEPT = 'edged.owed';
const LESSON = 3 * 3600 * 1000; /* ms after which nobody waits for them any more */
const PATIENCE = 60; /* seconds that the box may take to draw one */

export class Owed {
  /** `onTaken(id, picture)`: what was drawn here as `id` is the box's `picture` now. */
  constructor(onTaken) {
    this.onTaken = onTaken;
    this.wishes = kept().filter(({ drawn }) => Date.now() - drawn < LESSON);
    this.handing = false;
  }

  /** `pack`: digest of the one that drew it. */
  add({ id, prompt, seed }, steps, pack) {
    this.wishes.push({ id, prompt, seed, steps, pack, drawn: Date.now() });
    this.keep();
  }

  drop(id) {
    this.wishes = this.wishes.filter((wish) => wish.id !== id);
    this.keep();
  }

  /** Hands in one after the other, as long as the box takes them. `pack`: digest of the box's; another one would draw something else. */
  async handIn(pack) {
    if (this.handing) return;
    this.handing = true;
    try {
      for (let next = this.next(pack); next; next = this.next(pack)) await this.hand(next);
    } catch (error) { /* Busy, or gone again: the next look at the box tries once more. */
    } finally {
      this.handing = false;
    }
  }

  next(pack) {
    return this.wishes.find((wish) => wish.pack === pack);
  }

  async hand({ id, prompt, seed, steps }) {
    try {
      const body = { prompt, seed, steps };
      const picture = await ask('/v1/pictures?wait=' + PATIENCE, body, 'POST', (PATIENCE + 5) * 1000);
      this.drop(id);
      if (picture.state === 'done') this.onTaken(id, picture);
    } catch (error) {
      const never = error instanceof BoxSays && error.status < 500 && error.status !== 429;
      if (!never) throw error;
      this.drop(id);
    }
  }

  keep() {
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.wishes));
    } catch (error) { /* Private browsing: they last until the page is closed. */ }
  }
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(found) ? found : [];
  } catch (error) {
    return [];
  }
}
