// What a point is worth trying: the logarithm of expected improvement (Ament et al. 2023), larger is better; the objective is minimised.
//   a = ln sigma + ln h(z),  z = (tau - mu) / sigma,  h(z) = phi(z) + z Phi(z).
// Under noise the incumbent is the point x+ of least posterior mean and sigma^2 the variance of the difference f(x) - f(x+)
// (corrected expected improvement, Zhou et al. 2023). Failures enter as + ln P(feasible).
import { solveLower, solveLowerTransposed } from '../math/cholesky.ts';
import { halfLogTwoPi, lowerMillsRatio, logNormalCdf, normalCdf, normalDensity } from '../math/normal.ts';
import { addCovarianceSlope, covarianceColumn, covarianceWithSlopes } from './kernel.ts';
import { meansOfObserved, predict, type Posterior } from './posterior.ts';

export type Acquisition = {
  /** The value at `point`; writes its gradient (0 for categories) when one is given. */
  readonly evaluate: (point: Float64Array, gradient?: Float64Array) => number;
  /** No less than the value at `point`, and much cheaper; absent: there is no such thing. */
  readonly bound?: (point: Float64Array) => number;
};

export type AcquisitionOptions = {
  /** A model of 1 for a success and 0 for a failure; none where nothing has failed. */
  readonly feasibility?: Posterior | null;
  /** How much better than the best a point must be to count, in standardised units; default 0. Above 0 small gains near the best lose to the unknown. */
  readonly margin?: number;
  /**
   * What an evaluation costs: `weight` times the posterior mean is subtracted. With the logarithm of a cost as output and the share of the budget
   * left as weight, this is expected improvement per cost, cooled (CArBO, Lee et al. 2020): cheap points first, the best ones at the end.
   */
  readonly cost?: { readonly posterior: Posterior; readonly weight: number } | null;
};

/** The noise variance, in standardised units, above which the least value seen is no longer taken at its word. */
const leastNoise = 1e-3;

/** Observations noisier than 1e-3 (variance, standardised) use the corrected form. */
export function createAcquisition(
  posterior: Posterior,
  { feasibility = null, margin = 0, cost = null }: AcquisitionOptions = {},
): Acquisition {
  const improvement = createImprovement(posterior, margin);
  // A probability's logarithm is never above 0, so the bound holds with it as without.
  const feasible = feasibility === null ? improvement : sumOf(improvement, createFeasibility(feasibility), () => 0);
  if (cost === null) return feasible;
  const cheapness = createCheapness(cost.posterior, cost.weight);
  return sumOf(feasible, cheapness, cheapness);
}

