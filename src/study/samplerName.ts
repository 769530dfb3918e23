// The names of the ways to choose params (sampler.ts), for whoever reads a setting or an option without choosing any.
/** In the order in which they are offered; the first is the default. */
export const samplers = ['gp', 'random', 'sobol', 'grid'] as const;

/**
 * - `gp`: a Gaussian process of what has been seen, after a short initial design.
 * - `random`: independent draws, each value of a discrete parameter as likely as any other, ranges uniform in their scale.
 * - `sobol`: the same, but evenly spread (one scrambled Sobol sequence for the whole study).
 * - `grid`: every combination of the values that grid.ts lists, in its order.
 */
export type Sampler = (typeof samplers)[number];

/** Null where `raw` names no sampler. */
export function parseSampler(raw: unknown): Sampler | null {
  return samplers.find((sampler) => sampler === raw) ?? null;
}
