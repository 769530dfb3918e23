// The covariance of two points u, v of the encoded space (engine notation): Matérn 5/2 on a mixed distance,
//   rho^2 = 5 Sum_k t_k^2 / l_k^2,  t_k = u_k - v_k for a number, 1 or 0 (differs or not) for a category,
//   k = s2 (1 + rho + rho^2 / 3) exp(-rho).
// The indicator is half the squared distance of one-hot vectors, so the distance is Euclidean and k positive definite.

/** `n` points of `d` coordinates, row-major. A category's coordinate is its index. */
export type Inputs = {
  readonly n: number;
  readonly d: number;
  readonly x: Float64Array;
  /** 1 where the coordinate is a category. */
  readonly isCategory: Uint8Array;
};

/** Lengthscales per coordinate, signal variance s2 and noise variance sn2, for outputs of mean 0 and sd 1. */
export type Hyper = {
  readonly lengthscales: Float64Array;
  readonly outputscale: number;
  readonly noise: number;
};

/** 5 / l_k^2, what a squared difference weighs in rho^2. */
export function kernelWeights(lengthscales: Float64Array): Float64Array {
  return lengthscales.map((l) => 5 / (l * l));
}

/** rho^2 between point `i` of `inputs` and the point of `other` that starts at index `start`. */
export function scaledSquare(
  { x, d, isCategory }: Inputs,
  weights: Float64Array,
  i: number,
  other: { readonly x: Float64Array; readonly start: number },
): number {
  const a = i * d;
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const t = x[a + k]! - other.x[other.start + k]!;
    if (t !== 0) sum += weights[k]! * (isCategory[k] === 1 ? 1 : t * t);
  }
  return sum;
}

/** The correlation (s2 = 1) at rho. */
export function matern(rho: number): number {
  return (1 + rho + (rho * rho) / 3) * Math.exp(-rho);
}

/** (1 + rho) exp(-rho) / 3: minus twice the slope of `matern` in rho^2, smooth at 0 (no division by rho, so duplicates are harmless). */
export function maternSlope(rho: number): number {
  return ((1 + rho) * Math.exp(-rho)) / 3;
}

/** Writes k(x_i, point) for every point of `inputs` into `column`. */
export function covarianceColumn(inputs: Inputs, hyper: Hyper, point: Float64Array, column: Float64Array): void {
  const weights = kernelWeights(hyper.lengthscales);
  const other = { x: point, start: 0 };
  for (let i = 0; i < inputs.n; i++) {
    column[i] = hyper.outputscale * matern(Math.sqrt(scaledSquare(inputs, weights, i, other)));
  }
}

/**
 * Adds to `gradient` the slope in u of Sum_i c_i k(x_i, u), the c_i given by `coefficients`.
 * Categories have no slope: their entries stay as they are.
 */
export function addCovarianceSlope(
  inputs: Inputs,
  hyper: Hyper,
  at: { readonly point: Float64Array; readonly coefficients: Float64Array },
  gradient: Float64Array,
): void {
  const { n, d, x, isCategory } = inputs;
  const weights = kernelWeights(hyper.lengthscales);
  const other = { x: at.point, start: 0 };
  for (let i = 0; i < n; i++) {
    const rho = Math.sqrt(scaledSquare(inputs, weights, i, other));
    const scale = at.coefficients[i]! * hyper.outputscale * maternSlope(rho);
    for (let k = 0; k < d; k++) {
      if (isCategory[k] === 0) gradient[k] = gradient[k]! + scale * weights[k]! * (x[i * d + k]! - at.point[k]!);
    }
  }
}
