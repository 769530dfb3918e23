// A short name for an array of numbers, by its bits.

/** Two 32-bit hashes (multiply and mix, over other constants) of the array's bits, as text. Equal arrays give equal texts. */
export function hashOf(values: Float64Array): string {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  let a = 0x811c9dc5 | 0;
  let b = 0x9e3779b9 | 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ word, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return `${values.length}:${a >>> 0}:${b >>> 0}`;
}
