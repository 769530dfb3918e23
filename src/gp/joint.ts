// The posterior of several points at once: means, covariances and seeded draws of the noise-free function, point after point.
//   v(x) = L^-1 k(X, x),  mean(x) = m + v(x)'L^-1 (y - m),  cov(x, x') = k(x, x') - v(x)'v(x'),  draws = mean + C Z,  C C' = cov, Z ~ N(0, I).
// A new point adds a row to C and to Z, and so leaves the draws at the others as they are: a search may place points where the draws are low.
import { dotRows, solveLower, solveLowerTransposed } from '../math/cholesky.ts';
import { createRandom, type Random } from '../math/random.ts';
import { createExpansion, type Expansion } from './expansion.ts';
import { covarianceColumn } from './kernel.ts';
import type { Posterior } from './posterior.ts';

/** What is known of `nPoints` points; rows beyond those are empty. `addPoint` is the only writer. */
export type Joint = {
  readonly posterior: Posterior;
  readonly nDraws: number;
  nPoints: number;
  /** One row a point: the point, and v of it. */
  readonly x: Float64Array;
  readonly whitened: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** One row a point, one column a draw. Draws 2i and 2i + 1 are mirror images about the mean, which the average thus is. */
  readonly draws: Float64Array;
  /** The point at which each draw is least. */
  readonly leastAt: Int32Array;
  /** C, row-major, capacity * capacity; its lower triangle counts. */
  readonly factor: Float64Array;
  /** Z, as `draws`. */
  readonly normals: Float64Array;
  readonly random: Random;
};

export type JointOptions = {
  /** The largest number of points. */
  readonly capacity: number;
  /** Even. */
  readonly nDraws: number;
  readonly seed: number;
};

/** A joint posterior of no points yet. */
export function createJoint(posterior: Posterior, { capacity, nDraws, seed }: JointOptions): Joint {
  const { n, d } = posterior.inputs;
  return {
    posterior,
    nDraws,
    nPoints: 0,
    x: new Float64Array(capacity * d),
    whitened: new Float64Array(capacity * n),
    mean: new Float64Array(capacity),
    variance: new Float64Array(capacity),
    draws: new Float64Array(capacity * nDraws),
    leastAt: new Int32Array(nDraws),
    factor: new Float64Array(capacity * capacity),
    normals: new Float64Array(capacity * nDraws),
    random: createRandom(seed, 6),
  };
}

/**
 * Adds a point, of which there must be room, and draws the function there. Where the other points say nearly all, 1e-10 s2 of variance of
 * its own is left to it, so that near-duplicates are harmless.
 */
export function addPoint(joint: Joint, point: Float64Array): void {
  const { posterior, x, whitened, mean, variance } = joint;
  const { inputs, hyper } = posterior;
  const i = joint.nPoints;
  x.set(point, i * inputs.d);
  const row = whitened.subarray(i * inputs.n, (i + 1) * inputs.n);
  covarianceColumn(inputs, hyper, point, row);
  let sum = posterior.mean;
  for (let j = 0; j < inputs.n; j++) sum += row[j]! * posterior.alpha[j]!;
  mean[i] = sum;
  solveLower(posterior.factor, inputs.n, row);
  const covariance = covarianceWith(joint, point);
  variance[i] = Math.max(covariance[i]!, 1e-12 * hyper.outputscale);
  addFactorRow(joint, covariance, 1e-10 * hyper.outputscale);
  addDraws(joint);
  joint.nPoints++;
}

/** The posterior covariance of two points of the joint. */
export function covarianceOf(joint: Joint, i: number, j: number): number {
  const { inputs, hyper } = joint.posterior;
  const { d, isCategory } = inputs;
  const own = joint.x.subarray(i * d, (i + 1) * d);
  const prior = new Float64Array(1);
  covarianceColumn({ n: 1, d, isCategory, x: own }, hyper, joint.x.subarray(j * d, (j + 1) * d), prior);
  return prior[0]! - dotRows(joint.whitened, i * inputs.n, j * inputs.n, inputs.n);
}

