import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CholeskyDecomposition, Matrix, inverse } from 'ml-matrix';
import {
  errorInflation,
  fitCurves,
  predictFinal,
  thinCurve,
  type Curve,
  type CurveModel,
} from '../../../src/gp/learningCurve.ts';
import { createRandom } from '../../../src/math/random.ts';

const model: CurveModel = { power: 1.3, delay: 4, nSteps: 20, noise: 0.02, drift: 0.8, scale: 0.3 };
const flat = { mean: 0, variance: Infinity };

function assertClose(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1e-3, Math.abs(expected)), `${actual} for ${expected}`);
}

/** A curve that falls from `start` to `end` (its value at `nSteps`) as an exponential, with noise of `sd`. */
function exponential({ start = 1, end = 0.2, tau = 5, nSteps = 20, sd = 0, seed = 1 }): Curve {
  const random = createRandom(seed);
  const decay = (t: number): number => (Math.exp(-t / tau) - Math.exp(-nSteps / tau)) / Math.exp(-1 / tau);
  const times = Array.from({ length: nSteps }, (_, i) => i + 1);
  return { times, values: times.map((t) => end + (start - end) * decay(t) + sd * random.gaussian()) };
}

function head({ times, values }: Curve, n: number): Curve {
  return { times: times.slice(0, n), values: values.slice(0, n) };
}

/** The joint normal of (y, F), conditioned on y, by dense inverses: F ~ N(m, v), y = F + c psi + h + e, as the header of learningCurve.ts has it. */
function denseFinal({ times, values }: Curve, { power, delay, nSteps, noise, drift }: CurveModel, scale: number) {
  const { mean: m, variance: v } = { mean: 0.4, variance: 0.09 };
  const phi = (s: number): number => (delay / (s + delay)) ** power;
  const h = (t: number, u: number): number => phi(t + u) + phi(2 * nSteps) - (phi(t + nSteps) + phi(u + nSteps));
  const n = times.length;
  const k = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      k.set(i, j, v + (scale * h(times[i]!, times[j]!)) / h(1, 1) + (i === j ? noise * scale : 0));
    }
  }
  const psi = times.map((t) => (phi(t) - phi(nSteps)) / (phi(1) - phi(nSteps)));
  const off = Matrix.columnVector(values.map((value, i) => value - m - drift * psi[i]!));
  const cross = Matrix.ones(1, n).mul(v);
  const gain = cross.mmul(inverse(k));
  return { mean: m + gain.mmul(off).get(0, 0), variance: v - gain.mmul(cross.transpose()).get(0, 0) };
}

/** The scale of a curve of its own: y'Py with P = R^-1 - R^-1 1 1'R^-1 / 1'R^-1 1, shrunk by four reports' worth of the study's. */
function denseScale({ times, values }: Curve, { power, delay, nSteps, noise, drift, scale }: CurveModel): number {
  const phi = (s: number): number => (delay / (s + delay)) ** power;
  const h = (t: number, u: number): number => phi(t + u) + phi(2 * nSteps) - (phi(t + nSteps) + phi(u + nSteps));
  const n = times.length;
  const rows = times.map((t, i) => times.map((u, j) => h(t, u) / h(1, 1) + (i === j ? noise : 0)));
  const precision = inverse(new Matrix(rows));
  const ones = Matrix.ones(n, 1);
  const r1 = precision.mmul(ones);
  const p = Matrix.sub(precision, r1.mmul(r1.transpose()).div(ones.transpose().mmul(r1).get(0, 0)));
  const u = Matrix.columnVector(
    values.map((value, i) => value - (drift * (phi(times[i]!) - phi(nSteps))) / (phi(1) - phi(nSteps))),
  );
  return (4 * scale + u.transpose().mmul(p).mmul(u).get(0, 0)) / (3 + n);
}

for (const n of [1, 2, 7, 19]) {
  test(`the final value after ${n} reports equals the dense conditional of a joint normal`, () => {
    const curve = head(exponential({ sd: 0.05 }), n);
    const { mean, variance, noise } = predictFinal(curve, model, { mean: 0.4, variance: 0.09 });
    const scale = denseScale(curve, model);
    const dense = denseFinal(curve, model, scale);
    assertClose(mean, dense.mean);
    assertClose(variance, dense.variance);
    assertClose(noise, model.noise * scale);
  });
}

