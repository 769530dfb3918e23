import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedRankP } from '../../../src/math/signedRank.ts';

// Values of scipy.stats.wilcoxon(d, alternative='greater'), SciPy 1.17.1; with ties, over all sign patterns (PermutationMethod(n_resamples=inf)).

const plants = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75];

test('the P value of 15 differences is the exact one of SciPy, and that of their opposites too', () => {
  assert.equal(signedRankP(plants), 0.0206298828125);
  assert.equal(signedRankP(plants.map((difference) => -difference)), 0.982330322265625);
});

test('equal sizes share their mean rank, and the count of sign patterns stays exact', () => {
  assert.equal(signedRankP([1, 1, -1, 2, 2, 3, -2, 4, 4]), 0.041015625);
});

test('zeros are left out', () => {
  assert.equal(signedRankP([0, 0.5, 0, 1.5, -0.25]), 0.25);
  assert.equal(signedRankP([0, 0]), 1);
  assert.equal(signedRankP([]), 1);
});

test('five differences of one sign give 1 in 32', () => {
  assert.equal(signedRankP([3, 1, 4, 1.5, 9]), 1 / 32);
});

test('a hundred differences give SciPy’s normal approximation, close to the exact value', () => {
  const differences = Array.from({ length: 100 }, (_, i) => (i + 1) * ((i * 7) % 10 < 6 ? 1 : -1));
  assert.ok(Math.abs(signedRankP(differences) - 0.04786981571870806) < 1e-12);
  assert.ok(Math.abs(signedRankP(differences) - 0.04792688814646251) < 1e-4);
});
