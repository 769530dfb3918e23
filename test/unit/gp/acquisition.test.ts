import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAcquisition, logImprovement } from '../../../src/gp/acquisition.ts';
import { conditionOn, predict, type Posterior } from '../../../src/gp/posterior.ts';
import { createRandom } from '../../../src/math/random.ts';
import rows from '../../fixtures/gp/improvement.json' with { type: 'json' };

test('log improvement and both ratios equal 60-digit values from 10 to -1e8, across the seams', () => {
  for (const [z = 0, value = 0, cdfRatio = 0, densityRatio = 0] of rows) {
    const actual = logImprovement(z);
    assert.ok(Math.abs(actual.value - value) <= 1e-12 * Math.max(1, Math.abs(value)), `value at ${z}`);
    assert.ok(Math.abs(actual.cdfRatio / cdfRatio - 1) <= 1e-11, `cdf ratio at ${z}`);
    assert.ok(Math.abs(actual.densityRatio / densityRatio - 1) <= 1e-11, `density ratio at ${z}`);
  }
});

function posteriorWith(noise: number, seed = 1): Posterior {
  const random = createRandom(seed);
  const isCategory = Uint8Array.of(0, 0, 1);
  const x = Float64Array.from({ length: 36 }, (_, i) => (i % 3 === 2 ? random.below(3) : random.uniform()));
  const y = new Float64Array(12).map(() => random.gaussian());
  const hyper = { lengthscales: Float64Array.of(0.4, 0.7, 1), outputscale: 1.3, noise };
  return conditionOn({ n: 12, d: 3, x, isCategory }, y, hyper);
}

function feasibility(): Posterior {
  const base = posteriorWith(0.01, 9);
  const labels = base.y.map((value) => (value > 0 ? 1 : 0));
  return conditionOn(base.inputs, labels, { ...base.hyper, outputscale: 0.25 }, 0.5);
}

for (const [name, noise, feasible] of [
  ['without noise', 1e-5, null],
  ['corrected for noise', 0.1, null],
  ['with failures', 1e-5, feasibility()],
] as const) {
  test(`slopes of the acquisition ${name} equal central differences; a category has none`, () => {
    const { evaluate } = createAcquisition(posteriorWith(noise), feasible);
    for (const point of [Float64Array.of(0.31, 0.62, 1), Float64Array.of(0.9, 0.05, 0)]) {
      const gradient = new Float64Array(3);
      evaluate(point, gradient);
      for (const k of [0, 1]) {
        const at = (step: number) => evaluate(point.map((u, i) => (i === k ? u + step : u)));
        const slope = (at(1e-6) - at(-1e-6)) / 2e-6;
        assert.ok(Math.abs(slope - gradient[k]!) < 1e-5 * Math.max(1, Math.abs(slope)), `${gradient[k]} for ${slope}`);
      }
      assert.equal(gradient[2], 0);
    }
  });
}

test('without noise the value is the logarithm of the expected improvement over the least output, by simulation', () => {
  const posterior = posteriorWith(1e-5);
  const point = Float64Array.of(0.9, 0.1, 0);
  const { mean, variance } = predict(posterior, point);
  const least = Math.min(...posterior.y);
  const random = createRandom(4);
  let sum = 0;
  for (let i = 0; i < 200_000; i++) sum += Math.max(0, least - mean - Math.sqrt(variance) * random.gaussian());
  const expected = Math.log(sum / 200_000);
  assert.ok(Math.abs(createAcquisition(posterior, null).evaluate(point) - expected) < 0.03);
});

test('under noise the best point itself promises next to nothing, though one lucky output there was far better than its mean', () => {
  const posterior = posteriorWith(0.1);
  const { x } = posterior.inputs;
  const points = Array.from({ length: 12 }, (_, i) => x.slice(3 * i, 3 * i + 3));
  const best = points.reduce((a, b) => (predict(posterior, b).mean < predict(posterior, a).mean ? b : a));
  const { evaluate } = createAcquisition(posterior, null);
  assert.ok(evaluate(best) < evaluate(best.map((u, k) => (k === 0 ? (u + 0.4) % 1 : u))) - 3);
});

test('a region of failures is worth less', () => {
  const feasible = feasibility();
  const posterior = posteriorWith(1e-5);
  const failed = feasible.inputs.x.slice(3 * feasible.y.indexOf(0), 3 * feasible.y.indexOf(0) + 3);
  assert.ok(
    createAcquisition(posterior, feasible).evaluate(failed) < createAcquisition(posterior, null).evaluate(failed) - 1,
  );
});
