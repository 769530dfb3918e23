// A Gaussian process given data: K = s2 M + sn2 I = L L', alpha = K^-1 (y - m), with M the kernel matrix and m the constant mean.
import { factorise, solveLower, solveLowerTransposed } from '../math/cholesky.ts';
import type { Hyper, Inputs } from './inputs.ts';
import { covarianceBelow, covarianceColumn } from './kernel.ts';

export type Posterior = {
  readonly inputs: Inputs;
  readonly y: Float64Array;
  readonly hyper: Hyper;
  /** L, row-major; only its lower triangle counts. */
  readonly factor: Float64Array;
  readonly alpha: Float64Array;
  readonly mean: number;
  /** What had to be added to the diagonal, beyond the noise, for K to factorise; 0 as a rule. */
  readonly jitter: number;
};

/** A constant mean: a fixed number, or 'profiled', the most probable one under m ~ N(0, 1). */
export type MeanRule = number | 'profiled';

/** The last posterior of each hyper-parameters: the next one mostly has the same points and a few more. */
const latest = new WeakMap<Hyper, Posterior>();

/**
 * Conditions on outputs `y` (one a point). Throws only if K holds NaN: with the largest jitter any kernel matrix factorises. Rows that the last
 * posterior of the same `hyper` object has are taken over; the factor is the same to the bit.
 */
export function conditionOn(inputs: Inputs, y: Float64Array, hyper: Hyper, meanRule: MeanRule = 'profiled'): Posterior {
  const { factor, jitter } = appended(inputs, hyper) ?? factoriseWithJitter(inputs, hyper);
  const { alpha, mean } = solveMean(factor, y, meanRule);
  const posterior = { inputs, y, hyper, factor, alpha, mean, jitter };
  latest.set(hyper, posterior);
  return posterior;
}

/** The mean and variance of the noise-free function at `point`. The variance is never below 1e-12 s2. */
export function predict(posterior: Posterior, point: Float64Array): { mean: number; variance: number } {
  const { inputs, hyper, factor, alpha } = posterior;
  const column = new Float64Array(inputs.n);
  covarianceColumn(inputs, hyper, point, column);
  let mean = posterior.mean;
  for (let i = 0; i < inputs.n; i++) mean += column[i]! * alpha[i]!;
  solveLower(factor, inputs.n, column);
  let explained = 0;
  for (const value of column) explained += value * value;
  return { mean, variance: Math.max(hyper.outputscale - explained, 1e-12 * hyper.outputscale) };
}

/** The posterior mean at each observed point: K alpha = y - m, so k_i'alpha = y_i - m - (sn2 + jitter) alpha_i. */
export function meansOfObserved({ y, hyper, alpha, jitter }: Posterior): Float64Array {
  return y.map((value, i) => value - (hyper.noise + jitter) * alpha[i]!);
}

/** The observed points by rising posterior mean: their indices. */
export function observedByMean(posterior: Posterior): readonly number[] {
  const means = meansOfObserved(posterior);
  return [...means.keys()].sort((a, b) => means[a]! - means[b]!);
}

/** The same process after more points have been seen to give `y` (what a pruned trial would have ended with, say): the hyper-parameters and the mean stay. */
export function extend(posterior: Posterior, points: readonly Float64Array[], y: readonly number[]): Posterior {
  return extendBy(posterior, points, [y])[0]!;
}

/** The same for several outputs of the same points: fantasies of running trials. They share their factor. At least one. */
export function extendBy(
  posterior: Posterior,
  points: readonly Float64Array[],
  outputs: readonly (readonly number[])[],
): readonly Posterior[] {
  const { inputs, hyper, mean } = posterior;
  const x = new Float64Array((inputs.n + points.length) * inputs.d);
  x.set(inputs.x);
  for (const [i, point] of points.entries()) x.set(point, (inputs.n + i) * inputs.d);
  const all = { ...inputs, n: inputs.n + points.length, x };
  const whole = (y: readonly number[]): Float64Array => Float64Array.from([...posterior.y, ...y]);
  const [first = [], ...others] = outputs;
  const extended = conditionOn(all, whole(first), hyper, mean);
  return [
    extended,
    ...others.map((other) => {
      const y = whole(other);
      return { ...extended, y, alpha: solveMean(extended.factor, y, mean).alpha };
    }),
  ];
}

/** Solves L L' alpha = y - m; a profiled m is 1'K^-1 y / (1'K^-1 1 + 1). */
export function solveMean(
  factor: Float64Array,
  y: Float64Array,
  rule: MeanRule,
): { alpha: Float64Array; mean: number } {
  const n = y.length;
  const ones = new Float64Array(n).fill(1);
  solveBoth(factor, n, ones);
  let mean = typeof rule === 'number' ? rule : 0;
  if (rule === 'profiled') {
    let numerator = 0;
    let denominator = 1;
    for (let i = 0; i < n; i++) {
      numerator += ones[i]! * y[i]!;
      denominator += ones[i]!;
    }
    mean = numerator / denominator;
  }
  const alpha = y.map((value) => value - mean);
  solveBoth(factor, n, alpha);
  return { alpha, mean };
}

function solveBoth(factor: Float64Array, n: number, x: Float64Array): void {
  solveLower(factor, n, x);
  solveLowerTransposed(factor, n, x);
}

/** The factor by way of the rows that are known already; null where there are none, or jitter was or becomes necessary. */
function appended(inputs: Inputs, hyper: Hyper): { factor: Float64Array; jitter: number } | null {
  const known = latest.get(hyper);
  if (known?.jitter !== 0 || known.inputs.d !== inputs.d) return null;
  const { n } = inputs;
  const nShared = nSharedRows(known.inputs, inputs);
  const factor = new Float64Array(n * n);
  for (let i = 0; i < nShared; i++) {
    factor.set(known.factor.subarray(i * known.inputs.n, i * known.inputs.n + i + 1), i * n);
  }
  covarianceBelow(inputs, hyper, factor, { from: nShared });
  for (let i = nShared; i < n; i++) factor[i * n + i] = hyper.outputscale + hyper.noise;
  return factorise(factor, n, nShared) ? { factor, jitter: 0 } : null;
}

function nSharedRows(a: Inputs, b: Inputs): number {
  const most = Math.min(a.n, b.n) * a.d;
  let i = 0;
  while (i < most && a.x[i] === b.x[i]) i++;
  return Math.floor(i / a.d);
}

function factoriseWithJitter(inputs: Inputs, hyper: Hyper): { factor: Float64Array; jitter: number } {
  for (let jitter = 0; ; jitter = jitter === 0 ? 1e-10 * hyper.outputscale : 10 * jitter) {
    const factor = covarianceMatrix(inputs, hyper, jitter);
    if (factorise(factor, inputs.n)) return { factor, jitter };
    if (!(jitter < hyper.outputscale)) throw new Error('The covariance matrix is not finite.');
  }
}

function covarianceMatrix(inputs: Inputs, hyper: Hyper, jitter: number): Float64Array {
  const { n } = inputs;
  const k = new Float64Array(n * n);
  covarianceBelow(inputs, hyper, k);
  for (let i = 0; i < n; i++) k[i * n + i] = hyper.outputscale + hyper.noise + jitter;
  return k;
}
