import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnnotations } from '../../../src/annotation/parse.ts';
import {
  domainWords,
  fileLens,
  newStudyWords,
  parameterLens,
  readonlyWords,
  statusText,
  verdict,
} from '../../../src/editor/words.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';
import { bestTrial, type Study } from '../../../src/study/study.ts';
import { idle, type RunState } from '../../../src/webviewProtocol.ts';

const running: RunState = { kind: 'running', nTrialsPlanned: 8, nTrialsEnded: 3, remainingMs: 42_000 };
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
  assert.equal(parameterLens(rate!, null, null), 'log 1e-4..1e-2 · no trials yet');
  assert.equal(parameterLens(rate!, bestTrial(studyOf([0.5, 0.7])), null), 'log 1e-4..1e-2 · best 0.002');
  assert.equal(parameterLens(bn!, null, null), 'false | true · no trials yet');
  assert.equal(parameterLens(held!, null, null), 'off 0..1 · held');
});

test('the lens of the file counts trials', () => {
  assert.equal(fileLens(null, idle), 'no trials yet');
  assert.equal(fileLens(studyOf([0.5]), idle), '1 trial · best value 0.5');
  assert.equal(fileLens(studyOf([0.5, 0.25]), idle), '2 trials · best value 0.5');
});

test('the status bar tells how far the run is, and nothing when none is', () => {
  assert.equal(statusText(studyOf([0.5]), running), 'TuneLens 3/8 · 0.5 · 42 s left');
  assert.equal(statusText(studyOf([0.5]), { ...running, kind: 'paused' }), 'TuneLens 3/8 · 0.5 · paused');
  assert.equal(statusText(null, idle), null);
});

test('the verdict compares with the values of the file', () => {
  assert.equal(verdict(studyOf([0.5, 0.7]), 'done'), 'Best value 0.7: rate = 0.002. Your own values reach 0.5.');
  assert.match(verdict(studyOf([]), 'stopped'), /no trial has finished/);
});

test('a study that can only be shown says why, and what a run would do', () => {
  const obstacle = { kind: 'objectives', nObjectives: 2 } as const;
  const why = 'It has 2 objectives; the first is shown, and TuneLens can improve but one.';
  assert.equal(readonlyWords(obstacle), `Can only be shown: ${why} A run of its file begins a new study.`);
  assert.ok(newStudyWords({ obstacle }).endsWith(`stays as it is. ${why}`));
  assert.match(readonlyWords({ kind: 'operation', op: 12, line: 4 }), /Line 5 of its journal has the operation 12/);
  assert.match(newStudyWords({ obstacle: null }), /the parameters, the objective or the program have changed/);
});

test('a lens tells how much a parameter matters, once that can be told', () => {
  const best = bestTrial(studyOf([0.5, 0.7]));
  const insight = { parameter: 'rate', share: 0.618, isDistinct: true };
  assert.equal(parameterLens(rate!, best, insight), 'log 1e-4..1e-2 · best 0.002 · matters 62 %');
  assert.match(parameterLens(rate!, best, { ...insight, isDistinct: false }), /best 0.002 · no effect seen yet$/);
});

test('the lens of the file tells the time left while a run is under way', () => {
  assert.equal(fileLens(studyOf([0.5]), running), '1 trial · best value 0.5 · 42 s left');
});

test('the words of a domain say its kind, its range and its scale', () => {
  const words = (annotation: string, literal = '1'): string =>
    domainWords(
      parseAnnotations('a.js', `const a = ${literal}; // @tune ${annotation}`).parameters[0]!.parameter.domain,
    );
  assert.deepEqual(
    [
      words('1..4'),
      words('0.1..0.5', '0.2'),
      words('log 1e-5..0.1', '1e-3'),
      words('16..256 step 16', '16'),
      words('1 | 2 | 4'),
    ],
    [
      'a whole number from 1 to 4',
      'a number from 0.1 to 0.5',
      'a number from 1e-5 to 0.1 on a logarithmic scale',
      'a whole number from 16 to 256 in steps of 16',
      'one of 1, 2, 4',
    ],
  );
  assert.equal(words('log 1e-6..1e-2 | 0', '1e-4'), 'a number from 1e-6 to 0.01 on a logarithmic scale; or 0');
});
