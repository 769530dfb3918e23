// The hyper-parameters of a Gaussian process by maximum a posteriori. theta = (ln l_1..d, ln s2, ln sn2), outputs of mean 0 and sd 1:
//   NLML = 1/2 (y-m)'alpha + Sum ln L_ii + n/2 ln 2pi + m^2/2,   dNLML/dtheta = 1/2 tr[(K^-1 - alpha alpha') dK/dtheta],
// m profiled (so the slopes hold with y - m by the envelope theorem), plus the priors' negative log densities.
import { minimiseInBox, type Differentiable } from '../math/boxLbfgs.ts';
import { factorise, invertFromFactor } from '../math/cholesky.ts';
import { halfLogTwoPi } from '../math/normal.ts';
import type { Hyper, Inputs } from './inputs.ts';
import { addLengthscaleSlopes, covarianceBelow } from './kernel.ts';
import { solveMean, type MeanRule } from './posterior.ts';

export type FitOptions = {
  /** The largest number of coordinates that count at the same time: the scale of the lengthscales' prior. */
  readonly nActive: number;
  /** Held instead of fitted. */
  readonly outputscale?: number;
  readonly noise?: number;
  readonly mean?: MeanRule;
  /** Expects most coordinates not to matter; default false. See lengthscalePenalty. */
  readonly isSparse?: boolean;
};

/** The most probable hyper-parameters of the data, the best of a few starts. Deterministic. */
export function fitHyper(inputs: Inputs, y: Float64Array, options: FitOptions): Hyper {
  const { lower, upper } = bounds(inputs.d, options);
  const f = (theta: Float64Array, gradient: Float64Array): number =>
    negativeLogPosterior({ inputs, y, options }, theta, gradient);
  const fits = chosenStarts(inputs, options, f).map((start) =>
    minimiseInBox(f, start, { lower, upper, maxIterations: 60, gradientTolerance: 5e-2, relativeTolerance: 1e-5 }),
  );
  const best = fits.reduce((a, b) => (b.value < a.value ? b : a));
  return hyperOf(best.x, inputs.d);
}

/** Negative log of likelihood times priors at `theta`; writes its gradient. +Infinity where K does not factorise. */
export function negativeLogPosterior(
  { inputs, y, options }: { readonly inputs: Inputs; readonly y: Float64Array; readonly options: FitOptions },
  theta: Float64Array,
  gradient: Float64Array,
): number {
  const likelihood = negativeLogLikelihood(inputs, y, { theta, mean: options.mean ?? 'profiled' }, gradient);
  return Number.isFinite(likelihood) ? likelihood + addPriors(theta, { inputs, options }, gradient) : Infinity;
}

/**
 * Negative log density of a lengthscale, ln l ~ N(sqrt 2 + ln(d)/2, 3) taken as a density of l itself (Hvarfner et al. 2024), without
 * its constant. Its mode is 0.205 sqrt d; leaving out "+ ln l", as `isSparse` does, moves it to 4.1 sqrt d: then a coordinate counts only where the
 * data say so, which slows the search badly in few dimensions and finds the few that matter among many.
 */
export function lengthscalePenalty(
  logLengthscale: number,
  nActive: number,
  isSparse = false,
): { value: number; slope: number } {
  const distance = logLengthscale - (Math.SQRT2 + Math.log(nActive) / 2);
  const density = isSparse ? 0 : 1;
  return { value: (distance * distance) / 6 + density * logLengthscale, slope: distance / 3 + density };
}

/** A fit evaluates the likelihood some fifty times: its matrices are made once for all of one size. */
let room = { n: 0, k: new Float64Array(), slopes: new Float64Array(), inverse: new Float64Array() };

function roomFor(n: number): typeof room {
  const matrix = (): Float64Array<ArrayBuffer> => new Float64Array(n * n);
  if (room.n !== n) room = { n, k: matrix(), slopes: matrix(), inverse: matrix() };
  return room;
}

