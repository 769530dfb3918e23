import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectValue, learnCurves } from '../../../src/study/curves.ts';
import { askPruning, rulesFor, type PruneDecision, type PruneOptions } from '../../../src/study/prune.ts';
import type { Study, Trial } from '../../../src/study/study.ts';
import { formatNumber } from '../../../src/study/words.ts';
import { curveStudy, falling, finishedTrial, trialOf } from './curveStudies.ts';

type PruneStudy = Pick<Study, 'direction' | 'trials'>;

const plan: PruneOptions = { nTrialsPlanned: 20, nSteps: 20 };
const ends = [0.5, 0.3, 0.4, 0.6, 0.35];
const study = curveStudy({ ends });

/** What is said of trial 5, running, after `nReports` of its values. */
function decide(
  values: readonly number[],
  nReports: number,
  options: Partial<PruneOptions> = {},
  among: PruneStudy = study,
): PruneDecision {
  const trial = trialOf(5, values, nReports);
  return askPruning({ study: { ...among, trials: [...among.trials, trial] }, trial }, { ...plan, ...options });
}

/** After how many reports a trial of these values is pruned; null: never. */
function prunedAfter(values: readonly number[], options: Partial<PruneOptions> = {}, among = study): number | null {
  for (let n = 1; n <= values.length; n++) if (decide(values, n, options, among).kind !== 'keep') return n;
  return null;
}

test('a hopeless trial is pruned early, and the reason names its rank, its step, its end and its chance', () => {
  const n = prunedAfter(falling({ end: 0.9 }));
  assert.ok(n !== null && n <= 6, `after ${n}`);
  const { rule, step, probability, rank, reason } = decide(falling({ end: 0.9 }), n);
  assert.equal(rule, 'rank and curve');
  assert.equal(step, n - 1);
  assert.ok(probability !== null && probability < rulesFor(20).withRank);
  assert.deepEqual([rank?.position, rank?.nTrials], [6, 6]);
  assert.match(
    reason,
    /^It was 6 of the 6 trials that reached step \d+, .* at step \d+ its curve points to [\d.]+ ± [\d.]+/,
  );
  assert.match(reason, /; it would beat trial 1 \(0\.\d+\) with probability (below )?[\d.]+ %\.$/);
});

test('a trial on its way to the best value is never pruned', () => {
  assert.equal(prunedAfter(falling({ end: 0.1 })), null);
  assert.equal(prunedAfter(falling({ end: 0.29 })), null);
});

test('a value that is no number fails the trial at once, the first and the file’s own trial too', () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const trial = trialOf(0, [0.7, value]);
    const decision = askPruning({ study: { direction: 'minimize', trials: [trial] }, trial }, plan);
    assert.deepEqual([decision.kind, decision.rule, decision.step], ['diverged', 'not finite', 1]);
    assert.match(decision.reason, new RegExp(`^At step 1 it reported ${value}`));
  }
});

test('the trial of the file’s own values is never pruned, whatever its number', () => {
  const trial = { ...trialOf(5, falling({ end: 2 }), 15), facts: { source: 'literals' } };
  assert.equal(askPruning({ study: { ...study, trials: [...study.trials, trial] }, trial }, plan).kind, 'keep');
  assert.equal(decide(falling({ end: 2 }), 15).kind, 'prune');
});

test('the first three trials are never pruned, nor any before three have finished', () => {
  const trial = { ...trialOf(5, falling({ end: 2 }), 15), number: 2 };
  assert.equal(askPruning({ study: { ...study, trials: [...study.trials, trial] }, trial }, plan).kind, 'keep');
  const two = { ...study, trials: study.trials.slice(0, 2) };
  assert.equal(prunedAfter(falling({ end: 2 }), {}, two), null);
});

test('a trial without reports is kept', () => {
  const decision = decide([], 0);
  assert.deepEqual([decision.kind, decision.step], ['keep', null]);
});

test('a trial that has reached its last step is kept, however bad', () => {
  assert.equal(decide(falling({ end: 2 }), 19).kind, 'prune');
  assert.equal(decide(falling({ end: 2 }), 20).kind, 'keep');
});

test('a maximised study decides as the minimised one with the other sign', () => {
  const mirrored = curveStudy({ ends, direction: 'maximize' });
  for (const end of [0.1, 0.36, 0.5, 0.9]) {
    const values = falling({ end });
    for (const n of [1, 3, 6, 12, 18]) {
      const [plain, other] = [
        decide(values, n),
        decide(
          values.map((value) => -value),
          n,
          {},
          mirrored,
        ),
      ];
      assert.deepEqual([other.kind, other.rule, other.rank], [plain.kind, plain.rule, plain.rank]);
      assert.ok(Math.abs((other.probability ?? 0) - (plain.probability ?? 0)) < 1e-9);
    }
  }
});

