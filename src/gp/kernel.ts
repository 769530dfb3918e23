// The covariance of two points u, v of the encoded space (engine notation): Matérn 5/2 on a mixed distance,
//   rho^2 = 5 Sum_k t_k^2 / l_k^2,  t_k = u_k - v_k for a number, 1 or 0 (differs or not) for a category,
//   k = s2 (1 + rho + rho^2 / 3) exp(-rho).
// The indicator is half the squared distance of one-hot vectors, so the distance is Euclidean and k positive definite.
import { expNegative } from '../math/exp.ts';
import { createCovarianceKernels, type CovarianceKernels } from './covarianceKernels.ts';
import { layoutOf, type Hyper, type Inputs, type SlopeAt } from './inputs.ts';

let kernels: CovarianceKernels | null = null;

/** As accelerateLinearAlgebra of cholesky.ts, for the functions here. */
export function accelerateCovariance(): void {
  kernels ??= createCovarianceKernels();
}

/** Writes k(x_i, point) for every point of `inputs` into `column`. */
export function covarianceColumn(inputs: Inputs, hyper: Hyper, point: Float64Array, column: Float64Array): void {
  covarianceWithSlopes(inputs, hyper, point, { column });
}

/** As covarianceColumn and, where `slopes` is given, s2 (1 + rho_i) exp(-rho_i) / 3 into it: what addCovarianceSlope needs. */
export function covarianceWithSlopes(
  inputs: Inputs,
  hyper: Hyper,
  point: Float64Array,
  { column, slopes }: { readonly column: Float64Array; readonly slopes?: Float64Array | undefined },
): void {
  if (kernels !== null) {
    kernels.hold(inputs, hyper).covariances(point, column, slopes);
    return;
  }
  const rows = scaled(inputs, hyper);
  const { numbers, categories, scales } = rows;
  const place = rows.place;
  for (let k = 0; k < numbers.length; k++) place[k] = point[numbers[k]!]! * scales[k]!;
  for (let k = 0; k < categories.length; k++) place[numbers.length + k] = point[categories[k]!]!;
  const s2 = hyper.outputscale;
  for (let i = 0; i < inputs.n; i++) {
    const rho = Math.sqrt(squareTo(rows, i, place, 0));
    const decay = s2 * expNegative(rho);
    column[i] = (1 + rho + (rho * rho) / 3) * decay;
    if (slopes !== undefined) slopes[i] = ((1 + rho) * decay) / 3;
  }
}

/**
 * Writes k(x_i, x_j), j < i, below the diagonal of `k` (n x n), and into `slopes`, where given, what covarianceWithSlopes writes there. In these rows
 * what stands on and above the diagonal is undefined afterwards.
 */
export function covarianceBelow(
  inputs: Inputs,
  hyper: Hyper,
  k: Float64Array,
  { from = 0, slopes }: BelowOptions = {},
): void {
  if (kernels !== null) {
    kernels.hold(inputs, hyper).covarianceBelow(k, from, slopes);
    return;
  }
  const { n } = inputs;
  const rows = scaled(inputs, hyper);
  const s2 = hyper.outputscale;
  for (let i = from; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const rho = Math.sqrt(squareTo(rows, j, rows.rows, i * rows.width));
      const decay = s2 * expNegative(rho);
      k[i * n + j] = (1 + rho + (rho * rho) / 3) * decay;
      if (slopes !== undefined) slopes[i * n + j] = ((1 + rho) * decay) / 3;
    }
  }
}

export type BelowOptions = {
  /** The first row to be written; those above are there already. */
  readonly from?: number;
  readonly slopes?: Float64Array;
};

/**
 * Adds to `gradient` the slope in u of Sum_i c_i k(x_i, u), the c_i given by `coefficients`; `slopes` are covarianceWithSlopes' at `point`.
 * Categories have no slope: their entries stay as they are.
 */
