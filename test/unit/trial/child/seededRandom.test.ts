// The Math.random of a trial: repeatable, different per seed and thread, and random enough to train with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../../src/trial/child/seededRandom.ts';

const draw = (random: () => number, n: number): readonly number[] => Array.from({ length: n }, random);

test('one seed is one sequence; another seed or another stream is another', () => {
  const first = draw(createRandom(5), 20);
  assert.deepEqual(draw(createRandom(5), 20), first);
  for (const other of [createRandom(6), createRandom(5, 1), createRandom(0), createRandom(2 ** 32 - 1)]) {
    assert.equal(draw(other, 20).filter((value) => first.includes(value)).length, 0);
  }
});

test('the numbers lie in [0, 1) and fill it evenly, for poor seeds too', () => {
  for (const seed of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
    const counts = new Array<number>(16).fill(0);
    for (const value of draw(createRandom(seed), 160_000)) {
      assert.ok(value >= 0 && value < 1);
      const bin = Math.floor(value * 16);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // 99.99 % point for 15 degrees of freedom; the seeds are fixed, so this is no gamble.
    assert.ok(chiSquared < 44.3, `seed ${seed}: ${chiSquared}`);
  }
});

test('neighbouring draws and neighbouring seeds are uncorrelated', () => {
  const correlation = (xs: readonly number[], ys: readonly number[]): number =>
    (xs.reduce((sum, x, i) => sum + (x - 0.5) * ((ys[i] ?? 0) - 0.5), 0) / xs.length) * 12;
  const values = draw(createRandom(1), 100_000);
  const limit = 4 / Math.sqrt(100_000);
  assert.ok(Math.abs(correlation(values.slice(1), values)) < limit);
  assert.ok(Math.abs(correlation(values, draw(createRandom(2), 100_000))) < limit);
});
