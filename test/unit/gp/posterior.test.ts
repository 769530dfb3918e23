import assert from 'node:assert/strict';
import { test } from 'node:test';
import { negativeLogPosterior } from '../../../src/gp/fit.ts';
import type { Hyper, Inputs } from '../../../src/gp/inputs.ts';
import { conditionOn, extend, predict } from '../../../src/gp/posterior.ts';
import mixed from '../../fixtures/gp/mixed.json' with { type: 'json' };
import cases from '../../fixtures/gp/posterior.json' with { type: 'json' };

function assertClose(actual: number, expected: number, tolerance = 1e-8): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1e-3, Math.abs(expected)), `${actual} for ${expected}`);
}

function thetaOf({ lengthscales, outputscale, noise }: Hyper): Float64Array {
  return Float64Array.from([...lengthscales, outputscale, noise], Math.log);
}

function inputsOf(x: readonly number[], d: number, isCategory = new Uint8Array(d)): Inputs {
  return { n: x.length / d, d, x: Float64Array.from(x), isCategory };
}

for (const { d, n, x, y, lengthscales, outputscale, noise, tests, scikitLearn, gpytorch } of cases) {
  const inputs = inputsOf(x, d);
  const hyper = { lengthscales: Float64Array.from(lengthscales), outputscale, noise };
  for (const [name, expected] of Object.entries({ 'scikit-learn': scikitLearn, GPyTorch: gpytorch })) {
    test(`mean and variance of ${n} points in ${d} dimensions equal those of ${name}`, () => {
      const posterior = conditionOn(inputs, Float64Array.from(y), hyper, 0);
      for (const [i, point] of tests.entries()) {
        const { mean, variance } = predict(posterior, Float64Array.from(point));
        assertClose(mean, expected.mean[i]!);
        assertClose(variance, expected.variance[i]!);
      }
    });

    test(`log probability of ${n} points in ${d} dimensions and its slopes equal those of ${name} with our priors`, () => {
      const data = { inputs, y: Float64Array.from(y), options: { nActive: d, mean: 0 } };
      const gradient = new Float64Array(d + 2);
      assertClose(negativeLogPosterior(data, thetaOf(hyper), gradient), expected.negativeLogPosterior);
      for (const [i, slope] of expected.gradient.entries()) assertClose(gradient[i]!, slope);
    });
  }
}

for (const { n, d, isCategory, x, y, lengthscales, outputscale, noise, tests, ...expected } of mixed) {
  const inputs = inputsOf(x, d, Uint8Array.from(isCategory));
  const hyper = { lengthscales: Float64Array.from(lengthscales), outputscale, noise };
  const kinds = isCategory.map((is) => (is === 1 ? 'category' : 'number')).join(', ');

  test(`${n} points of (${kinds}) with the profiled mean equal the dense formulas in NumPy`, () => {
    const posterior = conditionOn(inputs, Float64Array.from(y), hyper);
    for (const [i, point] of tests.entries()) {
      const { mean, variance } = predict(posterior, Float64Array.from(point));
      assertClose(mean, expected.mean[i]!);
      assertClose(variance, expected.variance[i]!);
    }
  });

  test(`the log probability of ${n} points of (${kinds}) and its slopes equal NumPy's, by complex steps`, () => {
    const gradient = new Float64Array(d + 2);
    const data = { inputs, y: Float64Array.from(y), options: { nActive: d } };
    assertClose(negativeLogPosterior(data, thetaOf(hyper), gradient), expected.negativeLogPosterior);
    for (const [i, slope] of expected.gradient.entries()) assertClose(gradient[i]!, slope);
  });
}

test('duplicates, near-duplicates and no noise still give a finite posterior, with the jitter told', () => {
  const x = [...Array<number>(50).fill(0.3), ...Array.from({ length: 20 }, (_, i) => 0.5 + i * 1e-9)];
  const hyper = { lengthscales: Float64Array.of(0.3), outputscale: 1, noise: 0 };
  const posterior = conditionOn(inputsOf(x, 1), new Float64Array(70).fill(1), hyper);
  const { mean, variance } = predict(posterior, Float64Array.of(0.3));
  assert.ok(posterior.jitter > 0);
  assert.ok(Number.isFinite(mean) && variance >= 0);
});

test('a point added with its own mean leaves the mean elsewhere and takes the variance away there', () => {
  const hyper = { lengthscales: Float64Array.of(0.3), outputscale: 1, noise: 1e-6 };
  const before = conditionOn(inputsOf([0.1, 0.9], 1), Float64Array.of(-1, 1), hyper);
  const at = Float64Array.of(0.4);
  const after = extend(before, [at], [predict(before, at).mean]);
  assertClose(predict(after, Float64Array.of(0.6)).mean, predict(before, Float64Array.of(0.6)).mean, 1e-6);
  assert.ok(predict(after, at).variance < 1e-5);
});
