/** How the box feels, in plain words, with what can be done about it. */

import { arrange, element } from './element.js';
import { say } from './speech.js';

const FACES = { ready: '😊', warming: '🌱', hot: '🌞', degraded: '🤒', paused: '☕' };

export class Feeling {
  constructor() {
    ['mood-face', 'mood', 'facts', 'issues'].forEach((id) => { this[id.replace('mood-', '')] = document.getElementById(id); });
  }

  show({ feeling, paused, pictures, issues }) {
    const state = paused && feeling.state === 'ready' ? 'paused' : feeling.state;
    this.face.textContent = FACES[state];
    const mood = (state === 'hot' && feeling.says) || say('feel_' + state);
    if (this.mood.textContent !== mood) this.mood.textContent = mood;
    write(this.facts, facts(feeling, pictures).map((fact) => [fact]));
    write(this.issues, issues.map(({ text, fix }) => [text, fix]));
  }
}

function facts(feeling, { waiting, drawing }) {
  const { temperature_c: now, target_c: most, size, usual_size: usual, wait_s: wait } = feeling;
  const found = feeling.says && feeling.state !== 'hot' ? [feeling.says] : [];
  found.push(now === null ? say('fact_no_temperature') : say('fact_temperature', { now: Math.round(now), most: Math.round(most) }));
  found.push(say(size === usual ? 'fact_usual' : 'fact_smaller', { size: times(size), usual: times(usual) }));
  if (wait !== null) found.push(say('fact_wait', { n: Math.max(1, Math.round(wait)) }));
  if (waiting + drawing) found.push(say('fact_line', { n: waiting, m: drawing }));
  if (feeling.on_mains === false) found.push(say('fact_battery'));
  if (!feeling.accepting) found.push(say('fact_full'));
  found.push(...(feeling.offers || []));
  return found;
}

function times(size) {
  return size.replace('x', '×');
}

/** Each of `lines` as a list's item: a text, and perhaps what to do. */
function write(list, lines) {
  if (list.dataset.said === JSON.stringify(lines)) return;
  list.dataset.said = JSON.stringify(lines);
  arrange(list, lines.map(([text, fix]) => element('li', '', fix ? [element('b', '', text), element('span', '', fix)] : text)));
}