test('the unit of the objective and its zero do not matter', () => {
  const move = (values: readonly number[], a: number, b: number): readonly number[] => values.map((y) => a * y + b);
  for (const [a, b] of [
    [1000, 0],
    [1e-4, 0],
    [1, -5],
  ] as const) {
    const trials = study.trials.map(({ number, reports }) =>
      finishedTrial(
        number,
        move(
          reports.map(({ value }) => value),
          a,
          b,
        ),
      ),
    );
    for (const end of [0.1, 0.36, 0.9]) {
      for (const n of [2, 7, 15]) {
        const plain = decide(falling({ end }), n);
        const other = decide(move(falling({ end }), a, b), n, {}, { ...study, trials });
        assert.equal(other.kind, plain.kind);
        assert.ok(Math.abs((other.probability ?? 0) - (plain.probability ?? 0)) < 1e-6);
      }
    }
  }
});

test('with ten trials or fewer a bad rank does not count, and nothing is pruned in the first 30 % of the steps', () => {
  const values = falling({ end: 0.9 });
  const n = prunedAfter(values, { nTrialsPlanned: 10 });
  assert.equal(n, 6, 'time 6 of 20 is the first that counts');
  assert.equal(decide(values, n ?? 0, { nTrialsPlanned: 10 }).rule, 'curve');
});

const rankAlone = { rankAlone: true, withRank: 0, curveAlone: 0 };

test('told so, a bad rank alone prunes, from the second rung; else it never does', () => {
  const at = (n: number, options: Partial<PruneOptions>): PruneDecision => {
    const trial = trialOf(5, falling({ end: 0.65 }), n);
    const all = { ...study, trials: [...study.trials, trial] };
    // The curves are unknown, so the chance is, too.
    return askPruning({ study: all, trial, curves: null }, { ...plan, ...options });
  };
  assert.equal(at(2, { rules: rankAlone }).kind, 'keep');
  assert.deepEqual([at(3, { rules: rankAlone }).kind, at(3, { rules: rankAlone }).rule], ['prune', 'rank']);
  for (const nTrialsPlanned of [8, 20, 60, Infinity]) assert.equal(at(10, { nTrialsPlanned }).kind, 'keep');
});

/** What the rank alone says of trial 5, running, at step 2, the second rung, where its value is `value`; the others' are as given. */
function rankAmong(others: readonly number[], value: number): PruneDecision {
  const trials = others.map((other, i) => finishedTrial(i, [other, other, other, other]));
  const short = finishedTrial(9, [0, 0]);
  const trial = trialOf(5, [value, value, value]);
  const among = { direction: 'minimize' as const, trials: [...trials, short, trial] };
  return askPruning({ study: among, trial, curves: null }, { ...plan, rules: rankAlone });
}

test('the best third of those that came to the rung is kept, rounded up, equals included', () => {
  assert.equal(rankAmong([1, 2, 3, 4, 5], 1.5).kind, 'keep');
  assert.deepEqual(rankAmong([1, 2, 3, 4, 5], 2).rank, { position: 2, nTrials: 6, step: 2 });
  assert.equal(rankAmong([1, 2, 3, 4, 5], 2).kind, 'keep');
  assert.equal(rankAmong([1, 2, 3, 4, 5], 2.5).kind, 'prune');
});

test('among fewer than four trials at a rung a rank does not count', () => {
  assert.deepEqual(rankAmong([1, 2], 9).rank, { position: 3, nTrials: 3, step: 2 });
  assert.equal(rankAmong([1, 2], 9).kind, 'keep');
  assert.equal(rankAmong([1, 2, 3], 9).kind, 'prune');
});

test('a rank goes by the median of three reports, so one bad report does not count', () => {
  const values = [...falling({ end: 0.1 })];
  values[8] = 5;
  assert.deepEqual(decide(values, 9).rank, { position: 1, nTrials: 6, step: 8 });
});

test('with its rank a curve counts after a tenth of the steps and two reports', () => {
  for (const [nSteps, first] of [
    [40, 4],
    [10, 2],
  ] as const) {
    const among = { ...study, trials: ends.map((end, i) => finishedTrial(i, falling({ end, nSteps, seed: i }))) };
    assert.equal(prunedAfter(falling({ end: 9, nSteps }), { nSteps }, among), first);
  }
});

test('what a diverged trial had reported before ranks as the worst, not as missing', () => {
  const broken: Trial = { ...trialOf(5, [...falling({ end: 0.01 }).slice(0, 2), NaN]), state: 'failed' };
  const trial = trialOf(6, falling({ end: 0.2 }), 4);
  const all = { ...study, trials: [...study.trials, broken, trial] };
  const { rank } = askPruning({ study: all, trial }, plan);
  assert.deepEqual(rank, { position: 1, nTrials: 7, step: 2 });
});

test('steps that were not reported, or arrive in another order, change little', () => {
  const values = falling({ end: 0.9 });
  const sparse = { ...trialOf(5, values), reports: [0, 3, 4, 8, 11].map((step) => ({ step, value: values[step]! })) };
  const all = { ...study, trials: [...study.trials, sparse] };
  assert.equal(askPruning({ study: all, trial: sparse }, plan).kind, 'prune');
  const good = falling({ end: 0.2 });
  const gaps = { ...trialOf(5, good), reports: [0, 3, 4, 8, 11].map((step) => ({ step, value: good[step]! })) };
  assert.equal(askPruning({ study: { ...study, trials: [...study.trials, gaps] }, trial: gaps }, plan).kind, 'keep');
});

