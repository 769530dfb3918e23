import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitHyper, lengthscalePenalty, negativeLogPosterior } from '../../../src/gp/fit.ts';
import type { Inputs } from '../../../src/gp/inputs.ts';
import { createRandom } from '../../../src/math/random.ts';

function randomInputs(n: number, isCategory: Uint8Array, seed = 1): Inputs {
  const random = createRandom(seed);
  const d = isCategory.length;
  const x = Float64Array.from({ length: n * d }, (_, i) =>
    isCategory[i % d] === 1 ? random.below(3) : random.uniform(),
  );
  return { n, d, x, isCategory };
}

for (const [name, n, isCategory, options] of [
  ['numbers', 20, [0, 0, 0], {}],
  ['a category and duplicates', 12, [0, 0, 1], {}],
  ['ten dimensions, more than points', 6, [0, 0, 0, 0, 0, 1, 1, 0, 0, 0], {}],
  ['a mean that is held', 15, [0, 1], { mean: 0.5 }],
  ['one point', 1, [0], {}],
] as const) {
  test(`the slopes of the log posterior with its priors equal central differences to a millionth: ${name}`, () => {
    const d = isCategory.length;
    const inputs = randomInputs(n, Uint8Array.from(isCategory));
    if (n > 1) inputs.x.set(inputs.x.slice(0, d), d);
    const random = createRandom(2);
    const y = new Float64Array(n).map(() => random.gaussian());
    const f = (theta: Float64Array, g = new Float64Array(d + 2)) =>
      negativeLogPosterior({ inputs, y, options: { nActive: d, ...options } }, theta, g);
    for (const logNoise of [-6, -3, 0.5]) {
      const theta = Float64Array.from({ length: d + 2 }, (_, k) => (k === d + 1 ? logNoise : 1.5 * random.gaussian()));
      const gradient = new Float64Array(d + 2).fill(NaN);
      f(theta, gradient);
      for (let k = 0; k < d + 2; k++) {
        const at = (step: number) => f(theta.map((value, i) => (i === k ? value + step : value)));
        const h = 1e-3;
        const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        assert.ok(Math.abs(slope - gradient[k]!) < 1e-6 * Math.max(1, Math.abs(slope)), `${gradient[k]} for ${slope}`);
      }
    }
  });
}

test('a sparse prior has its mode at 4.1 sqrt d, so a coordinate without effect is left out', () => {
  for (const d of [12, 50]) {
    const mode = Math.exp(Math.SQRT2) * Math.sqrt(d);
    assert.ok(Math.abs(lengthscalePenalty(Math.log(mode), d, true).slope) < 1e-12);
  }
  const inputs = randomInputs(30, new Uint8Array(12));
  const y = Float64Array.from({ length: 30 }, (_, i) => Math.sin(5 * inputs.x[12 * i + 3]!) * 1.4);
  const [, , , active = NaN, ...others] = fitHyper(inputs, y, { nActive: 12, isSparse: true }).lengthscales;
  assert.ok(active < 2 && others.every((l) => l > 5), `${active} among ${others.join(' ')}`);
});

test('the prior of a lengthscale is a density of the lengthscale itself: its mode is 0.205 sqrt d', () => {
  for (const d of [1, 4, 20]) {
    const mode = 0.205 * Math.sqrt(d);
    assert.ok(Math.abs(lengthscalePenalty(Math.log(mode), d).slope) < 0.002);
    const at = (l: number) => lengthscalePenalty(Math.log(l), d).value;
    assert.ok(at(mode) < at(mode * 1.1) && at(mode) < at(mode / 1.1));
  }
});

test('a coordinate that does not matter gets a longer lengthscale than one that does', () => {
  const inputs = randomInputs(30, Uint8Array.of(0, 0));
  const y = Float64Array.from({ length: 30 }, (_, i) => 1.4 * Math.sin(9 * inputs.x[2 * i]!));
  const { lengthscales, noise } = fitHyper(inputs, y, { nActive: 2 });
  assert.ok(lengthscales[1]! > 5 * lengthscales[0]!, lengthscales.join(' '));
  assert.ok(noise < 0.01);
});

test('pure noise is called noise', () => {
  const random = createRandom(5);
  const y = new Float64Array(60).map(() => random.gaussian());
  assert.ok(fitHyper(randomInputs(60, Uint8Array.of(0)), y, { nActive: 1 }).noise > 0.3);
});

test('what is held stays', () => {
  const y = Float64Array.of(0, 1, 1, 0, 1);
  const hyper = fitHyper(randomInputs(5, Uint8Array.of(0)), y, {
    nActive: 1,
    outputscale: 0.25,
    noise: 0.01,
    mean: 0.5,
  });
  assert.ok(Math.abs(hyper.outputscale - 0.25) < 1e-12 && Math.abs(hyper.noise - 0.01) < 1e-12);
});

test('constant outputs, one point and more dimensions than points are fitted without a hitch', () => {
  for (const [n, d] of [
    [1, 1],
    [5, 2],
    [3, 50],
  ] as const) {
    const hyper = fitHyper(randomInputs(n, new Uint8Array(d)), new Float64Array(n), { nActive: d });
    assert.equal(hyper.lengthscales.length, d);
    assert.ok(
      [...hyper.lengthscales, hyper.outputscale, hyper.noise].every((value) => Number.isFinite(value) && value > 0),
    );
  }
});

test('before there is evidence a category has the lengthscale of a number times the square root of 6', () => {
  const inputs = randomInputs(1, Uint8Array.of(0, 1));
  const { lengthscales } = fitHyper(inputs, Float64Array.of(0), { nActive: 2 });
  assert.ok(Math.abs(lengthscales[1]! / lengthscales[0]! / Math.sqrt(6) - 1) < 0.05, lengthscales.join(' '));
});
