// What a study can throw at the process: the same point again and again, points a hair apart, outputs that say nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAcquisition } from '../../../src/gp/acquisition.ts';
import { fitHyper } from '../../../src/gp/fit.ts';
import type { Inputs } from '../../../src/gp/inputs.ts';
import { conditionOn, extend, predict } from '../../../src/gp/posterior.ts';
import { invertFromFactor } from '../../../src/math/cholesky.ts';
import { createRandom } from '../../../src/math/random.ts';
import { denseCovariance } from './denseKernel.ts';

function inputsOf(points: readonly (readonly number[])[]): Inputs {
  const d = points[0]?.length ?? 0;
  return { n: points.length, d, x: Float64Array.from(points.flat()), isCategory: new Uint8Array(d) };
}

const random = createRandom(8);
const randomPoints = (n: number, d: number) =>
  Array.from({ length: n }, () => Array.from({ length: d }, () => random.uniform()));
const spread = randomPoints(20, 2);
const clouds = {
  'one point': [[0.5, 0.5]],
  'fifty times the same point': [...spread, ...Array.from({ length: 50 }, () => [0.3, 0.7])],
  'fifty points a billionth apart': [...spread, ...Array.from({ length: 50 }, (_, i) => [0.3 + i * 1e-9, 0.7])],
  'points in the corners and beyond': [
    [0, 0],
    [1, 1],
    [0, 1],
    [7, -3],
    [1, 0],
  ],
  'three points in fifty dimensions': randomPoints(3, 50),
} as const;
const outputs = {
  'all equal': () => 0,
  'a step': (i: number) => (i % 2 === 0 ? -1 : 1),
  noise: (i: number) => createRandom(i, 2).gaussian(),
  'one far out': (i: number) => (i === 0 ? 5 : -0.1),
} as const;

for (const [cloud, points] of Object.entries(clouds)) {
  for (const [shape, outputAt] of Object.entries(outputs)) {
    test(`${cloud}, outputs ${shape}: fit, prediction and acquisition with its slopes are finite`, () => {
      const inputs = inputsOf(points);
      const y = Float64Array.from({ length: inputs.n }, (_, i) => outputAt(i));
      const posterior = conditionOn(inputs, y, fitHyper(inputs, y, { nActive: inputs.d }));
      const gradient = new Float64Array(inputs.d);
      for (const point of [new Float64Array(inputs.d).fill(0.5), Float64Array.from(points[0] ?? [])]) {
        const { mean, variance } = predict(posterior, point);
        assert.ok(Number.isFinite(mean) && variance > 0, `${mean}, ${variance}`);
        assert.ok(Number.isFinite(createAcquisition([posterior]).evaluate(point, gradient)));
        assert.ok(gradient.every(Number.isFinite));
      }
    });
  }
}

for (const [cloud, points] of Object.entries(clouds)) {
  for (const noise of [1e-6, 1e-2]) {
    test(`${cloud}, noise ${noise}: K times its inverse is the identity to 1e-8`, () => {
      const inputs = inputsOf(points);
      const hyper = { lengthscales: new Float64Array(inputs.d).fill(0.5), outputscale: 1, noise };
      const { factor, jitter } = conditionOn(inputs, new Float64Array(inputs.n), hyper);
      const inverse = new Float64Array(inputs.n ** 2);
      invertFromFactor(factor, inputs.n, inverse);
      assert.ok(residual(denseCovariance(inputs, hyper, noise + jitter), inverse, inputs.n) < 1e-8);
    });
  }
}

/** The largest entry of K K^-1 - I; of the inverse only the lower triangle is read. */
function residual(k: Float64Array, inverse: Float64Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? -1 : 0;
      for (let m = 0; m < n; m++) sum += k[i * n + m]! * inverse[Math.max(m, j) * n + Math.min(m, j)]!;
      most = Math.max(most, Math.abs(sum));
    }
  }
  return most;
}

test('two hundred points added one by one give the posterior of all at once', () => {
  const points = randomPoints(200, 3).map((point) => Float64Array.from(point));
  const y = points.map((point) => Math.sin(5 * point[0]!) + point[1]!);
  const hyper = { lengthscales: Float64Array.of(0.5, 0.8, 2), outputscale: 1, noise: 1e-4 };
  const first = conditionOn(inputsOf([[...points[0]!]]), Float64Array.of(y[0]!), hyper, 0);
  let grown = first;
  for (let i = 1; i < 200; i++) grown = extend(grown, [points[i]!], [y[i]!]);
  // To the memory of factors a copy is another process: nothing is taken over.
  const whole = conditionOn(inputsOf(points.map((point) => [...point])), Float64Array.from(y), { ...hyper }, 0);
  for (const at of randomPoints(10, 3).map((point) => Float64Array.from(point))) {
    const [a, b] = [predict(grown, at), predict(whole, at)];
    assert.ok(Math.abs(a.mean - b.mean) < 1e-10 && Math.abs(a.variance - b.variance) < 1e-10);
  }
});
