// The logarithm of expected improvement (Ament et al. 2023), averaged over fantasies of what running trials will end with.
//   a = ln sigma + ln h(z),  z = (tau - mu) / sigma,  h(z) = phi(z) + z Phi(z);  over fantasies s: ln mean_s exp a_s.
// Under noise the incumbent is the point x+ of least posterior mean and sigma^2 the variance of the difference f(x) - f(x+)
// (corrected expected improvement, Zhou et al. 2023).
import { solveLower, solveLowerTransposed } from '../math/cholesky.ts';
import { halfLogTwoPi, lowerMillsRatio, normalCdf, normalDensity } from '../math/normal.ts';
import { addCovarianceSlope, covarianceColumn, covarianceWithSlopes } from './kernel.ts';
import { meansOfObserved, predict, type Posterior } from './posterior.ts';

/** The noise variance, in standardised units, above which the least value seen is no longer taken at its word. */
const leastNoise = 1e-3;

export type Improvement = {
  /** The value at `point`; writes its gradient (0 for categories) when one is given. */
  readonly evaluate: (point: Float64Array, gradient?: Float64Array) => number;
  /** No less than the value at `point`, and much cheaper: the variance that the nearest observation alone leaves is no smaller than the one that all leave. */
  readonly bound: (point: Float64Array) => number;
};

/**
 * Of the posteriors that extendBy makes, which differ in their outputs only: at least one. `margin` in standardised units. Observations noisier than 1e-3
 * (variance, standardised) use the corrected form.
 */
export function createImprovement(fantasies: readonly Posterior[], margin: number): Improvement {
  const [first] = fantasies;
  if (first === undefined) throw new Error('There is no posterior.');
  const { inputs, hyper } = first;
  const parts = fantasies.map((fantasy) => partOf(fantasy, margin));
  const values = new Float64Array(parts.length);
  const column = new Float64Array(inputs.n);
  const beta = new Float64Array(inputs.n);
  const slopes = new Float64Array(inputs.n);
  const coefficients = new Float64Array(inputs.n);
  const evaluate: Improvement['evaluate'] = (point, gradient) => {
    covarianceWithSlopes(inputs, hyper, point, { column, slopes: gradient === undefined ? undefined : slopes });
    const free = hyper.outputscale - explained(first, column, beta);
    for (let s = 0; s < parts.length; s++) values[s] = improve(parts[s]!, column, free);
    const value = logMeanExp(values);
    if (gradient === undefined) return value;
    // beta holds L^-1 k; L^-T makes it K^-1 k, of which the variance's slope is made.
    solveLowerTransposed(first.factor, inputs.n, beta);
    coefficients.fill(0);
    for (let s = 0; s < parts.length; s++) {
      addCoefficients(parts[s]!, { beta, weight: Math.exp(values[s]! - value) / parts.length }, coefficients);
    }
    gradient.fill(0);
    addCovarianceSlope(inputs, hyper, { point, coefficients, slopes }, gradient);
    return value;
  };
  const bound = (point: Float64Array): number => {
    covarianceColumn(inputs, hyper, point, column);
    let nearest = 0;
    for (let i = 0; i < column.length; i++) nearest = Math.max(nearest, column[i]!);
    const variance = Math.max(hyper.outputscale - (nearest * nearest) / (hyper.outputscale + hyper.noise), 0);
    for (let s = 0; s < parts.length; s++) values[s] = boundOf(parts[s]!, column, variance);
    return logMeanExp(values);
  };
  return { evaluate, bound };
}

/** One fantasy, and what the last point has under it: the slopes of its value in the mean (negated) and in the variance. */
type Part = {
  readonly posterior: Posterior;
  readonly target: number;
  readonly correction: Float64Array;
  readonly ownVariance: number;
  byMean: number;
  bySpread: number;
};

function partOf(posterior: Posterior, margin: number): Part {
  const { target, correction, ownVariance } = incumbent(posterior);
  return { posterior, target: target - margin, correction, ownVariance, byMean: 0, bySpread: 0 };
}

