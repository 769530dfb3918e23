import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOf } from '../../../src/math/hash.ts';
import { createRandom } from '../../../src/math/random.ts';

test('equal arrays have the same name, wherever they lie in memory', () => {
  const values = Float64Array.of(9, 0.1, -2, 1e300);
  assert.equal(hashOf(values.subarray(1)), hashOf(Float64Array.of(0.1, -2, 1e300)));
});

test('of 100,000 arrays that differ in little, no two have the same name', () => {
  const random = createRandom(1);
  const base = new Float64Array(12).map(() => random.uniform());
  const names = new Set<string>();
  for (let i = 0; i < 100_000; i++) {
    const other = base.slice();
    other[i % 12] = other[i % 12]! + (i + 1) * 1e-9;
    names.add(hashOf(other));
  }
  assert.equal(names.size, 100_000);
});
