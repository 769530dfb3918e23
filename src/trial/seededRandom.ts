// A seeded Math.random for the child. tfjs draws initial weights, dropout masks and fit's shuffle from Math.random, so this makes a trial repeatable.

/**
 * A generator of doubles in [0, 1) with 53 random bits: sfc32 (Chris Doty-Humphrey's PractRand), two draws a number. Every 32-bit `seed` is
 * good, 0 too; `stream` tells threads of one trial apart.
 */
export function createRandom(seed: number, stream = 0): () => number {
  let a = seed | 0;
  let b = stream | 0;
  let c = 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // PractRand's own number of rounds until the seed has reached every bit.
  for (let i = 0; i < 12; i++) next();
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}
