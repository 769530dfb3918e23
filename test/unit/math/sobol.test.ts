import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nSobolDimensions, sobolPoints } from '../../../src/math/sobol.ts';
import published from '../../fixtures/gp/sobol.json' with { type: 'json' };

test('the plain Sobol points equal the published ones to the bit', () => {
  assert.deepEqual(
    [...sobolPoints(64, published.nDimensions)],
    published.points.map((k) => k / published.unit),
  );
  assert.deepEqual([...sobolPoints(4096, 50).slice(4095 * 50)], published.late);
});

test('each scrambled prefix of 2^m points has one point in each of the 2^m slices of every coordinate', () => {
  const d = 70;
  const points = sobolPoints(256, d, { seed: 5 });
  for (const count of [2, 8, 64, 256]) {
    for (let k = 0; k < d; k++) {
      const slices = new Set(Array.from({ length: count }, (_, i) => Math.floor(points[i * d + k]! * count)));
      assert.equal(slices.size, count, `${count} points, coordinate ${k}`);
    }
  }
});

test('a scrambling depends on its seed alone', () => {
  assert.deepEqual(sobolPoints(16, 3, { seed: 1 }), sobolPoints(16, 3, { seed: 1 }));
  assert.notDeepEqual(sobolPoints(16, 3, { seed: 1 }), sobolPoints(16, 3, { seed: 2 }));
});

test('dimensions beyond the table are filled all the same, inside the unit interval', () => {
  const d = nSobolDimensions + 5;
  const points = sobolPoints(32, d, { seed: 1 });
  assert.ok(points.every((u) => u >= 0 && u < 1));
  assert.equal(new Set(Array.from({ length: 32 }, (_, i) => points[i * d + d - 1])).size, 32);
});