test('steps may count from any number: the study’s least is the first', () => {
  const later = (trial: Trial): Trial => ({
    ...trial,
    reports: trial.reports.map(({ step, value }) => ({ step: step + 100, value })),
  });
  const trial = later(trialOf(5, falling({ end: 0.9 }), 8));
  const among = { ...study, trials: [...study.trials.map(later), trial] };
  const decision = askPruning({ study: among, trial }, plan);
  assert.equal(decision.probability, decide(falling({ end: 0.9 }), 8).probability);
  assert.equal(decision.step, 107);
});

test('without planned steps a trial is as long as the longest that finished', () => {
  assert.equal(decide(falling({ end: 2 }), 19, { nSteps: null }).kind, 'prune');
  assert.equal(decide(falling({ end: 2 }), 20, { nSteps: null }).kind, 'keep');
});

test('curves of one or two steps prune nothing', () => {
  for (const nSteps of [1, 2]) {
    const short = {
      ...study,
      trials: ends.map((end, i) => finishedTrial(i, falling({ end, nSteps: 20 }).slice(0, nSteps))),
    };
    assert.equal(prunedAfter([9, 9].slice(0, nSteps), { nSteps, nTrialsPlanned: 60 }, short), null);
  }
});

test('nothing is pruned during the warm-up', () => {
  const values = falling({ end: 0.9 });
  assert.equal(prunedAfter(values, { warmupSteps: 12 }), 13);
});

test('patience asks that many reports before to have been as bad', () => {
  const values = falling({ end: 0.9 });
  const n = prunedAfter(values) ?? NaN;
  assert.equal(prunedAfter(values, { patience: 3 }), n + 3);
  assert.match(decide(values, n, { patience: 3 }).reason, /^Patience: It was 6/);
});

test('what the main model expects of a trial counts: bad news prunes a doubtful curve sooner', () => {
  const values = falling({ end: 0.45 });
  const trial = trialOf(5, values, 3);
  const all = { ...study, trials: [...study.trials, trial] };
  const [alone, bad, good] = [null, { mean: 0.9, sd: 0.05 }, { mean: 0.1, sd: 0.05 }].map(
    (prior) => askPruning({ study: all, trial, prior }, plan).probability ?? NaN,
  );
  assert.ok(bad! < alone! && alone! < good!, `${bad} ${alone} ${good}`);
});

test('the chance is of the last report, whose noise the reason includes', () => {
  const trial = trialOf(5, falling({ end: 0.6, sd: 0.1 }), 15);
  const noisy = curveStudy({ ends, sd: 0.1 });
  const curves = learnCurves(noisy, 20);
  assert.ok(curves !== null);
  const { reason } = askPruning({ study: { ...noisy, trials: [...noisy.trials, trial] }, trial, curves }, plan);
  const { sd, sdOfReport } = expectValue(trial, curves) ?? { sd: NaN, sdOfReport: NaN };
  assert.ok(sdOfReport > 1.2 * sd);
  assert.ok(reason.includes(`± ${formatNumber(Number(sdOfReport.toPrecision(2)))};`), reason);
});

test('curves learned beforehand give the same answer as those learned on the spot', () => {
  const trial = trialOf(5, falling({ end: 0.6 }), 9);
  const all = { ...study, trials: [...study.trials, trial] };
  const learned = askPruning({ study: all, trial, curves: learnCurves(all, 20) }, plan);
  assert.deepEqual(learned, askPruning({ study: all, trial }, plan));
});

test('the same reports give the same decision', () => {
  assert.deepEqual(decide(falling({ end: 0.6 }), 9), decide(falling({ end: 0.6 }), 9));
});

test('the fewer curves are known the fatter the tails: the chance is Student’s, with as many degrees of freedom as curves', () => {
  const trial = trialOf(5, falling({ end: 0.42, sd: 0.05 }), 12);
  const noisy = curveStudy({ ends, sd: 0.05 });
  const all = { ...noisy, trials: [...noisy.trials, trial] };
  const curves = learnCurves(noisy, 20);
  assert.ok(curves !== null);
  const { mean, sdOfReport } = expectValue(trial, curves) ?? { mean: NaN, sdOfReport: NaN };
  const best = Math.min(...noisy.trials.map(({ value }) => value ?? Infinity));
  const { probability } = askPruning({ study: all, trial, curves }, plan);
  assert.ok(probability !== null && probability > 0.02 && probability < 0.2, `${probability}`);
  assert.ok(Math.abs(probability - student5((best - mean) / sdOfReport)) < 2e-3, `${probability}`);
});

/** The distribution function of Student's t with 5 degrees of freedom, in closed form. */
function student5(t: number): number {
  const angle = Math.atan(t / Math.sqrt(5));
  return 0.5 + (angle + Math.sin(angle) * (Math.cos(angle) + (2 / 3) * Math.cos(angle) ** 3)) / Math.PI;
}
