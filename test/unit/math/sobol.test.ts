import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { nSobolDimensions, sobolPoints } from '../../../src/math/sobol.ts';
import published from '../../fixtures/gp/sobol.json' with { type: 'json' };

test('the plain Sobol points equal the published ones to the bit, 4096 of 50 dimensions among them', () => {
  assert.deepEqual(
    [...sobolPoints(64, published.nDimensions)],
    published.points.map((k) => k / published.unit),
  );
  const bytes = new DataView(new ArrayBuffer(8 * 4096 * 50));
  for (const [i, u] of sobolPoints(4096, 50).entries()) bytes.setFloat64(8 * i, u, true);
  assert.equal(createHash('sha256').update(bytes).digest('hex'), published.sha256);
});

test('each scrambled prefix of 2^m points has one point in each of the 2^m slices of every coordinate', () => {
  const d = nSobolDimensions;
  for (const seed of [0, 5, 2 ** 32 - 1]) {
    const points = sobolPoints(1024, d, { seed });
    for (let count = 1; count <= 1024; count *= 2) {
      for (let k = 0; k < d; k++) {
        const slices = new Set(Array.from({ length: count }, (_, i) => Math.floor(points[i * d + k]! * count)));
        assert.equal(slices.size, count, `${count} points, coordinate ${k}`);
      }
    }
  }
});

test('the points depend on nothing but their place and the seed: not on how many are drawn, nor on other coordinates', () => {
  const [wide, narrow] = [sobolPoints(64, 9, { seed: 3 }), sobolPoints(16, 4, { seed: 3 })];
  for (let i = 0; i < 16; i++) {
    for (let k = 0; k < 4; k++) assert.equal(narrow[i * 4 + k], wide[i * 9 + k]);
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