/** `boundOfOther` is no less than `other`. */
function sumOf(
  { evaluate, bound }: Required<Acquisition>,
  other: Acquisition['evaluate'],
  boundOfOther: (point: Float64Array) => number,
): Required<Acquisition> {
  return {
    evaluate: (point, gradient) => {
      if (gradient === undefined) return evaluate(point) + other(point);
      const slope = new Float64Array(gradient.length);
      const value = evaluate(point, gradient) + other(point, slope);
      for (let k = 0; k < slope.length; k++) gradient[k] = gradient[k]! + slope[k]!;
      return value;
    },
    bound: (point) => bound(point) + boundOfOther(point),
  };
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

/** The bound: the variance that the nearest observation alone leaves is no smaller than the one that all leave. */
function createImprovement(posterior: Posterior, margin: number): Required<Acquisition> {
  const { inputs, hyper, alpha } = posterior;
  const { target: best, correction, ownVariance } = incumbent(posterior);
  const target = best - margin;
  const column = new Float64Array(inputs.n);
  const beta = new Float64Array(inputs.n);
  const coefficients = new Float64Array(inputs.n);
  const slopes = new Float64Array(inputs.n);
  const evaluate: Acquisition['evaluate'] = (point, gradient) => {
    covarianceWithSlopes(inputs, hyper, point, { column, slopes: gradient === undefined ? undefined : slopes });
    let mean = posterior.mean;
    let shared = 0;
    for (let i = 0; i < inputs.n; i++) {
      mean += column[i]! * alpha[i]!;
      shared += column[i]! * correction[i]!;
    }
    const spread = hyper.outputscale - explained(posterior, column, beta) + ownVariance - 2 * shared;
    const sigma = Math.sqrt(Math.max(spread, 1e-12 * hyper.outputscale));
    const { value, cdfRatio, densityRatio } = logImprovement((target - mean) / sigma);
    if (gradient !== undefined) {
      // beta holds L^-1 k; L^-T makes it K^-1 k, of which the variance's slope is made.
      solveLowerTransposed(posterior.factor, inputs.n, beta);
      const bySpread = densityRatio / (2 * sigma * sigma);
      for (let i = 0; i < inputs.n; i++) {
        coefficients[i] = (-cdfRatio / sigma) * alpha[i]! - 2 * bySpread * (beta[i]! + correction[i]!);
      }
      gradient.fill(0);
      addCovarianceSlope(inputs, hyper, { point, coefficients, slopes }, gradient);
    }
    return Math.log(sigma) + value;
  };
  const bound = (point: Float64Array): number => {
    covarianceColumn(inputs, hyper, point, column);
    let mean = posterior.mean;
    let nearest = 0;
    for (let i = 0; i < inputs.n; i++) {
      mean += column[i]! * alpha[i]!;
      nearest = Math.max(nearest, column[i]!);
    }
    const variance = Math.max(hyper.outputscale - (nearest * nearest) / (hyper.outputscale + hyper.noise), 0);
    // The sd of a difference is at most the sum of both.
    const sigma = Math.max(Math.sqrt(variance) + Math.sqrt(ownVariance), 1e-6 * Math.sqrt(hyper.outputscale));
    return Math.log(sigma) + logImprovement((target - mean) / sigma).value;
  };
  return { evaluate, bound };
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
function explained({ factor, inputs }: Posterior, column: Float64Array, work: Float64Array): number {
  work.set(column);
  solveLower(factor, inputs.n, work);
  let sum = 0;
  for (const value of work) sum += value * value;
  return sum;
}

/** ln P(x), P = Phi((m - 1/2) / sqrt(v + .01)); writes its slope. */
function createFeasibility(posterior: Posterior): Acquisition['evaluate'] {
  const { inputs, hyper, alpha } = posterior;
  const column = new Float64Array(inputs.n);
  const beta = new Float64Array(inputs.n);
  const coefficients = new Float64Array(inputs.n);
  const slopes = new Float64Array(inputs.n);
  return (point, gradient) => {
    covarianceWithSlopes(inputs, hyper, point, { column, slopes: gradient === undefined ? undefined : slopes });
    let mean = posterior.mean;
    for (let i = 0; i < inputs.n; i++) mean += column[i]! * alpha[i]!;
    const variance = hyper.outputscale - explained(posterior, column, beta);
    const sd = Math.sqrt(Math.max(variance, 0) + 0.01);
    const z = (mean - 0.5) / sd;
    const { value, slope } = logNormalCdf(z);
    if (gradient !== undefined) {
      solveLowerTransposed(posterior.factor, inputs.n, beta);
      for (let i = 0; i < inputs.n; i++) coefficients[i] = slope * (alpha[i]! / sd + (z / (sd * sd)) * beta[i]!);
      gradient.fill(0);
      addCovarianceSlope(inputs, hyper, { point, coefficients, slopes }, gradient);
    }
    return value;
  };
}

/** Minus `weight` times the posterior mean; writes its slope. */
function createCheapness({ inputs, hyper, alpha, mean }: Posterior, weight: number): Acquisition['evaluate'] {
  const column = new Float64Array(inputs.n);
  const slopes = new Float64Array(inputs.n);
  const coefficients = alpha.map((value) => -weight * value);
  return (point, gradient) => {
    covarianceWithSlopes(inputs, hyper, point, { column, slopes: gradient === undefined ? undefined : slopes });
    let value = -weight * mean;
    for (let i = 0; i < inputs.n; i++) value += column[i]! * coefficients[i]!;
    if (gradient !== undefined) {
      gradient.fill(0);
      addCovarianceSlope(inputs, hyper, { point, coefficients, slopes }, gradient);
    }
    return value;
  };
}
