import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitHyper, lengthscalePenalty, negativeLogPosterior } from '../../../src/gp/fit.ts';
import type { Inputs } from '../../../src/gp/kernel.ts';
import { createRandom } from '../../../src/math/random.ts';

function randomInputs(n: number, isCategory: Uint8Array, seed = 1): Inputs {
  const random = createRandom(seed);
  const d = isCategory.length;
  const x = Float64Array.from({ length: n * d }, (_, i) =>
    isCategory[i % d] === 1 ? random.below(3) : random.uniform(),
  );
  return { n, d, x, isCategory };
}

test('the slopes of the log posterior equal central differences, categories and duplicates included', () => {
  const inputs = randomInputs(12, Uint8Array.of(0, 0, 1));
  inputs.x.set(inputs.x.slice(0, 3), 3);
  const random = createRandom(2);
  const y = new Float64Array(12).map(() => random.gaussian());
  const f = (theta: Float64Array, g = new Float64Array(5)) =>
    negativeLogPosterior({ inputs, y, options: { nActive: 3 } }, theta, g);
  for (const theta of [Float64Array.of(-1, 0.3, 0.5, 0.2, -4), Float64Array.of(1, -2, 2, -1, -1)]) {
    const gradient = new Float64Array(5);
    f(theta, gradient);
    for (let k = 0; k < 5; k++) {
      const at = (step: number) => f(theta.map((value, i) => (i === k ? value + step : value)));
      const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
      assert.ok(Math.abs(slope - gradient[k]!) < 1e-6 * Math.max(1, Math.abs(slope)), `${gradient[k]} for ${slope}`);
    }
  }
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
