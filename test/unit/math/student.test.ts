import assert from 'node:assert/strict';
import { test } from 'node:test';
import { studentCdf } from '../../../src/math/student.ts';

test('the tails of Student are right to a hundredth', () => {
  // scipy.stats.t.cdf(t, df), SciPy 1.17.
  const reference = [
    [1, 2, 0.7887],
    [3, 2, 0.9523],
    [2, 4, 0.9419],
    [4, 4, 0.9919],
    [2, 30, 0.9727],
    [-2, 5, 0.051],
    [0, 3, 0.5],
  ] as const;
  for (const [t, nFree, p] of reference) assert.ok(Math.abs(studentCdf(t, nFree) - p) < 0.01, `t ${t}, ${nFree}`);
});