export function addCovarianceSlope(inputs: Inputs, hyper: Hyper, at: SlopeAt, gradient: Float64Array): void {
  if (kernels !== null) {
    kernels.hold(inputs, hyper).addSlope(at, gradient);
    return;
  }
  const { rows, width, numbers, scales } = scaled(inputs, hyper);
  const { point, coefficients, slopes } = at;
  for (let k = 0; k < numbers.length; k++) {
    const z = point[numbers[k]!]! * scales[k]!;
    let sum = 0;
    for (let i = 0; i < inputs.n; i++) sum += coefficients[i]! * slopes[i]! * (rows[i * width + k]! - z);
    gradient[numbers[k]!] = gradient[numbers[k]!]! + sum * scales[k]!;
  }
}

/**
 * Adds Sum_{i>j} c_ij 5 t_k^2 / l_k^2 for each coordinate k to `gradient`: the slopes in ln l_k of Sum c_ij k_ij where c holds the slopes of
 * covarianceBelow times the outer slopes. Overwrites nothing else.
 */
export function addLengthscaleSlopes(inputs: Inputs, hyper: Hyper, c: Float64Array, gradient: Float64Array): void {
  if (kernels !== null) {
    kernels.hold(inputs, hyper).addLengthscaleSlopes(c, gradient);
    return;
  }
  const { n } = inputs;
  const { rows, width, numbers, categories, weights } = scaled(inputs, hyper);
  const sums = new Float64Array(width);
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const scale = c[i * n + j]!;
      for (let k = 0; k < numbers.length; k++) {
        const t = rows[i * width + k]! - rows[j * width + k]!;
        sums[k] = sums[k]! + scale * t * t;
      }
      for (let k = numbers.length; k < width; k++) {
        if (rows[i * width + k] !== rows[j * width + k]) sums[k] = sums[k]! + scale;
      }
    }
  }
  for (let k = 0; k < numbers.length; k++) gradient[numbers[k]!] = gradient[numbers[k]!]! + sums[k]!;
  for (let k = 0; k < categories.length; k++) {
    gradient[categories[k]!] = gradient[categories[k]!]! + weights[k]! * sums[numbers.length + k]!;
  }
}

/** The points divided by their lengthscales, once for many covariances. */
type Scaled = {
  readonly hyper: Hyper;
  /** n rows of `width` entries: the numbers times sqrt(5) / l, then the categories' indices. */
  readonly rows: Float64Array;
  readonly width: number;
  readonly numbers: Int32Array;
  readonly categories: Int32Array;
  /** sqrt(5) / l of each number. */
  readonly scales: Float64Array;
  /** 5 / l^2 of each category. */
  readonly weights: Float64Array;
  /** Room for one row. */
  readonly place: Float64Array;
};

const scaledInputs = new WeakMap<Inputs, Scaled>();

/** Kept for the last `hyper` of each `inputs`: an acquisition asks thousands of times. Neither may be changed meanwhile. */
function scaled(inputs: Inputs, hyper: Hyper): Scaled {
  const known = scaledInputs.get(inputs);
  if (known?.hyper === hyper) return known;
  const { n, d, x } = inputs;
  const { numbers, categories } = layoutOf(inputs);
  const scales = Float64Array.from(numbers, (k) => Math.sqrt(5) / hyper.lengthscales[k]!);
  const rows = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < numbers.length; k++) rows[i * d + k] = x[i * d + numbers[k]!]! * scales[k]!;
    for (let k = 0; k < categories.length; k++) rows[i * d + numbers.length + k] = x[i * d + categories[k]!]!;
  }
  const weights = Float64Array.from(categories, (k) => 5 / hyper.lengthscales[k]! ** 2);
  const made = { hyper, rows, width: d, numbers, categories, scales, weights, place: new Float64Array(d) };
  scaledInputs.set(inputs, made);
  return made;
}

/** rho^2 between row `i` and the one that begins at `start` of `other`. */
function squareTo({ rows, width, numbers, weights }: Scaled, i: number, other: Float64Array, start: number): number {
  const base = i * width;
  const nNumbers = numbers.length;
  let sum = 0;
  for (let k = 0; k < nNumbers; k++) {
    const t = rows[base + k]! - other[start + k]!;
    sum += t * t;
  }
  for (let k = nNumbers; k < width; k++) if (rows[base + k] !== other[start + k]) sum += weights[k - nNumbers]!;
  return sum;
}
