import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arranged, everything } from '../../../src/editor/sidebar/trialOrder.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';

const study = fold(emptyStudy('model'), [
  { kind: 'studyCreated', study: 'model', direction: 'maximize' },
  { kind: 'trialStarted', trial: 0, params: { a: 1 }, atMs: 0 },
  { kind: 'trialFinished', trial: 0, value: 0.5, atMs: 30 },
  { kind: 'trialStarted', trial: 1, params: { a: 2 }, atMs: 100 },
  { kind: 'trialFinished', trial: 1, value: 0.9, atMs: 110 },
  { kind: 'trialStarted', trial: 2, params: { a: 3 }, atMs: 200 },
  { kind: 'trialFailed', trial: 2, value: null, atMs: 220 },
  { kind: 'trialStarted', trial: 3, params: { a: 4 }, atMs: 300 },
]);
const numbers = (by: 'number' | 'value' | 'duration', states = everything): readonly number[] =>
  arranged(study, { by, states }).map(({ number }) => number);

test('trials stand newest first, best first or longest first; what has no such number is last', () => {
  assert.deepEqual(numbers('number'), [3, 2, 1, 0]);
  assert.deepEqual(numbers('value'), [1, 0, 3, 2]);
  assert.deepEqual(numbers('duration'), [0, 2, 1, 3]);
});

test('a minimised value is best when it is least', () => {
  const minimised = { ...study, direction: 'minimize' as const };
  assert.deepEqual(
    arranged(minimised, { by: 'value', states: ['finished'] }).map(({ number }) => number),
    [0, 1],
  );
});

test('only trials of the chosen states are shown', () => {
  assert.deepEqual(numbers('number', ['failed', 'running']), [3, 2]);
});
