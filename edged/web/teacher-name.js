/** Devices' names as people see them: the animal on a spot of its colour. */

import { element } from './element.js';
import { language, say } from './speech.js';

const PAINTS = {
  red: '#ef5350', orange: '#ff9f43', yellow: '#ffd83d', green: '#63c466', blue: '#4f9dee', purple: '#a678e2', pink: '#ff9cc2', white: '#ffffff',
  grey: '#a8a8a8', golden: '#e3b129',
};
const FACES = {
  bear: '🐻', bee: '🐝', camel: '🐫', cat: '🐱', crab: '🦀', deer: '🦌', dolphin: '🐬', dragon: '🐲', duck: '🦆', eagle: '🦅', elephant: '🐘', fox: '🦊',
  frog: '🐸', giraffe: '🦒', hedgehog: '🦔', horse: '🐴', kangaroo: '🦘', koala: '🐨', lion: '🦁', octopus: '🐙', otter: '🐾', owl: '🦉', panda: '🐼',
  parrot: '🦜', penguin: '🐧', rabbit: '🐰', sheep: '🐑', snail: '🐌', squirrel: '🐿️', tiger: '🐯', turtle: '🐢', whale: '🐳',
  teacher: '🎓', programme: '🤖', pupil: '📱',
};

/** In the teacher's language; `name` may be missing. */
export function nameOf(name) {
  return name ? name[language()] : say('somebody');
}

/** The face of a device; one that a person named is a tablet. */
export function avatar({ role, name }) {
  const [colour, animal] = name.en.split(' ');
  const node = element('span', 'avatar', FACES[(role === 'pupil' && PAINTS[colour] && animal) || role] || FACES.pupil);
  node.setAttribute('aria-hidden', 'true');
  if (PAINTS[colour]) node.style.backgroundColor = PAINTS[colour];
  return node;
}
