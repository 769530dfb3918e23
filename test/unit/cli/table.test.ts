import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine } from '../../../src/cli/progressLine.ts';
import { sparkline } from '../../../src/cli/sparkline.ts';
import { createTable, isNewBest } from '../../../src/cli/table.ts';
import { verdictOf } from '../../../src/cli/verdict.ts';
import type { Space } from '../../../src/space/space.ts';
import type { Study, Trial } from '../../../src/study/study.ts';

const space: Space = {
  parameters: [
    { name: 'dropout_2', domain: { kind: 'float', low: 0.1, high: 0.5, scale: 'linear', step: null }, conditions: [] },
    {
      name: 'learning_rate',
      domain: { kind: 'float', low: 1e-4, high: 1e-2, scale: 'log', step: null },
      conditions: [],
    },
    { name: 'units', domain: { kind: 'choice', choices: [128, 256] }, conditions: [] },
  ],
};

const trial = (number: number, value: number | null, params: Trial['params'], facts: Trial['facts'] = {}): Trial => ({
  number,
  state: value === null ? 'failed' : 'finished',
  params,
  value,
  reports: [],
  startedAtMs: 0,
  endedAtMs: 1000,
  facts,
});

const literals = { dropout_2: 0.5, learning_rate: 1e-3, units: 128 };
const studyOf = (trials: readonly Trial[]): Study => ({
  name: 'model',
  direction: 'maximize',
  space,
  objective: { direction: 'maximize', metric: 'acc' },
  seed: 0,
  createdAtMs: 0,
  trials,
  facts: {},
  notes: new Map(),
  stars: new Set(),
});

test('the table has the columns of the tutorial, as wide in every row', () => {
  const table = createTable(space, 80);
  const [head, rule] = table.header.split('\n');
  assert.equal(head, '| iter | target     | dropout_2 | learning_rate | units     |');
  assert.equal(rule, '-'.repeat(head?.length ?? 0));
  const row = table.row(trial(3, 0.98765, { dropout_2: 0.2345, learning_rate: 0.00021, units: 256 }), true);
  assert.equal(row, '| 3    | 0.9877 *   | 0.2345    | 2.1e-4        | 256       |');
});

test('a failed trial shows its kind, an inactive parameter a dash', () => {
  const row = createTable(space, 80).row(
    trial(4, null, { dropout_2: 0.2, units: 128 }, { fail_kind: 'diverged' }),
    false,
  );
  assert.equal(row, '| 4    | diverged   | 0.2       | -             | 128       |');
});

test('a trial is a new best only when it beats every other finished one', () => {
  const study = studyOf([
    trial(0, 0.9, literals),
    trial(1, null, literals),
    trial(2, 0.95, literals),
    trial(3, 0.95, literals),
  ]);
  assert.equal(isNewBest(studyOf(study.trials.slice(0, 3)), study.trials[2]!), true);
  assert.equal(isNewBest(study, study.trials[3]!), false);
  assert.equal(isNewBest(study, study.trials[1]!), false);
});

test('the verdict compares the best with the values of the file', () => {
  const better = { dropout_2: 0.25, learning_rate: 0.002, units: 256 };
  const text = verdictOf(studyOf([trial(0, 0.96, literals, { source: 'literals' }), trial(1, 0.98, better)]));
  assert.match(text, /Best acc 0\.98 \(trial 1\): dropout_2 = 0\.25, learning_rate = 0\.002, units = 256\./);
  assert.match(text, /0\.02 better than the file's own values \(0\.96\)/);
});

test('the verdict claims no gain where there is none, and no comparison without a baseline', () => {
  assert.match(verdictOf(studyOf([trial(0, 0.96, literals), trial(1, 0.9, literals)])), /No trial was better/);
  assert.match(verdictOf(studyOf([trial(0, null, literals), trial(1, 0.9, literals)])), /no result to compare/);
  assert.match(verdictOf(studyOf([])), /^No trial has a value, so there is no best one\.$/);
});

test('where no trial has a value the verdict says what most of them failed of', () => {
  const diverged = { fail_kind: 'diverged', fail_reason: 'Training diverged: acc is NaN.' };
  const text = verdictOf(
    studyOf([trial(0, null, literals, diverged), trial(1, null, literals, {}), trial(2, null, literals, diverged)]),
  );
  assert.match(text, /no best one\. 2 of 3 trials failed: Training diverged: acc is NaN\.$/);
});

test('the progress line counts down between two events', () => {
  const progress = { nTrialsPlanned: 8, nTrialsEnded: 3, nTrialsRunning: 1, remainingMs: 50_000 };
  assert.equal(
    progressLine(studyOf([trial(0, 0.96, literals)]), progress, { ageMs: 8000, columns: Infinity, isPlain: true }),
    '3/8 trials, best 0.96, about 42 s left',
  );
  assert.equal(
    progressLine(studyOf([]), { ...progress, remainingMs: null }, { ageMs: 0, columns: 80, isPlain: false }),
    '3/8 trials',
  );
});

test('where the terminal is narrower than the table, a trial takes a few lines that fit', () => {
  const table = createTable(space, 40);
  const row = table.row(trial(3, 0.98765, { dropout_2: 0.2345, learning_rate: 0.00021, units: 256 }), true);
  assert.equal(row, '3     0.9877 *\n      dropout_2 = 0.2345,\n      learning_rate = 2.1e-4,\n      units = 256');
});

test('the sparkline rises with each new best, stays where a trial is worse, and fits its width', () => {
  const study = studyOf([0.1, 0.5, 0.2, 0.8, 0.7].map((value, i) => trial(i, value, literals)));
  assert.equal(sparkline(study, 20), '▁▅▅██');
  assert.equal(sparkline(study, 3), '▁▅█');
  assert.equal(sparkline({ ...study, direction: 'minimize' }, 20), '▁▁▁▁▁');
  assert.equal(sparkline(studyOf([trial(0, 0.5, literals), trial(1, null, literals)]), 20), '');
});

test('the progress line leaves out what a narrow terminal has no room for, and ends in a sparkline where there is', () => {
  const study = studyOf([0.5, 0.75, 0.9].map((value, i) => trial(i, value, literals)));
  const progress = { nTrialsPlanned: 8, nTrialsEnded: 3, nTrialsRunning: 1, remainingMs: 50_000 };
  const line = (columns: number) => progressLine(study, progress, { ageMs: 0, columns, isPlain: false });
  assert.equal(line(80), '3/8 trials, best 0.9, about 50 s left  ▁▅█');
  assert.equal(line(40), '3/8 trials, best 0.9, about 50 s left');
  assert.equal(line(24), '3/8 trials, best 0.9');
});