/** The likelihood's part, with m^2/2 where the mean is profiled; overwrites `gradient`. */
function negativeLogLikelihood(
  inputs: Inputs,
  y: Float64Array,
  { theta, mean: rule }: { readonly theta: Float64Array; readonly mean: MeanRule },
  gradient: Float64Array,
): number {
  const { n, d } = inputs;
  const hyper = hyperOf(theta, d);
  const { k, slopes, inverse } = roomFor(n);
  covarianceBelow(inputs, hyper, k, { slopes });
  for (let i = 0; i < n; i++) k[i * n + i] = hyper.outputscale + hyper.noise;
  if (!factorise(k, n)) return Infinity;
  const { alpha, mean } = solveMean(k, y, rule);
  let value = n * halfLogTwoPi + (rule === 'profiled' ? (mean * mean) / 2 : 0);
  let fitted = 0;
  for (let i = 0; i < n; i++) {
    fitted += (y[i]! - mean) * alpha[i]!;
    value += Math.log(k[i * n + i]!);
  }
  invertFromFactor(k, n, inverse);
  let trace = 0;
  for (let i = 0; i < n; i++) {
    trace += inverse[i * n + i]! - alpha[i]! * alpha[i]!;
    // g_k = Sum_{i>j} (K^-1_ij - alpha_i alpha_j) H_ij (5 t_k^2 / l_k^2), H = s2 (1 + rho) exp(-rho) / 3.
    for (let j = 0; j < i; j++) slopes[i * n + j] = slopes[i * n + j]! * (inverse[i * n + j]! - alpha[i]! * alpha[j]!);
  }
  gradient.fill(0);
  addLengthscaleSlopes(inputs, hyper, slopes, gradient);
  // s2 M = K - sn2 I, so this slope needs no loop of its own.
  gradient[d] = (n - fitted - hyper.noise * trace) / 2;
  gradient[d + 1] = (hyper.noise * trace) / 2;
  return value + fitted / 2;
}

/**
 * The priors' negative log density; adds its slope to the gradient. ln s2 ~ N(0, 1) and ln sn2 ~ N(-6, 2^2) are densities of the logarithms. Read
 * as a density of ln l, the lengthscales' part is that of N(ln(.205 sqrt d), 3).
 */
export function addPriors(
  theta: Float64Array,
  { inputs, options }: { readonly inputs: Inputs; readonly options: FitOptions },
  gradient: Float64Array,
): number {
  const d = theta.length - 2;
  const scales = scalesOf(inputs, options);
  let value = 0;
  for (let k = 0; k < d; k++) {
    const penalty = lengthscalePenalty(theta[k]!, scales[k]!, options.isSparse);
    value += penalty.value;
    gradient[k] = gradient[k]! + penalty.slope;
  }
  const logOutputscale = theta[d]!;
  const logNoiseOff = theta[d + 1]! - logNoiseMean;
  gradient[d] = gradient[d]! + logOutputscale;
  gradient[d + 1] = gradient[d + 1]! + logNoiseOff / 4;
  return value + logOutputscale ** 2 / 2 + logNoiseOff ** 2 / 8;
}

const logNoiseMean = -6;

/** The box of theta. */
export function bounds(d: number, { outputscale, noise }: FitOptions): { lower: Float64Array; upper: Float64Array } {
  const lower = new Float64Array(d + 2).fill(Math.log(0.025));
  const upper = new Float64Array(d + 2).fill(Math.log(1000));
  lower[d] = Math.log(outputscale ?? 1e-2);
  upper[d] = Math.log(outputscale ?? 1e2);
  lower[d + 1] = Math.log(noise ?? 1e-6);
  upper[d + 1] = Math.log(noise ?? 2);
  return { lower, upper };
}

/**
 * What stands for the number of dimensions in each lengthscale's prior. Two categories that differ do so by 1, two uniform numbers by
 * 1/6 in the mean square: a category's lengthscale is longer by the square root of 6 for the same say in the distance.
 */
function scalesOf({ isCategory }: Inputs, { nActive }: FitOptions): Float64Array {
  return Float64Array.from(isCategory, (is) => (is === 1 ? 6 : 1) * nActive);
}

/** Many points speak plainly, and cost much: above 60 only the more probable start is followed. */
function chosenStarts(inputs: Inputs, options: FitOptions, f: Differentiable): readonly Float64Array[] {
  const all = starts(inputs, options);
  if (inputs.n <= 60) return all;
  const values = all.map((start) => f(start, new Float64Array(start.length)));
  return all.slice(values.indexOf(Math.min(...values))).slice(0, 1);
}

/** The prior's mode, and a smoother function with more noise: between them they reach both readings of rough data. */
function starts(inputs: Inputs, options: FitOptions): readonly Float64Array[] {
  const scales = scalesOf(inputs, options);
  const start = (factor: number, logNoise: number): Float64Array =>
    Float64Array.of(...scales.map((scale) => Math.log(factor * Math.sqrt(scale))), 0, logNoise);
  return [start(0.205, logNoiseMean), start(1, -3)];
}

export function hyperOf(theta: Float64Array, d: number): Hyper {
  return {
    lengthscales: theta.slice(0, d).map(Math.exp),
    outputscale: Math.exp(theta[d]!),
    noise: Math.exp(theta[d + 1]!),
  };
}