/** `free` is the variance that the observations leave at the point of `column`. */
function improve(part: Part, column: Float64Array, free: number): number {
  const { posterior, target, correction, ownVariance } = part;
  const { alpha, hyper } = posterior;
  let { mean } = posterior;
  let shared = 0;
  for (let i = 0; i < column.length; i++) {
    mean += column[i]! * alpha[i]!;
    shared += column[i]! * correction[i]!;
  }
  const sigma = Math.sqrt(Math.max(free + ownVariance - 2 * shared, 1e-12 * hyper.outputscale));
  const { value, cdfRatio, densityRatio } = logImprovement((target - mean) / sigma);
  part.byMean = cdfRatio / sigma;
  part.bySpread = densityRatio / (2 * sigma * sigma);
  return Math.log(sigma) + value;
}

function addCoefficients(
  { posterior: { alpha }, correction, byMean, bySpread }: Part,
  { beta, weight }: { readonly beta: Float64Array; readonly weight: number },
  coefficients: Float64Array,
): void {
  for (let i = 0; i < beta.length; i++) {
    const slope = byMean * alpha[i]! + 2 * bySpread * (beta[i]! + correction[i]!);
    coefficients[i] = coefficients[i]! - weight * slope;
  }
}

function boundOf({ posterior, target, ownVariance }: Part, column: Float64Array, variance: number): number {
  let { mean } = posterior;
  for (let i = 0; i < column.length; i++) mean += column[i]! * posterior.alpha[i]!;
  // The sd of a difference is at most the sum of both.
  const sigma = Math.max(Math.sqrt(variance) + Math.sqrt(ownVariance), 1e-6 * Math.sqrt(posterior.hyper.outputscale));
  return Math.log(sigma) + logImprovement((target - mean) / sigma).value;
}

function logMeanExp(values: Float64Array): number {
  // One fantasy, the usual case, is its own mean to the bit.
  if (values.length === 1) return values[0]!;
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!Number.isFinite(most)) return most;
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0) / values.length);
}

/** ln h(z) with Phi/h and phi/h, each to about 1e-13 relative for z from -1e8 to 10 and beyond. */
export function logImprovement(z: number): { value: number; cdfRatio: number; densityRatio: number } {
  if (z > -1) {
    const density = normalDensity(z);
    const cdf = normalCdf(z);
    const h = density + z * cdf;
    return { value: Math.log(h), cdfRatio: cdf / h, densityRatio: density / h };
  }
  if (z > -30) {
    const mills = lowerMillsRatio(z);
    const w = 1 + z * mills;
    return { value: -0.5 * z * z - halfLogTwoPi + Math.log(w), cdfRatio: mills / w, densityRatio: 1 / w };
  }
  // Asymptotic series: 1 + z M(z) cancels here.
  const u = 1 / (z * z);
  const s = 1 + u * (-3 + u * (15 + u * (-105 + u * (945 + u * (-10395 + u * 135135)))));
  const t = 1 + u * (-1 + u * (3 + u * (-15 + u * (105 + u * (-945 + u * 10395)))));
  const value = -0.5 * z * z - halfLogTwoPi + Math.log(u) + Math.log(s);
  return { value, cdfRatio: t / (-z * u * s), densityRatio: 1 / (u * s) };
}

/** What there is to beat. Covariance with x+ given the data is k(x)'c, c = e - K^-1 k(x+); c = 0 where no correction is needed. */
function incumbent(posterior: Posterior): { target: number; correction: Float64Array; ownVariance: number } {
  const { inputs, y, hyper, factor } = posterior;
  const correction = new Float64Array(inputs.n);
  if (hyper.noise <= leastNoise) return { target: Math.min(...y), correction, ownVariance: 0 };
  const means = meansOfObserved(posterior);
  const best = means.indexOf(Math.min(...means));
  const point = inputs.x.slice(best * inputs.d, (best + 1) * inputs.d);
  covarianceColumn(inputs, hyper, point, correction);
  solveLower(factor, inputs.n, correction);
  solveLowerTransposed(factor, inputs.n, correction);
  for (let i = 0; i < inputs.n; i++) correction[i] = (i === best ? 1 : 0) - correction[i]!;
  return { target: means[best]!, correction, ownVariance: predict(posterior, point).variance };
}

/** k'K^-1 k; leaves L^-1 k in `work`. */
export function explained({ factor, inputs }: Posterior, column: Float64Array, work: Float64Array): number {
  work.set(column);
  solveLower(factor, inputs.n, work);
  let sum = 0;
  for (let i = 0; i < work.length; i++) sum += work[i]! * work[i]!;
  return sum;
}
