// Seeded randomness: a generator whose every number follows from its seed, so that a study can be asked again and answer alike.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export type Random = {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** A whole number from 0 to `count - 1`; `count` is at least 1. */
  below(count: number): number;
  /** Standard normal. */
  gaussian(): number;
  /** A whole number of 32 random bits, unsigned. */
  bits(): number;
};

/** A generator for the given whole numbers; another list (or order) gives another stream. */
export function createRandom(...seeds: readonly number[]): Random {
  const generator = xoroshiro128plus(mix(seeds));
  const uniform = (): number => uniformFloat64(generator);
  return {
    uniform,
    below: (count) => Math.min(count - 1, Math.floor(uniform() * count)),
    // Box-Muller; 1 - u keeps the logarithm finite.
    gaussian: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    bits: () => generator.next() >>> 0,
  };
}

/** One 32-bit seed of several, each step a bijection with good avalanche (the finaliser of MurmurHash3). */
function mix(seeds: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const seed of seeds) {
    hash = Math.imul(hash ^ (seed | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash | 0;
}
