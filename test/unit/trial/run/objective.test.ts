import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  directionOf,
  discoverObjective,
  metricsSeen,
  noObservations,
  observe,
  reportOf,
  scoreOf,
  type Observations,
} from '../../../../src/trial/run/objective.ts';
import type { TrialMessage } from '../../../../src/trial/trialProtocol.ts';

const evaluated = { loss: 0.3, acc: 0.9 };
const lastEpoch = { loss: 0.2, acc: 0.95, val_loss: 0.4, val_acc: 0.88 };
const observed = (...messages: readonly TrialMessage[]): Observations => messages.reduce(observe, noObservations);
const epoch = (fit: number, step: number, logs: Record<string, number>): TrialMessage => ({
  kind: 'epochEnded',
  fit,
  step,
  logs,
});
const both = observed(epoch(0, 0, lastEpoch), { kind: 'evaluated', metrics: evaluated });
const fitted = observed(epoch(0, 0, lastEpoch));
const score = (metric: string, observations: Observations): number | null =>
  scoreOf({ direction: 'maximize', metric }, observations, 'last');

test('the last evaluate and the epochs of the last fit are what counts', () => {
  const observations = observed(
    { kind: 'evaluated', metrics: { acc: 0.1 } },
    epoch(0, 0, { loss: 9 }),
    epoch(1, 1, lastEpoch),
    epoch(1, 2, lastEpoch),
    { kind: 'evaluated', metrics: evaluated },
  );
  assert.deepEqual([observations.evaluated, observations.epochs], [evaluated, [lastEpoch, lastEpoch]]);
  assert.deepEqual(metricsSeen(observations), ['acc', 'loss', 'val_acc', 'val_loss']);
});

test('a metric is the one of evaluate before the one of fit, and that before the one of trainOnBatch', () => {
  const trained = observed({ kind: 'batchTrained', step: 7, logs: { acc: 0.4 } });
  assert.equal(score('acc', both), 0.9);
  assert.equal(score('acc', fitted), 0.95);
  assert.equal(score('acc', trained), 0.4);
});

test('of a fit the last epoch counts or, if the user says so, the best', () => {
  const observations = observed(
    epoch(0, 0, { val_loss: 0.1 }),
    ...[0.9, 0.3, NaN, 0.5].map((value, i) => epoch(1, i + 1, { val_loss: value })),
  );
  const objective = { direction: 'minimize', metric: 'val_loss' } as const;
  assert.equal(scoreOf(objective, observations, 'last'), 0.5);
  assert.equal(scoreOf(objective, observations, 'best'), 0.3);
  assert.equal(scoreOf({ ...objective, direction: 'maximize' }, observations, 'best'), 0.9);
});

test('accuracy and acc are one metric, as tfjs shortens the name', () => {
  assert.equal(score('accuracy', observed({ kind: 'evaluated', metrics: evaluated })), 0.9);
  assert.equal(score('val_accuracy', both), 0.88);
});

test('val_acc is what evaluate calls acc when fit had no validation data, and never the training value', () => {
  const logs = { loss: 1, acc: 0.99 };
  assert.equal(score('val_acc', observed(epoch(0, 0, logs), { kind: 'evaluated', metrics: evaluated })), 0.9);
  assert.equal(score('val_acc', observed(epoch(0, 0, logs))), null);
});

test('a metric that nothing reported has no value', () => {
  assert.equal(score('auc', both), null);
});

test('an annotated expression counts by its last value, whatever else was reported', () => {
  const objective = { direction: 'minimize', metric: 'loss', isExpression: true } as const;
  const observations = observed(
    { kind: 'objectiveValue', step: 0, value: 4 },
    { kind: 'objectiveValue', step: 1, value: 2 },
    { kind: 'evaluated', metrics: { loss: 9 } },
  );
  assert.equal(scoreOf(objective, observations, 'last'), 2);
  assert.equal(scoreOf(objective, both, 'last'), null);
  assert.deepEqual(reportOf(objective, { kind: 'objectiveValue', step: 3, value: 5 }), { step: 3, value: 5 });
  assert.equal(reportOf(objective, epoch(0, 0, { loss: 1 })), null);
});

test('without an annotation the objective is a metric of evaluate, then validation, then the loss, then of trainOnBatch', () => {
  const loss = { direction: 'minimize', metric: 'loss' };
  assert.deepEqual(discoverObjective(both), { direction: 'maximize', metric: 'acc' });
  assert.deepEqual(discoverObjective(fitted), { direction: 'maximize', metric: 'val_acc' });
  assert.deepEqual(discoverObjective(observed(epoch(0, 0, { loss: 1 }))), loss);
  assert.deepEqual(discoverObjective(observed({ kind: 'evaluated', metrics: { loss: 1, quux: 2 } })), loss);
  assert.deepEqual(discoverObjective(observed({ kind: 'batchTrained', step: 0, logs: { loss: 1 } })), loss);
  assert.equal(discoverObjective(observed({ kind: 'evaluated', metrics: { quux: 2 } })), null);
});

test('of a model with several outputs the sum of the losses counts, not that of one output', () => {
  const logs = { boxes_loss: 1, classes_loss: 2, loss: 3 };
  const chosen = (found: Readonly<Record<string, number>>): string | undefined =>
    discoverObjective(observed(epoch(0, 0, found)))?.metric;
  assert.equal(chosen(logs), 'loss');
  assert.equal(chosen({ ...logs, val_classes_loss: 2, val_loss: 3 }), 'val_loss');
  assert.equal(chosen({ ...logs, classes_acc: 0.5 }), 'classes_acc');
});

test('the name of a metric tells which way is better, or says nothing', () => {
  for (const name of ['acc', 'val_acc', 'auc', 'precision', 'recall', 'f1'])
    assert.equal(directionOf(name), 'maximize');
  for (const name of ['loss', 'val_loss', 'mse', 'mae', 'error']) assert.equal(directionOf(name), 'minimize');
  assert.equal(directionOf('quux'), null);
});
