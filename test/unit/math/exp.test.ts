import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expNegative } from '../../../src/math/exp.ts';

test('exp(-x) is right to 5e-16 relative from 0 to where it underflows', () => {
  for (let i = 0; i <= 70_000; i++) {
    const x = i / 100;
    const expected = Math.exp(-x);
    assert.ok(Math.abs(expNegative(x) - expected) <= 5e-16 * expected, `at ${x}`);
  }
});

test('exp(-x) is 1 at 0, 0 far out, never rises, and keeps NaN', () => {
  assert.deepEqual([expNegative(0), expNegative(746), expNegative(Infinity)], [1, 0, 0]);
  assert.ok(Number.isNaN(expNegative(NaN)));
  let last = 1;
  for (let x = 0; x < 2; x += 1e-4) {
    const now = expNegative(x);
    assert.ok(now <= last, `at ${x}`);
    last = now;
  }
});
