// Whether the best values are better than the user's own, or were lucky: both are trained again, with other seeds, and compared.
import { studentCdf } from '../math/student.ts';
import type { Params } from '../space/space.ts';
import {
  baselineTrial,
  isBetter,
  isFinished,
  isObserved,
  isSameParams,
  type FinishedTrial,
  type Study,
} from './study.ts';

/** The fact of a repeated trial: the number of the trial that it repeats. */
export const confirmsFact = 'confirms';

/** Values to train again, and the trial that had them first. */
type Repeat = { readonly trial: number; readonly params: Params };

/** The user's own values, where they have been measured, and the `nLeaders` best others, each `nRepeats` times, in turns. */
function repeatsOf(
  study: Pick<Study, 'trials' | 'direction'>,
  { nLeaders, nRepeats }: { readonly nLeaders: number; readonly nRepeats: number },
): readonly Repeat[] {
  const own = baselineTrial(study);
  const ranked = firsts(study)
    .filter(({ params }) => own === null || !isSameParams(params, own.params))
    .toSorted((a, b) => (isBetter(a.value, b.value, study.direction) ? -1 : 1));
  const chosen = [...(own !== null && isObserved(own) ? [own] : []), ...ranked.slice(0, nLeaders)];
  const once = chosen.map(({ number, params }) => ({ trial: number, params }));
  return Array.from({ length: nRepeats }, () => once).flat();
}

/** What it takes to train the leaders again. */
export type ConfirmationPlan = {
  /** The trials to queue, with facts that tell what they repeat. */
  readonly enqueue: readonly {
    readonly params: Params;
    readonly facts: { readonly source: 'confirm'; readonly [confirmsFact]: number };
  }[];
  /** Whose values are repeated, the user's own first. */
  readonly leaders: readonly number[];
  /** Trials that are to run: the repeats, and behind what is queued already. */
  readonly nTrials: number;
  /** One after the other, by the trials so far; null where that is unknown. */
  readonly ms: number | null;
};

/** Null while no trial has a value. */
export function confirmationPlan(
  study: Pick<Study, 'trials' | 'direction'>,
  options: { readonly nLeaders: number; readonly nRepeats: number },
): ConfirmationPlan | null {
  const repeats = repeatsOf(study, options);
  if (repeats.length === 0) return null;
  const nTrials = repeats.length + study.trials.filter(({ state }) => state === 'queued').length;
  return {
    enqueue: repeats.map(({ params, trial }) => ({ params, facts: { source: 'confirm', [confirmsFact]: trial } })),
    leaders: [...new Set(repeats.map(({ trial }) => trial))],
    nTrials,
    ms: costOf(study, nTrials),
  };
}

/** What was measured again of one trial's values. The first value is left out: it was chosen for being good. */
export type Measured = {
  readonly trial: number;
  readonly params: Params;
  readonly n: number;
  readonly mean: number;
  /** Of one value; null below two. */
  readonly sd: number | null;
};

export type Confirmation = {
  /** Null while the user's own values were not repeated. */
  readonly own: Measured | null;
  /** The best of the others by the mean of the repeats. */
  readonly best: Measured;
  /** That its true mean is the better one (Welch 1947, flat priors); null below two repeats of each. */
  readonly probability: number | null;
};

/** Null while no leader was repeated. */
export function confirmationOf(study: Pick<Study, 'trials' | 'direction'>): Confirmation | null {
  const ownNumber = baselineTrial(study)?.number ?? null;
  const measured = measuredAgain(study);
  const own = measured.find(({ trial }) => trial === ownNumber) ?? null;
  const [best] = measured
    .filter(({ trial }) => trial !== ownNumber)
    .toSorted((a, b) => (isBetter(a.mean, b.mean, study.direction) ? -1 : 1));
  if (best === undefined) return null;
  const sign = study.direction === 'maximize' ? 1 : -1;
  return { own, best, probability: own === null ? null : probabilityOf(best, own, sign) };
}

function measuredAgain({ trials }: Pick<Study, 'trials'>): readonly Measured[] {
  const groups = new Map<number, number[]>();
  for (const trial of trials) {
    const of = trial.facts[confirmsFact];
    if (typeof of !== 'number' || !isObserved(trial)) continue;
    groups.set(of, [...(groups.get(of) ?? []), trial.value]);
  }
  return [...groups].flatMap(([number, values]) => {
    const trial = trials[number];
    return trial === undefined ? [] : [{ trial: number, params: trial.params, ...momentsOf(values) }];
  });
}

function momentsOf(values: readonly number[]): Pick<Measured, 'n' | 'mean' | 'sd'> {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, sd: n < 2 ? null : Math.sqrt(squares / (n - 1)) };
}

function probabilityOf(a: Measured, b: Measured, sign: number): number | null {
  if (a.sd === null || b.sd === null) return null;
  const [va, vb] = [(a.sd * a.sd) / a.n, (b.sd * b.sd) / b.n];
  const gap = sign * (a.mean - b.mean);
  if (va + vb === 0) return gap > 0 ? 1 : gap < 0 ? 0 : 0.5;
  const nFree = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return studentCdf(gap / Math.sqrt(va + vb), nFree);
}

/** The first trial of each set of values, and no repeats. */
function firsts({ trials }: Pick<Study, 'trials'>): readonly FinishedTrial[] {
  return trials.filter((trial): trial is FinishedTrial => isObserved(trial) && trial.facts[confirmsFact] === undefined);
}

/** How long so many trials take one after the other, by those so far, in milliseconds; null where that is unknown. */
function costOf(study: Pick<Study, 'trials'>, nTrials: number): number | null {
  const durations = study.trials.flatMap((trial) =>
    isFinished(trial) && trial.startedAtMs !== null && trial.endedAtMs !== null
      ? [trial.endedAtMs - trial.startedAtMs]
      : [],
  );
  if (durations.length === 0) return null;
  return (nTrials * durations.reduce((sum, ms) => sum + ms, 0)) / durations.length;
}
