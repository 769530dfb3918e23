import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  directionOf,
  discoverObjective,
  metricsSeen,
  noObservations,
  observe,
  valueOf,
} from '../../../src/trial/objective.ts';

const evaluated = { loss: 0.3, acc: 0.9 };
const lastEpoch = { loss: 0.2, acc: 0.95, val_loss: 0.4, val_acc: 0.88 };

test('the last evaluate and the last epoch are what counts', () => {
  const observations = [
    { kind: 'evaluated', metrics: { acc: 0.1 } } as const,
    { kind: 'epochEnded', step: 0, logs: { loss: 9 } } as const,
    { kind: 'epochEnded', step: 1, logs: lastEpoch } as const,
    { kind: 'evaluated', metrics: evaluated } as const,
  ].reduce(observe, noObservations);
  assert.deepEqual(observations, { evaluated, lastEpoch });
  assert.deepEqual(metricsSeen(observations), ['acc', 'loss', 'val_acc', 'val_loss']);
});

test('a metric is the one of evaluate before the one of fit', () => {
  assert.equal(valueOf('acc', { evaluated, lastEpoch }), 0.9);
  assert.equal(valueOf('acc', { evaluated: null, lastEpoch }), 0.95);
});

test('accuracy and acc are one metric, as tfjs shortens the name', () => {
  assert.equal(valueOf('accuracy', { evaluated, lastEpoch: null }), 0.9);
  assert.equal(valueOf('val_accuracy', { evaluated, lastEpoch }), 0.88);
});

test('val_acc is what evaluate calls acc when fit had no validation data, and never the training value', () => {
  assert.equal(valueOf('val_acc', { evaluated, lastEpoch: { loss: 1, acc: 0.99 } }), 0.9);
  assert.equal(valueOf('val_acc', { evaluated: null, lastEpoch: { loss: 1, acc: 0.99 } }), null);
});

test('a metric that nothing reported has no value', () => {
  assert.equal(valueOf('auc', { evaluated, lastEpoch }), null);
});

test('without an annotation the objective is a metric of evaluate, then validation, then the loss', () => {
  assert.deepEqual(discoverObjective({ evaluated, lastEpoch }), { direction: 'maximize', metric: 'acc' });
  assert.deepEqual(discoverObjective({ evaluated: null, lastEpoch }), { direction: 'maximize', metric: 'val_acc' });
  const loss = { direction: 'minimize', metric: 'loss' };
  assert.deepEqual(discoverObjective({ evaluated: null, lastEpoch: { loss: 1 } }), loss);
  assert.deepEqual(discoverObjective({ evaluated: { loss: 1, quux: 2 }, lastEpoch: null }), loss);
  assert.equal(discoverObjective({ evaluated: { quux: 2 }, lastEpoch: null }), null);
});

test('the name of a metric tells which way is better, or says nothing', () => {
  for (const name of ['acc', 'val_acc', 'auc', 'precision', 'recall', 'f1'])
    assert.equal(directionOf(name), 'maximize');
  for (const name of ['loss', 'val_loss', 'mse', 'mae', 'error']) assert.equal(directionOf(name), 'minimize');
  assert.equal(directionOf('quux'), null);
});
