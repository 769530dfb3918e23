// One simulated study of the pruning bench: trials one after another, each reported step by step, until the trials or the steps are used up.
import { isBetter, type Trial } from '../../src/study/study.ts';
import type { BenchCurve, CurveFamily } from './curveFamilies.ts';
import type { Pruning } from './pruners.ts';

/** What is left of a study: a number of each trial's steps run. */
export type StudyRun = { readonly nRun: readonly number[]; readonly isWhole: readonly boolean[] };

/** Runs trials until all of `curves` are done or `nStepsInAll` are spent (the trial then running stays unfinished). */
export function runStudy(
  family: CurveFamily,
  curves: readonly BenchCurve[],
  { pruning, nTrialsPlanned, nStepsInAll }: { pruning: Pruning; nTrialsPlanned: number; nStepsInAll: number },
): StudyRun {
  const pruner = pruning({ nSteps: family.nSteps, nTrialsPlanned });
  const trials: Trial[] = [];
  const study = { direction: family.direction, trials };
  let left = nStepsInAll;
  for (const [number, { point, values }] of curves.entries()) {
    if (left <= 0) break;
    const reports: { step: number; value: number }[] = [];
    const params = Object.fromEntries(point.map((u, k) => [`x${k}`, u]));
    const facts = { source: number === 0 ? 'literals' : 'initial' };
    const running: Trial = {
      number,
      state: 'running',
      params,
      value: null,
      reports,
      startedAtMs: 0,
      endedAtMs: null,
      facts,
    };
    trials.push(running);
    let isPruned = false;
    for (const [step, value] of values.entries()) {
      if (left <= 0 || isPruned) break;
      left--;
      reports.push({ step, value });
      isPruned = pruner.stops(study, running);
    }
    trials[number] = endedTrial(running, family.nSteps, isPruned);
  }
  return {
    nRun: trials.map(({ reports }) => reports.length),
    isWhole: trials.map(({ state }) => state === 'finished'),
  };
}

function endedTrial(trial: Trial, nSteps: number, isPruned: boolean): Trial {
  const value = trial.reports.at(-1)?.value ?? NaN;
  if (!Number.isFinite(value)) return { ...trial, state: 'failed', endedAtMs: 0 };
  if (trial.reports.length < nSteps || isPruned) return { ...trial, state: 'pruned', value, endedAtMs: 0 };
  return { ...trial, state: 'finished', value, endedAtMs: 0 };
}

/** The best last value of the trials that are whole; null where there is none. */
export function bestOf(
  { direction }: CurveFamily,
  curves: readonly BenchCurve[],
  isWhole: readonly boolean[] = curves.map(() => true),
): number | null {
  return curves.reduce<number | null>((best, { values }, i) => {
    const value = values.at(-1)!;
    if (isWhole[i] !== true || !Number.isFinite(value)) return best;
    return best === null || isBetter(value, best, direction) ? value : best;
  }, null);
}
