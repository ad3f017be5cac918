/** All that drawing on a tablet takes, from a sentence to a PNG. Runs in the worker; knows nothing of the page. */

import * as ort from '../lib/ort.mjs';
import { Reader } from '../reader/read.js';
import { putLabel } from './label.js';
import { briefMarks, marks } from './marks.js';
import { Painter } from './painter.js';
import { encodePng } from './png.js';
import { Stock } from './stock.js';

const PAGES = 4096; /* of 64 KiB: what drawing may take at most. iOS refuses a memory that could grow without end */

export class Studio {
  constructor() {
    this.kit = null;
    this.stock = null;
    this.reader = null;
    this.words = null;
    this.opening = null; /* a promise of the painter, from the first picture on */
  }

  /** Fetches and checks everything in `kit` (`GET /v1/kit`). `onShare(share)`: 0 to 1. Throws FileUnusable. */
  async prepare(kit, onShare) {
    this.stock = this.stock || await Stock.open();
    const all = kit.files.reduce((sum, file) => sum + file.size, 0);
    let come = 0;
    for (const file of kit.files) {
      await this.stock.bytes(file, (count) => {
        come += count;
        onShare(come / all);
      });
    }
    await this.stock.tidy(kit.files);
    if (!this.kit || this.kit.digest !== kit.digest) {
      this.opening = null;
      this.words = JSON.parse(new TextDecoder().decode(await this.bytes(kit, 'words')));
      this.reader = new Reader(this.words.tables);
    }
    this.kit = kit;
  }

  bytes(kit, name) {
    return this.stock.bytes(kit.files.find((file) => file.name === name));
  }

  /** What the box would answer to `POST /v1/read`, with the refusal's sentence in `language`. */
  read(prompt, language) {
    const { understood, dropped, refused, caption } = this.reader.read(prompt);
    return {
      understood, dropped, caption: this.reader.vocabulary.text(caption), parts: caption,
      refused: refused && { category: refused.category, message: refused[language] },
    };
  }

  async painter() {
    this.opening = this.opening || this.open();
    return this.opening.catch((error) => {
      this.opening = null; /* another time there may be more memory */
      throw error;
    });
  }

  async open() {
    bound(PAGES);
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = await this.bytes(this.kit, 'runtime');
    const graphs = {};
    for (const part of ['encoder', 'denoiser', 'decoder', 'preview']) graphs[part] = await this.bytes(this.kit, part);
    return Painter.open(ort, graphs, this.kit.latent);
  }

  /**
   * Draws `wish` {id, prompt, seed}: {png, caption, understood, dropped, steps, seconds}. `onStep({step, steps, preview})` is awaited.
   * The prompt must be one that `read` refuses nothing of.
   */
  async draw({ id, prompt, seed }, onStep) {
    const reading = this.read(prompt, 'en');
    const steps = stepsFor(this.kit.steps, reading.parts.length);
    const tokens = this.reader.vocabulary.tokens(reading.parts);
    const painter = await this.painter();
    const began = performance.now();
    const facts = Object.assign({ id, prompt, seed, caption: reading.caption }, this.kit.marks);
    const image = await painter.paint({ tokens, seed, steps }, async (step, rough) => {
      await onStep({ step, steps, preview: rough && await this.finished(rough, briefMarks(facts), 'preview') });
    });
    const png = await this.finished(image, marks(facts), 'picture');
    const { caption, understood, dropped } = reading;
    return { png, caption, understood, dropped, steps, seconds: (performance.now() - began) / 1000 };
  }

  finished(image, texts, kind) {
    if (this.kit.label) putLabel(image, this.words.badges[kind]);
    return encodePng(image, texts);
  }
}

/** As many steps as a wish of so many parts needs: `runtime.pack.Steps.needed`. */
function stepsFor({ by_parts: rows, default: usual }, parts) {
  const row = (rows || []).find(([most]) => parts <= most);
  return row ? row[1] : usual;
}

/** No memory made from now on may grow beyond so many pages. */
function bound(pages) {
  const { Memory } = WebAssembly;
  if (Memory.bounded) return;
  WebAssembly.Memory = function Bounded(limits) {
    return new Memory(Object.assign({}, limits, { maximum: Math.min(limits.maximum, pages) }));
  };
  WebAssembly.Memory.prototype = Memory.prototype;
  WebAssembly.Memory.bounded = true;
}
