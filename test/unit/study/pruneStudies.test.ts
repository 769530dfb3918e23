// Whole studies under the pruner, simulated and recorded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../src/math/random.ts';
import type { Direction } from '../../../src/space/objective.ts';
import { learnCurves } from '../../../src/study/curves.ts';
import { askPruning, type PruneOptions } from '../../../src/study/prune.ts';
import { isBetter, isFinished, type Trial } from '../../../src/study/study.ts';
import digits from '../../fixtures/curves/digits.json' with { type: 'json' };
import friedman from '../../fixtures/curves/friedman.json' with { type: 'json' };
import spiral from '../../fixtures/curves/spiral.json' with { type: 'json' };
import { falling, finishedTrial, trialOf } from './curveStudies.ts';

/** Runs trials one after another, and returns them as they ended. */
function runAll(all: readonly (readonly number[])[], direction: Direction, options: PruneOptions): readonly Trial[] {
  const trials: Trial[] = [];
  for (const [number, values] of all.entries()) {
    const curves = learnCurves({ direction, trials }, values.length);
    let ended: Trial = finishedTrial(number, values);
    for (let n = 1; n <= values.length; n++) {
      const trial = trialOf(number, values, n);
      const question = { study: { direction, trials: [...trials, trial] }, trial, curves };
      const { kind } = askPruning(question, options);
      if (kind === 'keep') continue;
      ended =
        kind === 'diverged' ? { ...trial, state: 'failed' } : { ...trial, state: 'pruned', value: values[n - 1]! };
      break;
    }
    trials.push(ended);
  }
  return trials;
}

function numbersOfPruned(trials: readonly Trial[]): readonly number[] {
  return trials.filter(({ state }) => state === 'pruned').map(({ number }) => number);
}

for (const nTrials of [8, 20, 60]) {
  for (const direction of ['minimize', 'maximize'] as const) {
    test(`of ${nTrials} parallel noiseless curves the best is never pruned, and bad ones are (${direction})`, () => {
      let nPruned = 0;
      const nStudies = nTrials === 60 ? 2 : 5;
      for (let seed = 0; seed < nStudies; seed++) {
        const random = createRandom(seed, nTrials);
        const sign = direction === 'maximize' ? -1 : 1;
        const finals = Array.from({ length: nTrials }, () => random.uniform());
        const all = finals.map((end) => falling({ end, sd: 0 }).map((value) => sign * value));
        const pruned = numbersOfPruned(runAll(all, direction, { nTrialsPlanned: nTrials, nSteps: 20 }));
        assert.ok(!pruned.includes(finals.indexOf(Math.min(...finals))), `seed ${seed}`);
        nPruned += pruned.length;
      }
      assert.ok(nPruned > nStudies * nTrials * 0.3, `${nPruned}`);
    });
  }
}

for (const { name, direction, nEpochs, trials } of [digits, friedman, spiral]) {
  test(`of the recorded trainings (${name}) fewer than 5 % of the pruned would have beaten the best of their time, and a quarter of the steps is saved`, () => {
    const way: Direction = direction === 'maximize' ? 'maximize' : 'minimize';
    let [nPruned, nWrong, nRun] = [0, 0, 0];
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom(seed);
      const drawn = trials.map(({ values }) => ({ values, key: random.uniform() })).sort((a, b) => a.key - b.key);
      const all = drawn.slice(0, 20).map(({ values }) => values.map((value) => value ?? NaN));
      const ended = runAll(all, way, { nTrialsPlanned: 20, nSteps: nEpochs });
      for (const { number, reports, state } of ended) {
        nRun += reports.length;
        if (state !== 'pruned') continue;
        nPruned++;
        const earlier = ended.slice(0, number).filter(isFinished);
        if (earlier.every(({ value }) => isBetter(all[number]!.at(-1)!, value, way))) nWrong++;
      }
    }
    assert.ok(nPruned > 50, `${nPruned} pruned`);
    assert.ok(nWrong < 0.05 * nPruned, `${nWrong} of ${nPruned}`);
    assert.ok(nRun < 0.75 * 10 * 20 * nEpochs, `${nRun} steps`);
  });
}
