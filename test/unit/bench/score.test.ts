import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthExponent } from '../../bench/latency.ts';
import { trackIncumbent } from '../../bench/runOnce.ts';
import { estimateDifference, estimateMean, meanRanks, normalisedRegret, valueAfter } from '../../bench/score.ts';

test('normalisedRegret(value) is 0 at the best known value, 1 at random search and at most 2', () => {
  const yardstick = { best: -3, randomMedian: -1 };
  assert.equal(normalisedRegret(-3, yardstick), 0);
  assert.equal(normalisedRegret(-2, yardstick), 0.5);
  assert.equal(normalisedRegret(-1, yardstick), 1);
  assert.equal(normalisedRegret(40, yardstick), 2);
  assert.equal(normalisedRegret(-3.1, yardstick), 0);
});

test('normalisedRegret(null) is that of a run whose trials all failed', () => {
  assert.equal(normalisedRegret(null, { best: 0, randomMedian: 1 }), 2);
});

test('normalisedRegret(value) is all or nothing where random search finds the best value', () => {
  assert.equal(normalisedRegret(5, { best: 5, randomMedian: 5 }), 0);
  assert.equal(normalisedRegret(5.1, { best: 5, randomMedian: 5 }), 2);
});

test('valueAfter(steps, n) is the incumbent of that moment', () => {
  const steps = [
    [2, 8],
    [5, 3],
    [30, 1],
  ] as const;
  assert.deepEqual(
    [1, 2, 4, 5, 29, 30, 99].map((n) => valueAfter(steps, n)),
    [null, 8, 8, 3, 3, 1, 1],
  );
});

test('the incumbent is the trial that looked best, kept with its noise-free value', () => {
  const track = trackIncumbent();
  const trials = [
    [null, null],
    [5, 4],
    [3, 6],
    [4, 1],
    [2, 2],
  ] as const;
  for (const [observed, trueValue] of trials) track.add(observed, () => trueValue);
  assert.deepEqual(track.steps, [
    [2, 4],
    [3, 6],
    [5, 2],
  ]);
  assert.equal(track.nFailed(), 1);
});

test('meanRanks(rows) gives equals the mean of their ranks', () => {
  assert.deepEqual(
    meanRanks([
      [0.1, 0.5],
      [0.2, 0.5],
      [0.3, 0.1],
    ]),
    [1.75, 2.25, 2],
  );
});

test('estimateMean(table) weighs problems alike, whatever their seeds', () => {
  assert.equal(estimateMean([[0, 0, 0, 0], [1]]).mean, 0.5);
});

test('estimateMean(table) of one problem has the interval of a mean of its seeds', () => {
  // 400 seeds of standard deviation 0.5: the mean is known to 0.025, so the interval is about 0.049 to either side.
  const { mean, low, high } = estimateMean([Array.from({ length: 400 }, (_, i) => i % 2)]);
  assert.equal(mean, 0.5);
  assert.ok(Math.abs(mean - low - 0.049) < 0.01, String(low));
  assert.ok(Math.abs(high - mean - 0.049) < 0.01, String(high));
});

test('estimateMean(table) draws problems too, so that problems that differ widen the interval', () => {
  const constant = [0, 0.5, 1, 0.5, 0, 1, 0.5, 1, 0].map((value) => [value, value, value]);
  const { low, high } = estimateMean(constant);
  // The standard deviation over problems is 0.41, a third of that over nine of them.
  assert.ok(high - low > 0.4 && high - low < 0.65, String(high - low));
});

test('estimateDifference(first, second) of the same problems does not count how the problems differ', () => {
  const first = [0, 0.5, 1, 1.5].map((value) => [value, value]);
  const second = first.map((seeds) => seeds.map((value) => value + 0.2));
  const { mean, low, high } = estimateDifference(first, second);
  for (const value of [mean, low, high]) assert.ok(Math.abs(value + 0.2) < 1e-12, String(value));
});

test('growthExponent(points) is the slope in log space', () => {
  assert.ok(Math.abs(growthExponent([200, 500, 1000].map((n) => [n, 3e-4 * n ** 2.5]))! - 2.5) < 1e-9);
  assert.equal(growthExponent([[200, 1]]), null);
});
