import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanOf } from '../../../src/gp/expansion.ts';
import { addPoint, covarianceOf, createJoint, expectedDraw, type Joint } from '../../../src/gp/joint.ts';
import { createPaths } from '../../../src/gp/pathwise.ts';
import { conditionOn, extend, predict, type Posterior } from '../../../src/gp/posterior.ts';

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} for ${expected}`);
}

/** Two numbers and a category of three. */
function mixedPosterior(noise = 0.01): Posterior {
  const x = Float64Array.of(0.1, 0.2, 0, 0.7, 0.4, 1, 0.5, 0.9, 2, 0.3, 0.6, 0, 0.9, 0.1, 1);
  const inputs = { n: 5, d: 3, x, isCategory: Uint8Array.of(0, 0, 1) };
  const hyper = { lengthscales: Float64Array.of(0.4, 0.7, 1.2), outputscale: 1.5, noise };
  return conditionOn(inputs, Float64Array.of(-1, 0.5, 1.2, -0.4, 0.1), hyper);
}

const points = [Float64Array.of(0.2, 0.3, 1), Float64Array.of(0.6, 0.6, 0), Float64Array.of(0.25, 0.35, 1)];

function jointAt(
  posterior: Posterior,
  at: readonly Float64Array[],
  options: { nDraws?: number; seed?: number } = {},
): Joint {
  const joint = createJoint(posterior, { capacity: at.length, nDraws: 4, seed: 1, ...options });
  for (const point of at) addPoint(joint, point);
  return joint;
}

test('means and variances of a joint are those of single predictions', () => {
  const posterior = mixedPosterior();
  const joint = jointAt(posterior, points);
  for (const [i, point] of points.entries()) {
    const { mean, variance } = predict(posterior, point);
    assertNear(joint.mean[i]!, mean, 1e-12);
    assertNear(joint.variance[i]!, variance, 1e-12);
    assertNear(meanOf(posterior)(point), mean, 1e-12);
  }
});

test('a covariance is what an observation of one point takes from the variance of the other', () => {
  const posterior = mixedPosterior();
  const joint = jointAt(posterior, points);
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const after = predict(extend(posterior, [points[j]!], [0]), points[i]!).variance;
    const taken = covarianceOf(joint, i, j) ** 2 / (joint.variance[j]! + posterior.hyper.noise);
    assertNear(joint.variance[i]! - after, taken, 1e-10);
  }
});

test('draws have the means exactly, and the covariances as many draws show them', () => {
  const nDraws = 40_000;
  const joint = jointAt(mixedPosterior(), points, { nDraws });
  const off = (i: number, s: number): number => joint.draws[i * nDraws + s]! - joint.mean[i]!;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j <= i; j++) {
      let [sum, product] = [0, 0];
      for (let s = 0; s < nDraws; s++) {
        sum += off(i, s) / nDraws;
        product += (off(i, s) * off(j, s)) / nDraws;
      }
      assertNear(sum, 0, 1e-10);
      assertNear(product, covarianceOf(joint, i, j), 0.02 * 1.5);
    }
  }
});

test('a point more leaves the draws at the others as they were, and the same seed gives the same draws', () => {
  const posterior = mixedPosterior();
  const two = jointAt(posterior, points.slice(0, 2));
  const three = jointAt(posterior, points);
  assert.deepEqual(three.draws.slice(0, 8), two.draws.slice(0, 8));
  assert.notDeepEqual(jointAt(posterior, points, { seed: 2 }).draws, three.draws);
});

test('repeated points and observed ones without noise give finite draws that agree', () => {
  const posterior = mixedPosterior(0);
  const seen = Float64Array.of(0.1, 0.2, 0);
  const joint = jointAt(posterior, [seen, points[0]!, points[0]!, points[0]!, seen], { nDraws: 8 });
  for (let s = 0; s < 8; s++) {
    assertNear(joint.draws[s]!, -1, 1e-3);
    assertNear(joint.draws[8 + s]!, joint.draws[24 + s]!, 1e-3);
  }
});

test('each draw knows the point at which it is least', () => {
  const joint = jointAt(mixedPosterior(), points, { nDraws: 16 });
  for (let s = 0; s < 16; s++) {
    const values = points.map((_, i) => joint.draws[i * 16 + s]!);
    assert.equal(joint.leastAt[s], values.indexOf(Math.min(...values)));
  }
});

test('a draw as expected between the points goes through its values at them, with the slope of central differences', () => {
  const joint = jointAt(mixedPosterior(), points);
  for (const s of [0, 3]) {
    const f = expectedDraw(joint, s);
    const slope = new Float64Array(3);
    for (const [i, point] of points.entries()) assertNear(f(point, slope), joint.draws[i * 4 + s]!, 1e-6);
    const at = Float64Array.of(0.45, 0.5, 0);
    f(at, slope);
    for (const k of [0, 1]) {
      const [above, below] = [at.slice(), at.slice()];
      above[k] = above[k]! + 1e-5;
      below[k] = below[k]! - 1e-5;
      assertNear(slope[k]!, (f(above) - f(below)) / 2e-5, 1e-6);
    }
    assert.equal(slope[2], 0);
  }
});

test('paths go through observations without noise', () => {
  const posterior = mixedPosterior(1e-8);
  const values = createPaths(posterior, { nPaths: 3, seed: 1, nLevels: 3 }).evaluate(posterior.inputs.x);
  for (let i = 0; i < 5; i++) for (let s = 0; s < 3; s++) assertNear(values[i * 3 + s]!, posterior.y[i]!, 1e-3);
});

test('paths of prior and posterior have the mean and the covariance of the process, categories too', () => {
  const posterior = mixedPosterior();
  const empty = { ...posterior.inputs, n: 0, x: new Float64Array(0) };
  const prior = conditionOn(empty, new Float64Array(0), posterior.hyper, 0);
  const nPaths = 2000;
  for (const process of [prior, posterior]) {
    const joint = jointAt(process, points);
    const x = Float64Array.from(points.flatMap((point) => [...point]));
    const values = createPaths(process, { nPaths, seed: 5, nFeatures: 1000, nLevels: 3 }).evaluate(x);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j <= i; j++) {
        let [sum, product] = [0, 0];
        for (let s = 0; s < nPaths; s++) {
          const off = values[i * nPaths + s]! - joint.mean[i]!;
          sum += off / nPaths;
          product += (off * (values[j * nPaths + s]! - joint.mean[j]!)) / nPaths;
        }
        assertNear(sum, 0, 0.08);
        assertNear(product, covarianceOf(joint, i, j), 0.12);
      }
    }
  }
});
