// What more trials may still gain, as the model sees it, in the objective's own units (differences, so never negative). With x+ the observed
// point of least posterior mean and f_s joint draws of the noise-free function on a pool of points:
//   remaining: the mean over s of f_s(x+) - min f_s;   next step: max_x E[(f(x+) - f(x))+];
// each averaged over draws of the hyper-parameters while observations are few;
//   bound: the least upper confidence bound observed less the least lower one anywhere (Makarova et al. 2022).
import { addPoint, covarianceOf, createJoint, type Joint } from '../gp/joint.ts';
import { sampleHyper } from '../gp/sampleHyper.ts';
import { normalDensity } from '../math/normal.ts';
import { createRandom } from '../math/random.ts';
import type { UnitPoint } from '../space/encode.ts';
import { minimumPool, movedPoint, type MinimumPool, type PoolOptions } from './minimumPool.ts';
import type { StudyModel } from './model.ts';
import { allowanceOf } from './slots.ts';

export type Gain = {
  /** How much better than now the best value is expected to be in the end, and the quantile of it that 90 % of draws stay below. */
  readonly remaining: number;
  readonly remainingHigh: number;
  /** What the most promising trial is expected to gain. */
  readonly nextStep: number;
  /** What the gain hardly can exceed: a heuristic, as its confidence factor grows with the number of parameters. */
  readonly bound: number;
  /** `remaining` now and as it was before the last result and the last two, hyper-parameters held: 1 to 3 numbers. */
  readonly history: readonly number[];
  /** The noise-free objective at x+, in the user's sign. */
  readonly best: number;
};

export type GainOptions = PoolOptions & {
  /** How many draws of the hyper-parameters are averaged; 1: only the model's own. Default 8 up to 60 trials, 4 up to 120, then 1. */
  readonly nModels?: number;
};

/** Deterministic given the seed. */
export function gainOf(model: StudyModel, options: GainOptions): Gain {
  const { warp, sign, posterior } = model.surrogate;
  const { seed, nModels = nModelsFor(posterior.inputs.n) } = options;
  const pools = nModels === 1 ? [{ model, ...options }] : sampledModels(model, nModels, seed);
  const parts = pools.map((pool) => partOf(pool.model, pool));
  const history = parts[0]!.gains.map((_, i) => meanOf(parts.flatMap(({ gains }) => gains[i]!)));
  const sorted = parts.flatMap(({ gains }) => gains[0]!).sort((a, b) => a - b);
  return {
    remaining: history[0]!,
    remainingHigh: sorted[Math.ceil(0.9 * sorted.length) - 1]!,
    nextStep: meanOf(parts.map(({ nextStep }) => nextStep)),
    bound: meanOf(parts.map(({ bound }) => bound)),
    history,
    best: sign * warp.toOutput(meanOf(parts.map(({ best }) => best))),
  };
}

/** Many observations say plainly what they are, and cost much. */
function nModelsFor(n: number): number {
  return n <= 60 ? 8 : n <= 120 ? 4 : 1;
}

/** Smaller pools, as there are more of them; 128 draws in all. */
function sampledModels(
  model: StudyModel,
  count: number,
  seed: number,
): readonly (PoolOptions & { readonly model: StudyModel })[] {
  const { surrogate, encoding } = model;
  const posteriors = sampleHyper(surrogate.posterior, { count, nActive: encoding.nActive, seed });
  return posteriors.map((posterior, i) => ({
    model: { ...model, surrogate: { ...surrogate, posterior } },
    seed: seed + i,
    nPoints: 112,
    nDraws: 2 * Math.ceil(64 / count),
  }));
}

type Part = {
  /** Per draw, un-warped: now, and before the last results. */
  readonly gains: readonly (readonly number[])[];
  readonly nextStep: number;
  readonly bound: number;
  /** In the model's units. */
  readonly best: number;
};

/** The gain under one set of hyper-parameters. */
function partOf(model: StudyModel, options: PoolOptions): Part {
  const { toOutput } = model.surrogate.warp;
  const pool = minimumPool(model, options);
  const { joint, observed } = pool;
  const best = leastOf(joint.mean, observed.length);
  return {
    nextStep: bestStep(model, joint, { best, seed: options.seed }),
    bound: boundOf(model, pool),
    gains: gainHistory(pool, toOutput, options.seed),
    best: joint.mean[best]!,
  };
}

/**
 * E[(g(target) - g(f))+] for f ~ N(mean, sd^2) and an increasing g, by Simpson's rule in z = (f - mean) / sd below the target:
 * exact to about 2e-4 relative where g is smooth there.
 */
export function expectedGain(
  { mean, sd, target }: { readonly mean: number; readonly sd: number; readonly target: number },
  g: (value: number) => number,
): number {
  const top = (target - mean) / sd;
  // Below -38 there is nothing a double can hold.
  if (!(top > -38)) return 0;
  // Below the target the density falls off as a normal one or, far out, at rate |top|.
  const width = Math.min(8 + Math.max(0, top), 20 / Math.max(1e-9, -top));
  const nSteps = 64;
  let sum = 0;
  for (let i = 1; i <= nSteps; i++) {
    const z = top - (i * width) / nSteps;
    const weight = i === nSteps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * (g(target) - g(mean + sd * z)) * normalDensity(z);
  }
  return (sum * width) / (3 * nSteps);
}

