// What a point is worth trying: the logarithm of expected improvement (Ament et al. 2023), larger is better; the objective is minimised.
// Failures enter as + ln P(feasible), costs as - weight E[ln c].
import { solveLowerTransposed } from '../math/cholesky.ts';
import { logNormalCdf } from '../math/normal.ts';
import { createImprovement, explained } from './improvement.ts';
import { addCovarianceSlope, covarianceWithSlopes } from './kernel.ts';
import type { Posterior } from './posterior.ts';

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

/** Of one posterior, or of several that differ in their outputs only (see extendBy): fantasies, over which the improvement is averaged. */
export function createAcquisition(
  fantasies: readonly Posterior[],
  { feasibility = null, margin = 0, cost = null }: AcquisitionOptions = {},
): Acquisition {
  const improvement = createImprovement(fantasies, margin);
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
