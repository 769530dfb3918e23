import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyStudy, fold } from '../../../src/study/fold.ts';

test('a trial that has ended takes no further event', () => {
  const study = fold(emptyStudy(), [
    { kind: 'trialStarted', trial: 0, params: { a: 1 }, atMs: 1 },
    { kind: 'trialFinished', trial: 0, value: 2, atMs: 3 },
    { kind: 'valueReported', trial: 0, step: 1, value: 9 },
    { kind: 'factNoted', trial: 0, name: 'late', fact: true },
    { kind: 'trialFailed', trial: 0, value: null, atMs: 4 },
    { kind: 'paramSet', trial: 0, name: 'a', value: 5 },
  ]);
  assert.deepEqual(study.trials, [
    { number: 0, state: 'finished', params: { a: 1 }, value: 2, reports: [], startedAtMs: 1, endedAtMs: 3, facts: {} },
  ]);
});

test('a queued trial starts with its own params; one that runs is not started again', () => {
  const study = fold(emptyStudy(), [
    { kind: 'trialQueued', trial: 0, params: { a: 1 } },
    { kind: 'trialStarted', trial: 0, params: null, atMs: 5 },
    { kind: 'trialStarted', trial: 0, params: { a: 2 }, atMs: 6 },
  ]);
  assert.equal(study.trials[0]?.state, 'running');
  assert.deepEqual(study.trials[0].params, { a: 1 });
  assert.equal(study.trials[0].startedAtMs, 5);
});

test('events of trials that do not exist, and numbers that leave a gap, change nothing', () => {
  const study = fold(emptyStudy(), [
    { kind: 'valueReported', trial: 3, step: 0, value: 1 },
    { kind: 'trialStarted', trial: 2, params: {}, atMs: 0 },
    { kind: 'trialFinished', trial: 0, value: 1, atMs: 0 },
  ]);
  assert.deepEqual(study.trials, []);
});
