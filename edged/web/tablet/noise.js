/**
 * Noise that is the same as the box's: the same seed begins with the same picture (`runtime/noise.py` tells how).
 * The k-th 64-bit word of a seed is mix(mix(seed) + (k + 1) * GAMMA); two words make two normal numbers.
 */

const BITS = 64;
const GAMMA = BigInt('0x9E3779B97F4A7C15');
const ONE = BigInt(1);
const SHIFTS = [30, 27, 31].map(BigInt);
const FACTORS = ['0xBF58476D1CE4E5B9', '0x94D049BB133111EB'].map(BigInt);
const DROPPED = BigInt(11); /* bits of a word that a double cannot hold */
const UNIT = Math.pow(2, -53);

/** `count` standard normal numbers. `seed`: a whole number, 0 to 2^53 - 1. */
export function gaussian(seed, count) {
  const numbers = new Float32Array(count);
  const start = mix(BigInt(seed));
  for (let at = 0; at < count; at += 2) {
    const radius = Math.sqrt(-2 * Math.log((upper(start, at) + 1) * UNIT));
    const angle = 2 * Math.PI * UNIT * upper(start, at + 1);
    numbers[at] = radius * Math.cos(angle);
    if (at + 1 < count) numbers[at + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

/** The upper 53 bits of the word. */
function upper(start, place) {
  return Number(mix(whole(start + (BigInt(place) + ONE) * GAMMA)) >> DROPPED);
}

function mix(word) {
  const first = whole((word ^ (word >> SHIFTS[0])) * FACTORS[0]);
  const second = whole((first ^ (first >> SHIFTS[1])) * FACTORS[1]);
  return second ^ (second >> SHIFTS[2]);
}

function whole(word) {
  return BigInt.asUintN(BITS, word);
}
