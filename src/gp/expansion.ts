// Sums of kernels, m + Sum_i c_i k(x_i, x): what a posterior mean is, and a draw between points where it is known.
import type { Hyper, Inputs } from './inputs.ts';
import { addCovarianceSlope, covarianceWithSlopes } from './kernel.ts';
import type { Posterior } from './posterior.ts';

/** The value at `x`; writes its slope (0 for categories) when an array for it is given. */
export type Expansion = (x: Float64Array, slope?: Float64Array) => number;

/** One coefficient for each of the inputs. Not to be called from within itself: it keeps its working arrays. */
export function createExpansion(
  { inputs, hyper, mean }: { readonly inputs: Inputs; readonly hyper: Hyper; readonly mean: number },
  coefficients: Float64Array,
): Expansion {
  const column = new Float64Array(inputs.n);
  const slopes = new Float64Array(inputs.n);
  return (x, slope) => {
    covarianceWithSlopes(inputs, hyper, x, { column, slopes: slope === undefined ? undefined : slopes });
    let value = mean;
    for (let i = 0; i < inputs.n; i++) value += column[i]! * coefficients[i]!;
    if (slope !== undefined) {
      slope.fill(0);
      addCovarianceSlope(inputs, hyper, { point: x, coefficients, slopes }, slope);
    }
    return value;
  };
}

/** The posterior mean; cheaper by far than `predict`, which also wants the variance. */
export function meanOf(posterior: Posterior): Expansion {
  return createExpansion(posterior, posterior.alpha);
}
