/** Whether this tablet can draw by itself, asked without drawing. */

/* A module that does nothing but make one vector: engines without SIMD do not take it. */
const VECTOR = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

export function isAble() {
  try {
    return typeof CompressionStream === 'function' && typeof BigInt64Array === 'function' && WebAssembly.validate(Uint8Array.from(VECTOR));
  } catch (error) {
    return false;
  }
}
