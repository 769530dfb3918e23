import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../src/math/random.ts';

test('the same seeds give the same numbers, and their order counts', () => {
  const draw = (...seeds: number[]) => createRandom(...seeds).bits();
  assert.equal(draw(1, 2), draw(1, 2));
  assert.notEqual(draw(1, 2), draw(2, 1));
  assert.notEqual(draw(1, 2), draw(1, 3));
});

test('gaussian draws have mean 0, variance 1 and the tails of a normal', () => {
  const random = createRandom(11);
  const draws = Array.from({ length: 20_000 }, () => random.gaussian());
  const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
  const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
  const tail = draws.filter((z) => z > 1.959964).length / draws.length;
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.04 && Math.abs(tail - 0.025) < 0.004);
});

test('below gives each whole number its share and no other', () => {
  const random = createRandom(3);
  const counts = new Map<number, number>();
  for (let i = 0; i < 3000; i++) {
    const k = random.below(3);
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), [0, 1, 2]);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 120);
});
