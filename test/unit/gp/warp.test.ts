import assert from 'node:assert/strict';
import { test } from 'node:test';
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
