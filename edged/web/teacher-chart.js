/** The load of the last half hour as three small charts: pictures a minute, waiting time, temperature. */

import { element, empty } from './element.js';
import { say } from './speech.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 44;
const KINDS = [
  { name: 'pictures', pick: (minute) => minute.pictures, least: 4, bars: true },
  { name: 'wait', pick: (minute) => minute.wait_s, least: 5, bars: true },
  { name: 'temperature', pick: (minute) => minute.temperature_c, least: 80, bars: false, from: 20 },
];

export class Charts {
  constructor() {
    this.node = document.getElementById('charts');
  }

  /** `minutes`: the oldest first. */
  show(minutes) {
    const key = JSON.stringify(minutes) + say('load');
    if (this.key === key) return;
    this.key = key;
    empty(this.node).append(...KINDS.map((kind) => chart(kind, minutes.map(kind.pick))));
  }
}

function chart({ name, least, bars, from }, values) {
  const known = values.filter((value) => value !== null);
  const most = known.length ? Math.max(...known) : 0;
  const unit = (value) => (value === null ? say('nothing') : say('unit_' + name, { n: Math.round(value * 10) / 10 }));
  const now = values[values.length - 1];
  const says = say('chart_says', { name: say('chart_' + name), now: unit(now), most: unit(most) });
  const svg = shape('svg', { viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, class: 'chart ' + name, role: 'img', 'aria-label': says, preserveAspectRatio: 'none' });
  const high = Math.max(most, least);
  svg.append(shape('line', { x1: 0, x2: WIDTH, y1: HEIGHT - 1, y2: HEIGHT - 1, class: 'ground' }));
  if (bars) values.forEach((value, place) => value && svg.append(bar(value / high, place, values.length)));
  else svg.append(line(values, from, high));
  const top = element('p', 'chart-name', [element('span', '', say('chart_' + name)), element('b', '', unit(now))]);
  top.setAttribute('aria-hidden', 'true');
  return element('div', '', [top, svg]);
}

function bar(share, place, count) {
  const step = WIDTH / count;
  const height = Math.max(2, share * (HEIGHT - 4));
  return shape('rect', { x: (place * step + 1).toFixed(1), y: (HEIGHT - height - 1).toFixed(1), width: (step - 2).toFixed(1), height: height.toFixed(1), rx: 2 });
}

/** A line with gaps where nothing is known. */
function line(values, low, high) {
  const step = WIDTH / (values.length - 1);
  const path = values.map((value, place) => {
    if (value === null) return '';
    const before = place && values[place - 1] !== null;
    const y = (HEIGHT - 2 - ((value - low) / (high - low)) * (HEIGHT - 6)).toFixed(1);
    const alone = !before && (values[place + 1] === null || place === values.length - 1);
    return alone ? 'M' + (place * step - 6).toFixed(1) + ' ' + y + 'h5' : (before ? 'L' : 'M') + (place * step).toFixed(1) + ' ' + y;
  });
  return shape('path', { d: path.join(''), fill: 'none' });
}

function shape(tag, facts) {
  const node = document.createElementNS(SVG, tag);
  Object.keys(facts).forEach((name) => node.setAttribute(name, facts[name]));
  return node;
}