/**
 * Draw `s` between the points, as they let expect it: m + k(x, X)a + k(x, P)b with b = C^-T z_s, a = alpha - L^-T V'b, P the points of the
 * joint so far and V their rows of `whitened`.
 */
export function expectedDraw(joint: Joint, s: number): Expansion {
  const { posterior, whitened, nPoints } = joint;
  const { inputs, hyper } = posterior;
  const { n, d } = inputs;
  const b = pointCoefficients(joint, s);
  const a = new Float64Array(n);
  for (let i = 0; i < nPoints; i++) for (let j = 0; j < n; j++) a[j] = a[j]! - b[i]! * whitened[i * n + j]!;
  solveLowerTransposed(posterior.factor, n, a);
  for (let j = 0; j < n; j++) a[j] = a[j]! + posterior.alpha[j]!;
  const centres = new Float64Array((n + nPoints) * d);
  centres.set(inputs.x);
  centres.set(joint.x.subarray(0, nPoints * d), n * d);
  const all = { n: n + nPoints, d, x: centres, isCategory: inputs.isCategory };
  return createExpansion({ inputs: all, hyper, mean: posterior.mean }, Float64Array.of(...a, ...b));
}

/** C^-T z_s. */
function pointCoefficients({ factor, normals, mean, nDraws, nPoints }: Joint, s: number): Float64Array {
  const b = new Float64Array(nPoints);
  for (let i = 0; i < nPoints; i++) b[i] = normals[i * nDraws + s]!;
  for (let i = nPoints - 1; i >= 0; i--) {
    const row = i * mean.length;
    const value = b[i]! / factor[row + i]!;
    b[i] = value;
    for (let j = 0; j < i; j++) b[j] = b[j]! - factor[row + j]! * value;
  }
  return b;
}

/** The covariance of the next point, whose row of `whitened` is there, with those before it and itself. */
function covarianceWith({ posterior, x, whitened, nPoints: i }: Joint, point: Float64Array): Float64Array {
  const { n, d, isCategory } = posterior.inputs;
  const covariance = new Float64Array(i + 1);
  covarianceColumn({ n: i + 1, d, isCategory, x }, posterior.hyper, point, covariance);
  for (let j = 0; j <= i; j++) covariance[j] = covariance[j]! - dotRows(whitened, i * n, j * n, n);
  return covariance;
}

/** Row i of the Cholesky factor from row i of the covariance. */
function addFactorRow({ factor, mean, nPoints: i }: Joint, covariance: Float64Array, least: number): void {
  const capacity = mean.length;
  const row = i * capacity;
  for (let j = 0; j < i; j++) {
    const shared = dotRows(factor, row, j * capacity, j);
    factor[row + j] = (covariance[j]! - shared) / factor[j * capacity + j]!;
  }
  factor[row + i] = Math.sqrt(Math.max(covariance[i]! - dotRows(factor, row, row, i), least));
}

function addDraws({ factor, normals, draws, leastAt, mean, random, nDraws, nPoints: i }: Joint): void {
  const row = i * nDraws;
  for (let s = 0; s + 1 < nDraws; s += 2) {
    normals[row + s] = random.gaussian();
    normals[row + s + 1] = -normals[row + s]!;
  }
  for (let s = 0; s < nDraws; s++) draws[row + s] = mean[i]!;
  for (let j = 0; j <= i; j++) {
    const c = factor[i * mean.length + j]!;
    for (let s = 0; s < nDraws; s++) draws[row + s] = draws[row + s]! + c * normals[j * nDraws + s]!;
  }
  for (let s = 0; s < nDraws; s++) if (draws[row + s]! < draws[leastAt[s]! * nDraws + s]!) leastAt[s] = i;
}
