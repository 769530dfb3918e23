import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseWarp } from '../../../src/gp/warp.ts';

const skewed = [1, 2, 3, 3, 4, 5, 1e6, 2e6, 2e6];

test('plain outputs are only shifted and scaled to mean 0 and sd 1', () => {
  const { toModel } = chooseWarp([1, 2, 3]);
  assert.ok(Math.abs(toModel(2)) < 1e-12);
  assert.ok(Math.abs(toModel(3) - Math.sqrt(1.5)) < 1e-12);
});

test('a diverged value no longer rules the scale, order and ties are kept', () => {
  const values = skewed.map(chooseWarp(skewed).toModel);
  assert.ok(values[1]! - values[0]! > 0.3);
  assert.equal(values[7], values[8]);
  for (let i = 1; i < skewed.length; i++)
    assert.ok(skewed[i]! === skewed[i - 1]! ? values[i] === values[i - 1] : values[i]! > values[i - 1]!);
});

test('the way back returns each output, is increasing between and beyond them', () => {
  const { toModel, toOutput } = chooseWarp(skewed);
  for (const y of skewed) assert.ok(Math.abs(toOutput(toModel(y)) - y) < 1e-9 * y);
  let before = -Infinity;
  for (let value = -3; value < 3; value += 0.01) {
    const y = toOutput(value);
    assert.ok(y > before);
    before = y;
  }
});

test('constant outputs and outputs of any size stay finite', () => {
  for (const y of [
    [2, 2, 2],
    [0, 0],
    [1e300, -1e300, 5],
    [1e-300, 3e-300],
  ]) {
    const { toModel } = chooseWarp(y);
    assert.ok(
      y.map(toModel).every((value) => Number.isFinite(value) && Math.abs(value) < 10),
      y.join(),
    );
  }
});

test('a search that has converged does not turn the rest of the space into outliers', () => {
  const spread = [0.35, 0.5, 0.8, 1, 1.4, 2];
  const converged = Array.from({ length: 20 }, (_, i) => 0.35 + i * 1e-6);
  const { toModel } = chooseWarp([...spread, ...converged], spread);
  assert.ok(toModel(0.35 + 2e-5) - toModel(0.35) < 1e-3);
  assert.ok(toModel(0.5) - toModel(0.35) > 0.1);
});

/** Outputs of every size and shape, at six digits: with ties, outliers, and all of a kind. */
const outputs = fc
  .oneof(
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 }),
    fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 40 }),
    fc
      .array(fc.double({ min: -2, max: 12, noNaN: true }), { minLength: 1, maxLength: 40 })
      .map((logs) => logs.map((log) => 10 ** log)),
  )
  // Subnormal numbers have too few digits for any claim.
  .map((all) => all.map((y) => (Math.abs(y) < 1e-9 ? 0 : Number(y.toPrecision(6)))));

test('whatever the outputs, their order and their ties are kept', () => {
  fc.assert(
    fc.property(outputs, (y) => {
      const { toModel } = chooseWarp(y);
      const pairs = [...y].sort((a, b) => a - b).map((value) => ({ value, std: toModel(value) }));
      for (const [i, { value, std }] of pairs.entries()) {
        const before = pairs[i - 1];
        if (before === undefined) continue;
        if (value === before.value) assert.equal(std, before.std);
        else assert.ok(std > before.std, `${before.value} -> ${before.std}, ${value} -> ${std}`);
      }
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('whatever the outputs, the way back returns each to a part in 10^10 of the largest', () => {
  fc.assert(
    fc.property(outputs, (y) => {
      const { toModel, toOutput } = chooseWarp(y);
      const size = Math.max(...y.map(Math.abs));
      for (const value of y) {
        const back = toOutput(toModel(value));
        assert.ok(Math.abs(back - value) <= 1e-10 * size, `${value} came back as ${back}`);
      }
    }),
    { numRuns: 300, seed: 2 },
  );
});

test('whatever the outputs, the way back rises strictly wherever the model may look', () => {
  fc.assert(
    fc.property(outputs, (y) => {
      const { toOutput } = chooseWarp(y);
      let before = -Infinity;
      for (let std = -6; std <= 6; std += 0.125) {
        const output = toOutput(std);
        assert.ok(output > before, `${output} at ${std} after ${before}`);
        before = output;
      }
    }),
    { numRuns: 300, seed: 3 },
  );
});

test('outputs that differ by rounding alone, but for one far worse, still have a way back, and the worse one stands out', () => {
  const y = [1, 1, 1, 0.9999999999999999, 3];
  const { toModel, toOutput } = chooseWarp(y);
  assert.ok(toModel(3) - toModel(1) > 0.5, `${toModel(3)} is no further than ${toModel(1)}`);
  for (const std of [-2, 0, 0.5, 2]) assert.ok(Number.isFinite(toOutput(std)), `${toOutput(std)} at ${std}`);
});
