// What the data leave open about the hyper-parameters: draws of theta = (ln l_1..d, ln s2, ln sn2) from their posterior, by slice sampling
// along random directions (Neal 2003) from the most probable ones on. Few observations fit many readings, smooth or rough, and one alone is too sure.
import { createRandom, type Random } from '../math/random.ts';
import { addPriors, bounds, hyperOf } from './fit.ts';
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
  const { inputs, y, hyper } = posterior;
  const options = { nActive };
  const { lower, upper } = bounds(inputs.d, options);
  const at = (theta: Float64Array): State => {
    const boxed = theta.map((value, k) => Math.min(upper[k]!, Math.max(lower[k]!, value)));
    const isInside = boxed.every((value, k) => value === theta[k]);
    const moved = conditionOn(inputs, y, hyperOf(boxed, inputs.d));
    const penalty = addPriors(theta, { inputs, options }, new Float64Array(theta.length));
    return { theta, posterior: moved, cost: isInside ? negativeLogEvidence(moved) + penalty : Infinity };
  };
  const start = Float64Array.of(...hyper.lengthscales, hyper.outputscale, hyper.noise).map(Math.log);
  let state = at(start.map((value, k) => Math.min(upper[k]!, Math.max(lower[k]!, value))));
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
