import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import { fileLens, parameterLens, statusText, verdict } from '../../../src/editor/words.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';
import { bestTrial, type Study } from '../../../src/study/study.ts';
import type { RunState } from '../../../src/webviewProtocol.ts';

const text =
  'const rate = 1e-3; // @tune log  1e-4..1e-2\nconst bn = true; // @tune\nconst wd = 0; // @tune off 0..1\n';
const [rate, bn, held] = parseAnnotations('a.js', text).parameters;

function studyOf(values: readonly number[]): Study {
  const study = emptyStudy('model');
  fold(study, [
    { kind: 'studyCreated', study: 'model', direction: 'maximize' },
    ...values.flatMap((value, trial) => [
      { kind: 'trialStarted', trial, params: { rate: (trial + 1) / 1000 }, atMs: 0 } as const,
      { kind: 'trialFinished', trial, value, atMs: 1 } as const,
    ]),
  ]);
  return study;
}

test('a lens shows the domain as it is written, and the best value once there is one', () => {
  assert.equal(parameterLens(rate!, null), 'log 1e-4..1e-2 · no trials yet');
  assert.equal(parameterLens(rate!, bestTrial(studyOf([0.5, 0.7]))), 'log 1e-4..1e-2 · best 0.002');
  assert.equal(parameterLens(bn!, null), 'false | true · no trials yet');
  assert.equal(parameterLens(held!, null), 'off 0..1 · held');
});

test('the lens of the file counts trials', () => {
  assert.equal(fileLens(null), 'no trials yet');
  assert.equal(fileLens(studyOf([0.5])), '1 trial · best value 0.5');
  assert.equal(fileLens(studyOf([0.5, 0.25])), '2 trials · best value 0.5');
});

test('the status bar tells how far the run is, and nothing when none is', () => {
  const run: RunState = { kind: 'running', nTrialsPlanned: 8, nTrialsEnded: 3, remainingMs: 42_000 };
  assert.equal(statusText(studyOf([0.5]), run), 'TuneLens 3/8 · 0.5 · 42 s left');
  assert.equal(statusText(null, { ...run, kind: 'idle' }), null);
});

test('the verdict compares with the values of the file', () => {
  assert.equal(verdict(studyOf([0.5, 0.7]), 'done'), 'Best value 0.7: rate = 0.002. Your own values reach 0.5.');
  assert.match(verdict(studyOf([]), 'stopped'), /no trial has finished/);
});
