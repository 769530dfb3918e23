// A small seeded generator for the random programs: the same seed is the same program for ever.

export type Random = {
  /** A whole number of 0 … n - 1. */
  below(n: number): number;
  chance(probability: number): boolean;
  pick<T>(all: readonly T[]): T;
};

export function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (all) => all[below(all.length)]!,
  };
}
