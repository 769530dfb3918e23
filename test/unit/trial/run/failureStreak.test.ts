import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureKind } from '../../../../src/trial/run/failure.ts';
import { createFailureStreak } from '../../../../src/trial/run/failureStreak.ts';

const failure = (kind: FailureKind, reason: string) => ({ kind, reason, thrown: null });

test('three failures in a row for one reason are told, two are not', () => {
  const streak = createFailureStreak();
  assert.equal(streak(failure('program', 'TypeError: x')), null);
  assert.equal(streak(failure('program', 'TypeError: x')), null);
  assert.equal(streak(failure('program', 'TypeError: x')), 'TypeError: x');
});

test('another reason, or a trial that does well, begins the count anew', () => {
  const streak = createFailureStreak();
  const told = ['a', 'a', 'b', 'a', 'a', null, 'a', 'a'].map((reason) =>
    streak(reason === null ? null : failure('program', reason)),
  );
  assert.deepEqual(told, Array(8).fill(null));
  assert.equal(streak(failure('program', 'a')), 'a');
});

test('what bad values can do is no streak, and a stopped trial counts for nothing', () => {
  const streak = createFailureStreak();
  for (let i = 0; i < 5; i++) assert.equal(streak(failure('diverged', 'NaN')), null);
  streak(failure('program', 'a'));
  streak(failure('program', 'a'));
  assert.equal(streak(failure('stopped', 'Stopped')), null);
  assert.equal(streak(failure('program', 'a')), 'a');
});
