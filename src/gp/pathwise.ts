// Draws of the whole posterior function, to be evaluated anywhere (Wilson et al. 2020, "pathwise conditioning"):
//   f_s(x) = m + phi(x)'w_s + k(x, X) K^-1 (y - m - phi(X)'w_s - e_s),  phi_j(x) = sqrt(2 s2 / F) cos(omega_j'x + b_j),  w ~ N(0, I),
// with F random frequencies of Matérn 5/2, which are Student's t of 5 degrees of freedom (Rahimi and Recht 2007), and e the noise.
// A category weighs as a one-hot vector over sqrt 2, whose squared distances are the kernel's: each of its indices has a frequency.
import { solveLower, solveLowerTransposed } from '../math/cholesky.ts';
import { createRandom, type Random } from '../math/random.ts';
import { covarianceColumn } from './kernel.ts';
import type { Posterior } from './posterior.ts';

export type Paths = {
  readonly nPaths: number;
  /** The functions at each row of `x`: one row a point, one column a path. */
  readonly evaluate: (x: Float64Array) => Float64Array;
};

export type PathOptions = {
  readonly nPaths: number;
  readonly seed: number;
  /** F. Covariances are right to about 1 / sqrt F. Default 256. */
  readonly nFeatures?: number;
  /** One more than the largest index of any category; default 1. */
  readonly nLevels?: number;
};

/** Seeded draws. Of a posterior without observations, draws of the prior. */
export function createPaths(posterior: Posterior, options: PathOptions): Paths {
  const { nPaths, seed } = options;
  const { inputs, hyper } = posterior;
  const { n, d } = inputs;
  const random = createRandom(seed, 2);
  const features = createFeatures(posterior, options, random);
  const weights = gaussians(features.count * nPaths, random);
  const updates = updatesOf(posterior, { nPaths, random, prior: sumOver(features, weights, nPaths, inputs.x) });
  const column = new Float64Array(n);
  const evaluate = (x: Float64Array): Float64Array => {
    const values = sumOver(features, weights, nPaths, x);
    for (let i = 0; i < values.length; i += nPaths) {
      const start = (i / nPaths) * d;
      covarianceColumn(inputs, hyper, x.subarray(start, start + d), column);
      for (let s = 0; s < nPaths; s++) values[i + s] = values[i + s]! + posterior.mean;
      addRows(values, i, { coefficients: column, rows: updates, nColumns: nPaths });
    }
    return values;
  };
  return { nPaths, evaluate };
}

type Features = {
  readonly count: number;
  readonly d: number;
  /** Writes phi of the point that starts at `start`. */
  readonly write: (x: Float64Array, start: number, phi: Float64Array) => void;
};

function createFeatures(
  { inputs, hyper }: Posterior,
  { nFeatures: count = 256, nLevels = 1 }: PathOptions,
  random: Random,
): Features {
  const { d, isCategory } = inputs;
  const scale = Math.sqrt((2 * hyper.outputscale) / count);
  const offsets = new Float64Array(count);
  // One stretch of frequencies a coordinate: one number each, or one for every level of a category.
  const widths = Array.from(isCategory, (is) => (is === 1 ? nLevels : 1));
  const starts = widths.map((_, k) => count * widths.slice(0, k).reduce((sum, width) => sum + width, 0));
  const frequencies = new Float64Array(count * widths.reduce((sum, width) => sum + width, 0));
  for (let j = 0; j < count; j++) {
    offsets[j] = 2 * Math.PI * random.uniform();
    const stretch = Math.sqrt(5 / chiSquare5(random));
    for (let k = 0; k < d; k++) {
      const size = (stretch * (isCategory[k] === 1 ? Math.SQRT1_2 : 1)) / hyper.lengthscales[k]!;
      for (let c = 0; c < widths[k]!; c++) frequencies[starts[k]! + c * count + j] = size * random.gaussian();
    }
  }
  const write = (x: Float64Array, start: number, phi: Float64Array): void => {
    phi.set(offsets);
    for (let k = 0; k < d; k++) {
      const u = x[start + k]!;
      const from = starts[k]! + (isCategory[k] === 1 ? u * count : 0);
      const factor = isCategory[k] === 1 ? 1 : u;
      for (let j = 0; j < count; j++) phi[j] = phi[j]! + factor * frequencies[from + j]!;
    }
    for (let j = 0; j < count; j++) phi[j] = scale * Math.cos(phi[j]!);
  };
  return { count, d, write };
}

function chiSquare5(random: Random): number {
  let sum = 0;
  for (let i = 0; i < 5; i++) sum += random.gaussian() ** 2;
  return sum;
}

/** phi(x)'w_s of each row of `x` and each path. */
function sumOver({ count, d, write }: Features, weights: Float64Array, nPaths: number, x: Float64Array): Float64Array {
  const nRows = x.length / d;
  const phi = new Float64Array(count);
  const values = new Float64Array(nRows * nPaths);
  for (let i = 0; i < nRows; i++) {
    write(x, i * d, phi);
    addRows(values, i * nPaths, { coefficients: phi, rows: weights, nColumns: nPaths });
  }
  return values;
}

/** K^-1 (y - m - prior - e): one row an observation, one column a path. */
function updatesOf(
  { inputs, y, hyper, factor, mean, jitter }: Posterior,
  { nPaths, random, prior }: { readonly nPaths: number; readonly random: Random; readonly prior: Float64Array },
): Float64Array {
  const { n } = inputs;
  const noiseSd = Math.sqrt(hyper.noise + jitter);
  const updates = new Float64Array(n * nPaths);
  const residual = new Float64Array(n);
  for (let s = 0; s < nPaths; s++) {
    for (let i = 0; i < n; i++) residual[i] = y[i]! - mean - prior[i * nPaths + s]! - noiseSd * random.gaussian();
    solveLower(factor, n, residual);
    solveLowerTransposed(factor, n, residual);
    for (let i = 0; i < n; i++) updates[i * nPaths + s] = residual[i]!;
  }
  return updates;
}

/** Adds Sum_i c_i row_i to the stretch of `values` from `start`. */
function addRows(
  values: Float64Array,
  start: number,
  parts: { readonly coefficients: Float64Array; readonly rows: Float64Array; readonly nColumns: number },
): void {
  const { coefficients, rows, nColumns } = parts;
  for (let i = 0; i < coefficients.length; i++) {
    const c = coefficients[i]!;
    const row = i * nColumns;
    for (let s = 0; s < nColumns; s++) values[start + s] = values[start + s]! + c * rows[row + s]!;
  }
}

function gaussians(count: number, random: Random): Float64Array {
  return new Float64Array(count).map(() => random.gaussian());
}
