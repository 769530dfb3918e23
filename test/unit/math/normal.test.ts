import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logNormalCdf, normalCdf, normalQuantile } from '../../../src/math/normal.ts';
import rows from '../../fixtures/gp/improvement.json' with { type: 'json' };

/** Below this a double has fewer digits than the tests ask for. */
const tiny = 1e-300;

test('the logarithm of the normal distribution and its slope equal 60-digit values from -1e8 to 38', () => {
  for (const [z = 0, , , , logCdf = 0, slope = 0] of rows) {
    const actual = logNormalCdf(z);
    assert.ok(Math.abs(actual.value - logCdf) <= 1e-12 * Math.abs(logCdf) + tiny, `value at ${z}: ${actual.value}`);
    assert.ok(Math.abs(actual.slope - slope) <= 1e-12 * Math.abs(slope) + tiny, `slope at ${z}: ${actual.slope}`);
  }
});

test('the quantile is the inverse of the distribution', () => {
  for (const p of [1e-10, 0.001, 0.3, 0.5, 0.975])
    assert.ok(Math.abs(normalCdf(normalQuantile(p)) / p - 1) < 1e-6, `at ${p}: ${normalCdf(normalQuantile(p))}`);
});
