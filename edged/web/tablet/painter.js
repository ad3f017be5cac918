/** Draws with the box's own graphs, as `runtime/pipeline.py` does: encode, a few steps from noise to clean, decode. */

import { gaussian } from './noise.js';

const PRECISION = 10; /* bits of a half float's fraction */
const SMALLEST = -14; /* exponent, below which steps shrink no more */
const PARTS = ['encoder', 'denoiser', 'decoder', 'preview'];

/** Numbers that are none came out: this wish does not work out, another one will. */
export class PictureBroken extends Error {}

export class Painter {
  /** `graphs`: {encoder, denoiser, decoder, preview} as bytes. `latent`: {channels, height, width}. */
  static async open(ort, graphs, latent) {
    const painter = new Painter();
    painter.ort = ort;
    painter.shape = [1, latent.channels, latent.height, latent.width];
    painter.sessions = {};
    /* One after the other: two at a time would need the memory of both. */
    for (const part of PARTS) painter.sessions[part] = await ort.InferenceSession.create(graphs[part]);
    return painter;
  }

  /**
   * {width, height, pixels}, pixels as bytes of red, green, blue, row by row. `tokens`: [concept, colour] a slot.
   * `onStep(step, rough)`, awaited after each step, gets the picture as it is becoming, small; null after the last one.
   * What it throws ends the drawing. Throws PictureBroken.
   */
  async paint({ tokens, seed, steps }, onStep) {
    const [context, pooled] = await this.run('encoder', { tokens: this.numbers(tokens) }, ['context', 'pooled']);
    const latents = gaussian(seed, this.shape.reduce((all, one) => all * one, 1));
    for (let step = 0; step < steps; step += 1) {
      const feeds = { latents: this.floats(latents), level: this.levels([1 - step / steps]), context, pooled };
      const [velocity] = await this.run('denoiser', feeds, ['velocity']);
      const clean = advance(latents, velocity.data, 1 - step / steps, 1 - (step + 1) / steps);
      await onStep(step + 1, step + 1 < steps ? await this.image('preview', clean) : null);
    }
    return this.image('decoder', latents.map(half));
  }

  async image(part, latents) {
    const [{ data, dims }] = await this.run(part, { latents: this.floats(latents) }, ['image']);
    return { height: dims[1], width: dims[2], pixels: data };
  }

  async run(part, feeds, names) {
    const results = await this.sessions[part].run(feeds);
    return names.map((name) => results[name]);
  }

  numbers(tokens) {
    const flat = [].concat(...tokens).map(BigInt);
    return new this.ort.Tensor('int64', BigInt64Array.from(flat), [1, tokens.length, 2]);
  }

  floats(latents) {
    return new this.ort.Tensor('float32', latents, this.shape);
  }

  levels(values) {
    return new this.ort.Tensor('float32', Float32Array.from(values), [values.length]);
  }
}

/** Moves `latents` one step of Euler's along `velocity`; returns what the picture is without its noise. Throws PictureBroken. */
function advance(latents, velocity, level, to) {
  const clean = new Float32Array(latents.length);
  const whole = Math.fround(level);
  const by = Math.fround(level - to);
  for (let at = 0; at < latents.length; at += 1) {
    if (!Number.isFinite(velocity[at])) throw new PictureBroken();
    clean[at] = latents[at] - Math.fround(whole * velocity[at]);
    latents[at] -= Math.fround(by * velocity[at]);
  }
  return clean;
}

/** The nearest number of 16 bits, halves to the even one: the box keeps latents so, and draws from what it keeps. */
function half(value) {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value) || 1)), SMALLEST);
  const step = Math.pow(2, exponent - PRECISION);
  const steps = value / step;
  const down = Math.floor(steps);
  const over = steps - down;
  const even = down % 2 === 0 ? down : down + 1;
  return (over === 0.5 ? even : Math.round(steps)) * step;
}
