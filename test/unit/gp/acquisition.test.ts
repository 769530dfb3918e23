import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Matrix, inverse } from 'ml-matrix';
import { createAcquisition } from '../../../src/gp/acquisition.ts';
import { logImprovement } from '../../../src/gp/improvement.ts';
import { conditionOn, extend, extendBy, predict, type Posterior } from '../../../src/gp/posterior.ts';
import { createRandom } from '../../../src/math/random.ts';
import rows from '../../fixtures/gp/improvement.json' with { type: 'json' };

/** Below this a double has fewer digits than the test asks for. */
const tiny = 1e-300;

test('log improvement and both ratios equal 60-digit values from -1e8 to 38, across the seams', () => {
  for (const [z = 0, value = 0, cdfRatio = 0, densityRatio = 0] of rows) {
    const actual = logImprovement(z);
    // h is 1 near z = 0.9: there its logarithm is small, and only as exact as h itself.
    assert.ok(
      Math.abs(actual.value - value) <= 1e-12 * Math.max(1e-3, Math.abs(value)),
      `value at ${z}: ${actual.value}`,
    );
    assert.ok(
      Math.abs(actual.cdfRatio - cdfRatio) <= 1e-12 * Math.abs(cdfRatio) + tiny,
      `cdf ratio at ${z}: ${actual.cdfRatio}`,
    );
    assert.ok(
      Math.abs(actual.densityRatio - densityRatio) <= 1e-12 * Math.abs(densityRatio) + tiny,
      `density ratio at ${z}: ${actual.densityRatio}`,
    );
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

/** The posterior itself, or after two more trials that end in so many ways. */
function fantasiesOf(posterior: Posterior, count: number): readonly Posterior[] {
  if (count === 1) return [posterior];
  const random = createRandom(12);
  const points = [Float64Array.of(0.2, 0.8, 1), Float64Array.of(0.7, 0.1, 0)];
  const outputs = Array.from({ length: count }, () => points.map(() => random.gaussian()));
  return extendBy(posterior, points, outputs);
}

function feasibility(): Posterior {
  const base = posteriorWith(0.01, 9);
  const labels = base.y.map((value) => (value > 0 ? 1 : 0));
  return conditionOn(base.inputs, labels, { ...base.hyper, outputscale: 0.25 }, 0.5);
}

test('log improvement goes on smoothly across -1 and -30, and its slope is Phi / h', () => {
  for (const seam of [-1, -30]) {
    for (const part of ['value', 'cdfRatio', 'densityRatio'] as const) {
      const [below, above] = [logImprovement(seam - 1e-12)[part], logImprovement(seam + 1e-12)[part]];
      // What the step of 2e-12 itself explains is below 1e-10.
      assert.ok(Math.abs(above / below - 1) < 2e-10, `${part} at ${seam}: ${below}, ${above}`);
    }
  }
  for (let z = -60; z <= 8; z += 0.37) {
    const slope = slopeOf((step) => logImprovement(z + step).value, 1e-3);
    assert.ok(Math.abs(slope / logImprovement(z).cdfRatio - 1) < 1e-6, `at ${z}`);
  }
});

for (const [name, noise, options, nFantasies = 1] of [
  ['without noise', 1e-5, {}],
  ['corrected for noise', 0.1, {}],
  ['with failures', 1e-5, { feasibility: feasibility() }],
  ['corrected for noise, with failures', 0.1, { feasibility: feasibility() }],
  ['with costs', 1e-5, { cost: { posterior: posteriorWith(0.01, 4), weight: 0.7 } }],
  [
    'with failures and costs',
    0.1,
    { feasibility: feasibility(), cost: { posterior: posteriorWith(0.01, 4), weight: 2 } },
  ],
] as const) {
  test(`slopes of the acquisition ${name} equal central differences to a millionth; a category has none`, () => {
    const posterior = posteriorWith(noise);
    const { evaluate, bound } = createAcquisition(fantasiesOf(posterior, nFantasies), options);
    assert.ok(bound);
    const random = createRandom(6);
    // Anywhere, near an observation, and exactly at one (where nothing is left to improve, so only under noise).
    const near = posterior.inputs.x.slice(3, 6).map((u, k) => (k < 2 ? u + 0.01 : u));
    const points = Array.from({ length: 12 }, () =>
      Float64Array.of(random.uniform(), random.uniform(), random.below(3)),
    );
    for (const point of [near, ...(noise > 0.01 ? [posterior.inputs.x.slice(6, 9)] : []), ...points]) {
      const gradient = new Float64Array(3).fill(NaN);
      const value = evaluate(point, gradient);
      assert.ok(bound(point) >= value - 1e-9, 'the bound holds');
      for (const k of [0, 1]) {
        const slope = slopeOf((step) => evaluate(point.map((u, i) => (i === k ? u + step : u))), 2e-4);
        assert.ok(Math.abs(slope - gradient[k]!) < 1e-6 * Math.max(1, Math.abs(slope)), `${gradient[k]} for ${slope}`);
      }
      assert.equal(gradient[2], 0);
    }
  });
}

/** Central differences of the fourth order. */
function slopeOf(at: (step: number) => number, h: number): number {
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

test('corrected improvement equals the dense formulas: the variance of the difference to the point of least mean', () => {
  const posterior = posteriorWith(0.1);
  const { inputs, hyper } = posterior;
  const pointOf = (i: number) => inputs.x.slice(3 * i, 3 * i + 3);
  const points = Array.from({ length: inputs.n }, (_, i) => pointOf(i));
  const kernel = (a: Float64Array, b: Float64Array): number => {
    const q = a.reduce(
      (sum, u, k) => sum + (k === 2 ? Number(u !== b[k]) : (u - b[k]!) ** 2) / hyper.lengthscales[k]! ** 2,
      0,
    );
    return hyper.outputscale * (1 + Math.sqrt(5 * q) + (5 * q) / 3) * Math.exp(-Math.sqrt(5 * q));
  };
  const k = new Matrix(points.map((a) => points.map((b) => kernel(a, b) + (a === b ? hyper.noise : 0))));
  const given = (a: Float64Array, b: Float64Array): number => {
    const [row, column] = [a, b].map((u) => Matrix.columnVector(points.map((p) => kernel(p, u))));
    return kernel(a, b) - row!.transpose().mmul(inverse(k)).mmul(column!).get(0, 0);
  };
  const best = points.reduce((a, b) => (predict(posterior, b).mean < predict(posterior, a).mean ? b : a));
  for (const point of [Float64Array.of(0.3, 0.6, 1), Float64Array.of(0.95, 0.02, 2), pointOf(5).map((u) => u)]) {
    const sigma = Math.sqrt(given(point, point) + given(best, best) - 2 * given(point, best));
    const z = (predict(posterior, best).mean - predict(posterior, point).mean) / sigma;
    const expected = Math.log(sigma) + logImprovement(z).value;
    const actual = createAcquisition([posterior]).evaluate(point);
    assert.ok(Math.abs(actual - expected) < 1e-9 * Math.max(1, Math.abs(expected)), `${actual} for ${expected}`);
  }
});

test('without noise the value is the logarithm of the expected improvement over the least output, by simulation', () => {
  const posterior = posteriorWith(1e-5);
  const point = Float64Array.of(0.9, 0.1, 0);
  const { mean, variance } = predict(posterior, point);
  const least = Math.min(...posterior.y);
  const random = createRandom(4);
  let sum = 0;
  for (let i = 0; i < 200_000; i++) sum += Math.max(0, least - mean - Math.sqrt(variance) * random.gaussian());
  const expected = Math.log(sum / 200_000);
  assert.ok(Math.abs(createAcquisition([posterior]).evaluate(point) - expected) < 0.03);
});

test('under noise the best point itself promises next to nothing, though one lucky output there was far better than its mean', () => {
  const posterior = posteriorWith(0.1);
  const { x } = posterior.inputs;
  const points = Array.from({ length: 12 }, (_, i) => x.slice(3 * i, 3 * i + 3));
  const best = points.reduce((a, b) => (predict(posterior, b).mean < predict(posterior, a).mean ? b : a));
  const { evaluate } = createAcquisition([posterior]);
  assert.ok(evaluate(best) < evaluate(best.map((u, k) => (k === 0 ? (u + 0.4) % 1 : u))) - 3);
});

test('a region of failures is worth less', () => {
  const feasible = feasibility();
  const posterior = posteriorWith(1e-5);
  const failed = feasible.inputs.x.slice(3 * feasible.y.indexOf(0), 3 * feasible.y.indexOf(0) + 3);
  assert.ok(
    createAcquisition([posterior], { feasibility: feasible }).evaluate(failed) <
      createAcquisition([posterior]).evaluate(failed) - 1,
  );
});

test('the bound is never below the value, with noise, failures and a margin or without', () => {
  for (const options of [{}, { feasibility: feasibility() }, { margin: 0.1 }]) {
    for (const [seed, noise] of [1e-6, 1e-3, 0.1].entries()) {
      const { evaluate, bound } = createAcquisition([posteriorWith(noise, seed)], options);
      assert.ok(bound !== undefined);
      const random = createRandom(seed, 8);
      for (let i = 0; i < 500; i++) {
        const point = Float64Array.of(random.uniform(), random.uniform(), random.below(3));
        assert.ok(bound(point) >= evaluate(point) - 1e-9, `${bound(point)} at ${point.join(' ')}`);
      }
    }
  }
});

test('a margin makes the unknown worth more against what is known to be nearly best', () => {
  const posterior = posteriorWith(1e-6);
  const best = posterior.y.indexOf(Math.min(...posterior.y));
  const near = posterior.inputs.x.slice(3 * best, 3 * best + 3);
  near[0] = near[0]! + 1e-3;
  const far = Float64Array.of(0.5, 0.5, 2);
  const preference = (margin: number): number => {
    const { evaluate } = createAcquisition([posterior], { margin });
    return evaluate(far) - evaluate(near);
  };
  assert.ok(preference(0.05) > preference(0) + 1);
});

test('over fantasies the improvement is the mean of those of each, and a fantasy is what extend makes', () => {
  for (const noise of [1e-5, 0.1]) {
    const posterior = posteriorWith(noise);
    const fantasies = fantasiesOf(posterior, 3);
    const points = [Float64Array.of(0.2, 0.8, 1), Float64Array.of(0.7, 0.1, 0)];
    const alone = fantasies.map(({ y }) => extend(posterior, points, [...y.slice(-2)]));
    for (const point of [Float64Array.of(0.4, 0.5, 2), Float64Array.of(0.05, 0.9, 0)]) {
      const each = alone.map((fantasy) => Math.exp(createAcquisition([fantasy]).evaluate(point)));
      const expected = Math.log(each.reduce((sum, value) => sum + value, 0) / each.length);
      assert.ok(Math.abs(createAcquisition(fantasies).evaluate(point) - expected) < 1e-10);
    }
  }
});