test('a prior without doubt decides alone, and one that knows nothing not at all', () => {
  const curve = head(exponential({}), 6);
  assertClose(predictFinal(curve, model, { mean: 7, variance: 1e-14 }).mean, 7);
  assert.deepEqual(predictFinal(curve, model, { mean: 7, variance: 0 }).mean, 7);
  const { mean, variance } = predictFinal(curve, model, flat);
  const vague = predictFinal(curve, model, { mean: 7, variance: 1e12 });
  assertClose(mean, vague.mean, 1e-6);
  assertClose(variance, vague.variance, 1e-6);
});

test('doubt shrinks from report to report, to that of the last report’s noise at the most', () => {
  const curve = exponential({ sd: 0.01 });
  const at = (n: number): { variance: number; noise: number } => predictFinal(head(curve, n), model, flat);
  for (const n of [1, 4, 10, 19]) assert.ok(at(n + 1).variance < at(n).variance, `after ${n}`);
  assert.ok(at(20).variance <= at(20).noise);
});

test('what falls in all complete curves is expected of the next: the end after one report is near the truth', () => {
  const random = createRandom(3);
  const times = Array.from({ length: 20 }, (_, i) => i + 1);
  const psi = (t: number): number => (1 / (t + 2) - 1 / 22) / (1 / 3 - 1 / 22);
  const curves = [0.1, 0.2, 0.3, 0.4, 0.5].map((end) => ({
    times,
    values: times.map((t) => end + psi(t) + 0.01 * random.gaussian()),
  }));
  const fitted = fitCurves(curves, 20);
  assert.ok(fitted !== null);
  assertClose(fitted.drift, 1, 0.05);
  const { mean, variance, noise } = predictFinal({ times: [1], values: [1.35] }, fitted, flat);
  assertClose(mean, 0.35, 0.1);
  assert.ok(Math.sqrt(variance + noise) < 0.1, `${Math.sqrt(variance + noise)}`);
});

/** Curves drawn from the model itself. */
function drawFrom({ power, delay, nSteps, noise, drift, scale }: CurveModel, seed: number): Curve {
  const random = createRandom(seed, 99);
  const phi = (s: number): number => (delay / (s + delay)) ** power;
  const h = (t: number, u: number): number => phi(t + u) + phi(2 * nSteps) - (phi(t + nSteps) + phi(u + nSteps));
  const times = Array.from({ length: nSteps }, (_, i) => i + 1);
  const rows = times.map((t, i) => times.map((u, j) => h(t, u) / h(1, 1) + (i === j ? noise : 0)));
  const factor = new CholeskyDecomposition(new Matrix(rows)).lowerTriangularMatrix;
  const chance = factor.mmul(Matrix.columnVector(times.map(() => Math.sqrt(scale) * random.gaussian())));
  const end = random.gaussian();
  const psi = (t: number): number => (phi(t) - phi(nSteps)) / (phi(1) - phi(nSteps));
  return { times, values: times.map((t, i) => end + drift * psi(t) + chance.get(i, 0)) };
}

test('90 % intervals of 1000 ends, of curves drawn from a model that 12 others teach, hold 87 to 93 % once widened', () => {
  let nHeld = 0;
  for (let study = 0; study < 20; study++) {
    const complete = Array.from({ length: 12 }, (_, i) => drawFrom(model, 1000 * study + i));
    const fitted = fitCurves(complete, 20);
    assert.ok(fitted !== null);
    for (let i = 100; i < 150; i++) {
      const curve = drawFrom(model, 1000 * study + i);
      const nSeen = 3 + (i % 10);
      const { mean, variance, noise } = predictFinal(head(curve, nSeen), fitted, flat);
      const sd = Math.sqrt((variance + noise) * errorInflation(complete, fitted, nSeen));
      if (Math.abs(curve.values[19]! - mean) < 1.645 * sd) nHeld++;
    }
  }
  assert.ok(nHeld >= 870 && nHeld <= 930, `${nHeld}`);
});

