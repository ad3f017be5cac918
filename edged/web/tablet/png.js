/** PNG files of red, green, blue, with texts; every row is stored as its difference to the one above. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const UP = 2; /* number of that filter */
const DEPTH = 8;
const RGB = 2;
const POLYNOMIAL = 0xedb88320;

const CRCS = new Uint32Array(256).map((_, start) => {
  let crc = start;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** The file's bytes. `image`: {width, height, pixels}; `texts`: {keyword: text}. */
export async function encodePng({ width, height, pixels }, texts) {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([DEPTH, RGB, 0, 0, 0], 8);
  const parts = [Uint8Array.from(SIGNATURE), chunk('IHDR', head)];
  Object.keys(texts).forEach((keyword) => parts.push(textChunk(keyword, texts[keyword])));
  parts.push(chunk('IDAT', await deflated(filtered(width, height, pixels))), chunk('IEND', new Uint8Array(0)));
  return joined(parts);
}

function filtered(width, height, pixels) {
  const length = 3 * width;
  const rows = new Uint8Array(height * (1 + length));
  for (let row = 0; row < height; row += 1) {
    const to = row * (1 + length);
    rows[to] = UP;
    for (let at = 0; at < length; at += 1) {
      const above = row ? pixels[(row - 1) * length + at] : 0;
      rows[to + 1 + at] = pixels[row * length + at] - above;
    }
  }
  return rows;
}

async function deflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** tEXt for ASCII, which every program reads; iTXt for everything else. */
function textChunk(keyword, text) {
  const bytes = new TextEncoder().encode(text);
  const ascii = bytes.length === text.length;
  const name = new TextEncoder().encode(keyword);
  return chunk(ascii ? 'tEXt' : 'iTXt', joined([name, new Uint8Array(ascii ? 1 : 5), bytes]));
}

function chunk(kind, data) {
  const whole = new Uint8Array(12 + data.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  whole.set(new TextEncoder().encode(kind), 4);
  whole.set(data, 8);
  view.setUint32(8 + data.length, checksum(whole.subarray(4, 8 + data.length)));
  return whole;
}

function checksum(bytes) {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) crc = CRCS[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  parts.forEach((part) => {
    whole.set(part, at);
    at += part.length;
  });
  return whole;
}
