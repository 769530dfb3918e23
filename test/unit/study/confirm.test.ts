import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmationOf, confirmationPlan, confirmsFact } from '../../../src/study/confirm.ts';
import type { Trial } from '../../../src/study/study.ts';

function trialOf(number: number, rate: number, value: number | null, facts: Trial['facts'] = {}): Trial {
  const state = value === null ? 'failed' : 'finished';
  return { number, state, params: { rate }, value, reports: [], startedAtMs: 0, endedAtMs: 2000, facts };
}

const own = trialOf(0, 0.5, 0.9, { source: 'literals' });
const study = {
  direction: 'maximize',
  trials: [own, trialOf(1, 0.1, 0.95), trialOf(2, 0.2, 0.97), trialOf(3, 0.3, null), trialOf(4, 0.4, 0.96)],
} as const;

const again = (number: number, of: number, value: number): Trial =>
  trialOf(number, study.trials[of]?.params['rate'] as number, value, { source: 'confirm', [confirmsFact]: of });

test("the user's own values and the best others are repeated, in turns", () => {
  const plan = confirmationPlan(study, { nLeaders: 2, nRepeats: 2 });
  assert.deepEqual(
    plan?.enqueue.map(({ params, facts }) => [facts[confirmsFact], params['rate']]),
    [
      [0, 0.5],
      [2, 0.2],
      [4, 0.4],
      [0, 0.5],
      [2, 0.2],
      [4, 0.4],
    ],
  );
  assert.deepEqual([plan?.leaders, plan?.nTrials, plan?.ms], [[0, 2, 4], 6, 12_000]);
});

test('what is queued already runs first, so that it counts', () => {
  const queued: Trial = { ...trialOf(5, 0.6, null), state: 'queued' };
  assert.equal(
    confirmationPlan({ ...study, trials: [...study.trials, queued] }, { nLeaders: 2, nRepeats: 2 })?.nTrials,
    7,
  );
});

test('there is nothing to confirm before a trial has a value', () => {
  assert.equal(confirmationPlan({ ...study, trials: [trialOf(0, 0.5, null)] }, { nLeaders: 2, nRepeats: 2 }), null);
});

test('a repeat is not repeated again as if it were another trial', () => {
  const trials = [...study.trials, again(5, 1, 0.99)];
  assert.deepEqual(confirmationPlan({ ...study, trials }, { nLeaders: 3, nRepeats: 1 })?.leaders, [0, 2, 4, 1]);
});

test('the verdict rests on the repeats alone, and is that of the t test of Welch', () => {
  const values: readonly (readonly [of: number, value: number])[] = [
    [0, 0.9],
    [0, 0.91],
    [0, 0.92],
    [2, 0.95],
    [2, 0.93],
    [2, 0.97],
    [4, 0.92],
    [4, 0.91],
  ];
  const trials = [...study.trials, ...values.map(([of, value], i) => again(5 + i, of, value))];
  const found = confirmationOf({ ...study, trials });
  assert.deepEqual([found?.own?.trial, found?.own?.n, found?.best.trial, found?.best.n], [0, 3, 2, 3]);
  assert.ok(Math.abs((found?.own?.mean ?? 0) - 0.91) < 1e-12 && Math.abs((found?.best.mean ?? 0) - 0.95) < 1e-12);
  // SciPy: 1 - ttest_ind(best, own, equal_var=False, alternative="greater").pvalue = 0.9711.
  assert.ok(Math.abs((found?.probability ?? 0) - 0.9711) < 0.01, String(found?.probability));
});

test('a less good objective is the better one where it is minimised', () => {
  const trials = [
    ...study.trials,
    ...[1, 2].flatMap((i) => [again(3 + 2 * i, 0, 0.9 + i / 100), again(4 + 2 * i, 1, 0.8 + i / 100)]),
  ];
  const found = confirmationOf({ direction: 'minimize', trials });
  assert.equal(found?.best.trial, 1);
  assert.ok((found?.probability ?? 0) > 0.9);
});

test('one repeat of each has means, and no probability', () => {
  const found = confirmationOf({ ...study, trials: [...study.trials, again(5, 0, 0.9), again(6, 2, 0.95)] });
  assert.deepEqual([found?.best.mean, found?.best.sd, found?.probability], [0.95, null, null]);
  assert.equal(confirmationOf(study), null);
});
