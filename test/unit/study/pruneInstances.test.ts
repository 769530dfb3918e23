// Pruning by instances (folds, prompts): the rule that compares a trial with the best one on what both have seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askPruning, type PruneDecision } from '../../../src/study/prune.ts';
import { finishedTrial, trialOf } from './curveStudies.ts';

const plan = { nTrialsPlanned: 20, stepKind: 'instances' } as const;
const folds = [0.3, 0.5, 0.2, 0.4, 0.35, 0.45];

for (const direction of ['minimize', 'maximize'] as const) {
  test(`a trial that is worse than the best on four folds in four is pruned by them, not on three (${direction})`, () => {
    const sign = direction === 'maximize' ? -1 : 1;
    const of = (offset: number): readonly number[] => folds.map((value, i) => sign * (value + offset * (1 + i / 10)));
    const among = {
      direction,
      trials: [0.4, 0, 0.2].map((offset, i) => ({ ...finishedTrial(i, of(offset)), value: sign * offset })),
    };
    const at = (offset: number, n: number): PruneDecision => {
      const trial = trialOf(5, of(offset), n);
      return askPruning({ study: { ...among, trials: [...among.trials, trial] }, trial }, plan);
    };
    assert.equal(at(0.1, 3).kind, 'keep');
    const { kind, rule, probability, reason } = at(0.1, 4);
    assert.deepEqual([kind, rule, probability], ['prune', 'instances', 1 / 16]);
    assert.match(reason, /^On the 4 instances it shares with trial 1 it is worse .* 6\.3 %\.$/);
    assert.equal(at(-0.1, 6).kind, 'keep');
  });
}

test('a trial that is a little worse on seven folds and much better on one is better by the mean, so it is kept', () => {
  const among = {
    direction: 'minimize' as const,
    trials: [0.1, 0, 0.2].map((value, i) => ({ ...finishedTrial(i, Array(8).fill(0.5)), value })),
  };
  const trial = trialOf(5, [0.51, 0.52, 0.53, 0.54, 0.55, 0.56, 0.57, 0]);
  const decision = askPruning({ study: { ...among, trials: [...among.trials, trial] }, trial }, plan);
  assert.deepEqual([decision.kind, decision.probability], ['keep', 1]);
});

test('instances that the best trial has not seen do not count', () => {
  const best = finishedTrial(1, [0.1, 0.1, 0.1]);
  const others = [0, 2].map((number) => finishedTrial(number, [0.5, 0.5, 0.5]));
  const trial = trialOf(5, [0.2, 0.3, 0.4, 5, 5, 5]);
  const among = { direction: 'minimize' as const, trials: [others[0]!, best, others[1]!, trial] };
  const { kind, probability } = askPruning({ study: among, trial }, plan);
  assert.deepEqual([kind, probability], ['keep', 1 / 8]);
});
