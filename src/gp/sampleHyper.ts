// What the data leave open about the hyper-parameters: draws of theta = (ln l_1..d, ln s2, ln sn2) from their posterior, by slice sampling
// along random directions (Neal 2003) from the most probable ones on. Few observations fit many readings, smooth or rough, and one alone is too sure.
import { createRandom, type Random } from '../math/random.ts';
import { lengthscalePenalty } from './fit.ts';
import type { Hyper } from './kernel.ts';
import { conditionOn, type Posterior } from './posterior.ts';

export type SampleOptions = {
  readonly count: number;
  /** As in the fit of the posterior. */
  readonly nActive: number;
  readonly seed: number;
};

/** The same observations under drawn hyper-parameters. About 6 * (8 + 5 count) likelihoods, O(n^3) each. */
export function sampleHyper(posterior: Posterior, { count, nActive, seed }: SampleOptions): readonly Posterior[] {
  const random = createRandom(seed, 8);
  const at = (theta: Float64Array): State => {
    const moved = conditionOn(posterior.inputs, posterior.y, hyperOf(theta));
    const penalty = isInBox(theta) ? priorPenalty(theta, posterior.inputs.isCategory, nActive) : Infinity;
    return { theta, posterior: moved, cost: negativeLogEvidence(moved) + penalty };
  };
  const { lengthscales, outputscale, noise } = posterior.hyper;
  let state = at(boxed(Float64Array.of(...lengthscales, outputscale, noise).map(Math.log)));
  for (let i = 0; i < 8; i++) state = sliceStep(state, at, random);
  return Array.from({ length: count }, () => {
    for (let i = 0; i < 5; i++) state = sliceStep(state, at, random);
    return state.posterior;
  });
}

/** The negative log likelihood of the observations under the posterior's own hyper-parameters, with the profiled mean's m^2/2, up to a constant. */
export function negativeLogEvidence({ inputs, y, factor, alpha, mean }: Posterior): number {
  let value = (mean * mean) / 2;
  for (let i = 0; i < inputs.n; i++) {
    value += ((y[i]! - mean) * alpha[i]!) / 2 + Math.log(factor[i * inputs.n + i]!);
  }
  return value;
}

type State = { readonly theta: Float64Array; readonly posterior: Posterior; readonly cost: number };

/** One draw on the line through `from` in a random direction, of those no worse than a random level. */
function sliceStep(from: State, at: (theta: Float64Array) => State, random: Random): State {
  const direction = from.theta.map(() => random.gaussian());
  const size = 2 / Math.hypot(...direction);
  const stateAt = (t: number): State => at(from.theta.map((value, k) => value + t * size * direction[k]!));
  const level = from.cost - Math.log(1 - random.uniform());
  let left = -random.uniform();
  let right = left + 1;
  for (let i = 0; i < 3 && stateAt(left).cost < level; i++) left--;
  for (let i = 0; i < 3 && stateAt(right).cost < level; i++) right++;
  for (let i = 0; i < 20; i++) {
    const t = left + (right - left) * random.uniform();
    const state = stateAt(t);
    if (state.cost <= level) return state;
    if (t < 0) left = t;
    else right = t;
  }
  return from;
}

/** The priors of fit.ts, its lengthscale penalty read as a density of ln l, that is N(ln(.205 sqrt d), 3); ln s2 ~ N(0, 1), ln sn2 ~ N(-6, 2^2). */
function priorPenalty(theta: Float64Array, isCategory: Uint8Array, nActive: number): number {
  const d = isCategory.length;
  let value = theta[d]! ** 2 / 2 + (theta[d + 1]! + 6) ** 2 / 8;
  for (let k = 0; k < d; k++) {
    value += lengthscalePenalty(theta[k]!, (isCategory[k] === 1 ? 6 : 1) * nActive).value;
  }
  return value;
}

const box = { lengthscale: [0.025, 1000], outputscale: [1e-2, 1e2], noise: [1e-6, 2] } as const;

function limitsOf(k: number, size: number): readonly [number, number] {
  const [low, high] = k < size - 2 ? box.lengthscale : k === size - 2 ? box.outputscale : box.noise;
  return [Math.log(low), Math.log(high)];
}

function isInBox(theta: Float64Array): boolean {
  return theta.every((value, k) => value >= limitsOf(k, theta.length)[0] && value <= limitsOf(k, theta.length)[1]);
}

function boxed(theta: Float64Array): Float64Array {
  return theta.map((value, k) => {
    const [low, high] = limitsOf(k, theta.length);
    return Math.min(high, Math.max(low, value));
  });
}

function hyperOf(theta: Float64Array): Hyper {
  const values = boxed(theta).map(Math.exp);
  const d = theta.length - 2;
  return { lengthscales: values.slice(0, d), outputscale: values[d]!, noise: values[d + 1]! };
}
