// The pruners that the bench compares, each seeing one trial after another: ours, and the usual ones written out in their plainest form.
import { predict } from '../../src/gp/posterior.ts';
import { encodingOf } from '../../src/space/encode.ts';
import type { Space } from '../../src/space/space.ts';
import { learnCurves, type StudyCurves } from '../../src/study/curves.ts';
import { askPruning, type PruneOptions } from '../../src/study/prune.ts';
import { isBetter, isFinished, type Study, type Trial } from '../../src/study/study.ts';
import { fitSurrogate, type Surrogate } from '../../src/study/surrogate.ts';

export type BenchStudy = Pick<Study, 'direction'> & { readonly trials: readonly Trial[] };

/** Of one study. `stops` is asked after each report of the newest trial; steps are numbered from 0. */
export type Pruner = { readonly stops: (study: BenchStudy, trial: Trial) => boolean };
export type Pruning = (plan: { readonly nSteps: number; readonly nTrialsPlanned: number }) => Pruner;

export const never: Pruning = () => ({ stops: () => false });

/** Golovin et al. 2017, as Optuna has it: below the median of the finished at this step, by its best so far; from the sixth trial on. */
export const median: Pruning = () => ({
  stops: ({ direction, trials }, trial) => {
    const { length } = trial.reports;
    if (!Number.isFinite(trial.reports[length - 1]!.value)) return true;
    const others = trials.filter(isFinished).map(({ reports }) => reports[length - 1]!.value);
    if (trials.length <= 5 || others.length === 0) return false;
    const best = trial.reports.map(({ value }) => value).reduce((a, b) => (isBetter(b, a, direction) ? b : a));
    return isBetter(medianOf(others), best, direction);
  },
});

/** Li et al. 2020, the stopping form, as Optuna has it: at rungs 1, 3, 9, …, outside the best third of those that came there. */
export const asha: Pruning = ({ nSteps }) => ({
  stops: ({ direction, trials }, trial) => {
    const { length } = trial.reports;
    const own = trial.reports[length - 1]!.value;
    if (!Number.isFinite(own)) return true;
    if (length >= nSteps || !isPowerOf3(length)) return false;
    const reached = trials.flatMap(({ reports }) => (reports.length >= length ? [reports[length - 1]!.value] : []));
    const nBetter = reached.filter((value) => isBetter(value, own, direction)).length;
    return nBetter >= Math.max(1, Math.floor(reached.length / 3));
  },
});

/** Ours, as it comes; `expects` adds what the main model expects of each trial. What was learned stays until another trial has finished. */
export function ours({ expects }: { readonly expects: boolean }, options: Partial<PruneOptions> = {}): Pruning {
  return ({ nSteps, nTrialsPlanned }) => {
    let known: Known = { nFinished: -1, curves: null, surrogate: null };
    let asked: { readonly number: number; readonly prior: Prior | null } = { number: -1, prior: null };
    return {
      stops: (study, trial) => {
        const nFinished = study.trials.filter(isFinished).length;
        if (known.nFinished !== nFinished) {
          const surrogate = expects && nFinished >= 4 ? fitSurrogate(study, encodingOf(spaceOf(trial))) : null;
          known = { nFinished, curves: learnCurves(study, nSteps), surrogate };
        }
        if (asked.number !== trial.number) asked = { number: trial.number, prior: expectation(known, trial) };
        const question = { study, trial, curves: known.curves, prior: asked.prior };
        return askPruning(question, { nTrialsPlanned, nSteps, ...options }).kind !== 'keep';
      },
    };
  };
}

type Known = {
  readonly nFinished: number;
  readonly curves: StudyCurves | null;
  readonly surrogate: Surrogate | null;
};

type Prior = { readonly mean: number; readonly sd: number };

function expectation({ surrogate }: Known, trial: Trial): Prior | null {
  const point = encodingOf(spaceOf(trial)).encode(trial.params);
  if (surrogate === null || point === null) return null;
  const { mean, variance } = predict(surrogate.posterior, point);
  const { warp, sign } = surrogate;
  const sd = Math.sqrt(variance);
  return { mean: sign * warp.toOutput(mean), sd: (warp.toOutput(mean + sd) - warp.toOutput(mean - sd)) / 2 };
}

/** Numbers from 0 to 1, one for each param of the trial. */
function spaceOf({ params }: Trial): Space {
  const domain = { kind: 'float', low: 0, high: 1, scale: 'linear', step: null } as const;
  return { parameters: Object.keys(params).map((name) => ({ name, domain, conditions: [], initial: 0.5 })) };
}

function isPowerOf3(n: number): boolean {
  let power = 1;
  while (power < n) power *= 3;
  return power === n;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