test('fit and prediction follow the units: y -> a y + b, with a negative a too', () => {
  const curves = [3, 5, 8].map((tau, i) => exponential({ tau, end: 0.1 * i, sd: 0.03, seed: i }));
  const moved = (curve: Curve, a: number, b: number): Curve => ({
    ...curve,
    values: curve.values.map((y) => a * y + b),
  });
  const running = head(exponential({ tau: 4, sd: 0.03, seed: 9 }), 7);
  const fitted = fitCurves(curves, 20);
  assert.ok(fitted !== null);
  const plain = predictFinal(running, fitted, { mean: 0.3, variance: 0.04 });
  for (const [a, b] of [
    [1e6, 0],
    [1e-6, 3e-6],
    [-1, 1],
    [2, 1e5],
  ] as const) {
    const other = fitCurves(
      curves.map((curve) => moved(curve, a, b)),
      20,
    );
    assert.ok(other !== null);
    assert.deepEqual([other.power, other.delay, other.noise], [fitted.power, fitted.delay, fitted.noise]);
    const { mean, variance } = predictFinal(moved(running, a, b), other, { mean: 0.3 * a + b, variance: 0.04 * a * a });
    assertClose((mean - b) / a, plain.mean, 1e-6);
    assertClose(variance / (a * a), plain.variance, 1e-6);
  }
});

test('one curve that explodes leaves what the others teach nearly as it was', () => {
  const curves = [0.1, 0.2, 0.3, 0.4, 0.5].map((end, i) => exponential({ start: end + 1, end, sd: 0.01, seed: i }));
  const wild = { times: curves[0]!.times, values: curves[0]!.times.map((t) => 1.8 ** t) };
  const [without, fitted] = [fitCurves(curves, 20), fitCurves([...curves, wild], 20)];
  assert.ok(without !== null && fitted !== null);
  assert.ok(Math.abs(fitted.drift - without.drift) < 0.1, `${fitted.drift} for ${without.drift}`);
  assert.ok(fitted.scale < 100 * without.scale);
});

test('nothing is learned of short curves, of constant ones, or of a single step', () => {
  assert.equal(fitCurves([], 20), null);
  assert.equal(fitCurves([{ times: [1, 2], values: [3, 2] }], 20), null);
  assert.equal(fitCurves([{ times: [1, 2, 3], values: [3, 3, 3] }], 20), null);
  assert.equal(fitCurves([exponential({})], 1), null);
});

test('three values that fit no decay leave the form to its priors: a power near 1 (27 without them) and little noise', () => {
  const fitted = fitCurves([{ times: [1, 2, 20], values: [1, 2, 1.5] }], 20);
  assert.ok(fitted !== null);
  assert.ok(fitted.power >= 0.5 && fitted.power <= 2, `${fitted.power}`);
  assert.ok(fitted.noise < 0.2, `${fitted.noise}`);
});

test('values near the largest and the least of numbers give finite ends', () => {
  for (const size of [1e-150, 1e-30, 1e30, 1e150]) {
    const curves = [2, 3, 4].map((tau) => exponential({ tau, start: size, end: 0.1 * size }));
    const fitted = fitCurves(curves, 20);
    assert.ok(fitted !== null);
    const { mean, variance } = predictFinal(head(curves[0]!, 10), fitted, flat);
    assert.ok(Math.abs(mean - 0.1 * size) < 0.05 * size, `${mean} at ${size}`);
    assert.ok(variance >= 0 && variance < 0.01 * size * size);
  }
});

test('a long curve is thinned to 32 reports, the first and last among them, dense at the start; a short one stays', () => {
  const times = Array.from({ length: 1000 }, (_, i) => i + 1);
  const thin = thinCurve({ times, values: times.map((t) => -t) });
  assert.ok(thin.times.length <= 32 && thin.times.length > 24);
  assert.deepEqual([thin.times[0], thin.times[1], thin.times.at(-1)], [1, 2, 1000]);
  assert.deepEqual(
    thin.values,
    thin.times.map((t) => -t),
  );
  const short = exponential({});
  assert.deepEqual(thinCurve(short), short);
});

test('errors larger than promised widen the doubt by their mean square, smaller ones leave it', () => {
  const falling = exponential({});
  // Looks finished at step 5, then jumps: the model cannot have known.
  const late = { times: falling.times, values: falling.times.map((t) => (t < 12 ? 1 : 0)) };
  const fitted = fitCurves([falling, ...[3, 4, 6, 8].map((tau) => exponential({ tau, sd: 0.03, seed: tau }))], 20);
  assert.ok(fitted !== null);
  assert.equal(errorInflation([falling], fitted, 5), 1);
  const { mean, variance, noise } = predictFinal(head(late, 5), fitted, flat);
  assertClose(errorInflation([late], fitted, 5), (2 + (0 - mean) ** 2 / (variance + noise)) / 3);
  assert.ok(errorInflation([late], fitted, 5) > 2);
  assert.equal(errorInflation([late], fitted, 20), 1, 'a curve seen whole predicts nothing');
});