/**
 * Per draw, the gain now, and as it was without the last trial and the last two. Leaving the last out adds v_n v_n' to the covariance and
 * takes v_n (L^-1 (y - m))_n from the mean, so the same draws serve again, with one normal number more.
 */
function gainHistory(
  { joint, observed }: MinimumPool,
  toOutput: (value: number) => number,
  seed: number,
): readonly (readonly number[])[] {
  const { posterior, nPoints, nDraws, whitened } = joint;
  const { n } = posterior.inputs;
  const draws = joint.draws.slice(0, nPoints * nDraws);
  const mean = joint.mean.slice(0, nPoints);
  const random = createRandom(seed, 4);
  const history = [gainsOf(draws, mean, { nObserved: observed.length, toOutput })];
  for (let last = n - 1; last >= Math.max(1, n - 2); last--) {
    const told = whitenedOutput(joint, last);
    const deviations = Float64Array.from({ length: nDraws }, () => random.gaussian() - told);
    for (let i = 0; i < nPoints; i++) {
      const v = whitened[i * n + last]!;
      mean[i] = mean[i]! - v * told;
      for (let s = 0; s < nDraws; s++) draws[i * nDraws + s] = draws[i * nDraws + s]! + v * deviations[s]!;
    }
    const nObserved = observed.filter((trial) => trial < last).length;
    if (nObserved > 0) history.push(gainsOf(draws, mean, { nObserved, toOutput }));
  }
  return history;
}

/** Entry i of L^-1 (y - m) = L' alpha. */
function whitenedOutput({ posterior }: Joint, i: number): number {
  const { inputs, factor, alpha } = posterior;
  let sum = 0;
  for (let j = i; j < inputs.n; j++) sum += factor[j * inputs.n + i]! * alpha[j]!;
  return sum;
}

/** f_s(x+) - min f_s of each draw, un-warped; x+ is one of the first `nObserved` points. */
function gainsOf(
  draws: Float64Array,
  mean: Float64Array,
  { nObserved, toOutput }: { readonly nObserved: number; readonly toOutput: (value: number) => number },
): readonly number[] {
  const nDraws = draws.length / mean.length;
  const best = leastOf(mean, nObserved);
  return Array.from({ length: nDraws }, (_, s) => {
    let least = Infinity;
    for (let at = s; at < draws.length; at += nDraws) least = Math.min(least, draws[at]!);
    return toOutput(draws[best * nDraws + s]!) - toOutput(least);
  });
}

/** The largest expected gain of one trial: over the pool, then over steps from its best point, ever smaller. */
function bestStep(
  model: StudyModel,
  pool: Joint,
  { best, seed }: { readonly best: number; readonly seed: number },
): number {
  const { posterior, warp } = model.surrogate;
  const { d } = posterior.inputs;
  const isAllowed = allowanceOf(model.space, model.encoding);
  const random = createRandom(seed, 5);
  let top = largestStep(pool, best, warp.toOutput);
  for (const share of [0.3, 0.1, 0.03]) {
    const { point } = top;
    const near = createJoint(posterior, { capacity: 13, nDraws: 0, seed });
    addPoint(near, pool.x.subarray(best * d, (best + 1) * d));
    for (let i = 0; i < 12; i++) {
      const moved = movedPoint(model, { point, share }, random);
      if (isAllowed(moved)) addPoint(near, moved);
    }
    const found = largestStep(near, 0, warp.toOutput);
    if (found.gain > top.gain) top = found;
  }
  return top.gain;
}

/** The largest E[(f(x+) - f(x))+] of the joint's points, un-warped; x+ is point `best`. */
function largestStep(
  joint: Joint,
  best: number,
  toOutput: (value: number) => number,
): { readonly gain: number; readonly point: UnitPoint } {
  const { mean, variance, nPoints, posterior, x } = joint;
  const { d } = posterior.inputs;
  let top = { gain: 0, at: best };
  for (let i = 0; i < nPoints; i++) {
    if (i === best) continue;
    const sd = Math.sqrt(Math.max(0, variance[i]! + variance[best]! - 2 * covarianceOf(joint, i, best)));
    const gain = sd > 0 ? expectedGain({ mean: mean[i]!, sd, target: mean[best]! }, toOutput) : 0;
    if (gain > top.gain) top = { gain, at: i };
  }
  return { gain: top.gain, point: x.slice(top.at * d, (top.at + 1) * d) };
}

/** beta = 2/5 ln(d n^2 pi^2 / (6 * .1)), as in Makarova et al. 2022. */
function boundOf({ surrogate, encoding }: StudyModel, { joint, observed }: MinimumPool): number {
  const { posterior, warp } = surrogate;
  const { n } = posterior.inputs;
  const beta = 0.4 * Math.log((encoding.nActive * n * n * Math.PI ** 2) / 0.6);
  let upper = Infinity;
  let lower = Infinity;
  for (let i = 0; i < joint.nPoints; i++) {
    const margin = Math.sqrt(beta * joint.variance[i]!);
    if (i < observed.length) upper = Math.min(upper, joint.mean[i]! + margin);
    lower = Math.min(lower, joint.mean[i]! - margin);
  }
  return Math.max(0, warp.toOutput(upper) - warp.toOutput(lower));
}

/** The index of the least of the first `count`. */
function leastOf(values: Float64Array, count: number): number {
  let least = 0;
  for (let i = 1; i < count; i++) if (values[i]! < values[least]!) least = i;
  return least;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
