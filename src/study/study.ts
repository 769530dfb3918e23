// The state of a study, as fold.ts builds it from events. Everything that shows or asks reads this and nothing else.
import type { Direction, Objective } from '../space/objective.ts';
import type { Params, Space } from '../space/space.ts';
import type { Json } from './event.ts';
import {} from '../space/own.ts';

export type TrialState = 'queued' | 'running' | 'finished' | 'pruned' | 'failed';

export type Trial = {
  readonly number: number;
  readonly state: TrialState;
  readonly params: Params;
  /** The objective in the user's own sign; the last reported value of a pruned trial; null while running and when failed. */
  readonly value: number | null;
  /** Values reported on the way, in order of arrival. */
  readonly reports: readonly { readonly step: number; readonly value: number }[];
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** User attributes of the trial. */
  readonly facts: Readonly<Record<string, Json>>;
};

export type Study = {
  readonly name: string;
  readonly direction: Direction;
  /** Null until described; for a study of another writer, what its trials' distributions say. */
  readonly space: Space | null;
  readonly objective: Objective | null;
  readonly seed: number;
  readonly createdAtMs: number | null;
  readonly trials: readonly Trial[];
  readonly facts: Readonly<Record<string, Json>>;
  /** The user's own words on trials, by number; any text. */
  readonly notes: ReadonlyMap<number, string>;
  /** The trials that the user has starred. */
  readonly stars: ReadonlySet<number>;
};

/** A finished trial: its value is a number. */
export type FinishedTrial = Trial & { readonly state: 'finished'; readonly value: number };

export function isFinished(trial: Trial): trial is FinishedTrial {
  return trial.state === 'finished' && trial.value !== null;
}

/** The fact that holds a trial's outcome constraints, which Optuna's users set. */
export const constraintsName = 'constraints';

/** Whether the trial keeps its outcome constraints: none of them is above 0, as Optuna has it. */
export function isFeasible({ facts }: Pick<Trial, 'facts'>): boolean {
  const constraints = facts[constraintsName];
  return !Array.isArray(constraints) || constraints.every((value) => typeof value !== 'number' || value <= 0);
}

/** Whether the trial's value can teach a model. */
export function isObserved(trial: Trial): trial is FinishedTrial {
  return isFinished(trial) && Number.isFinite(trial.value) && isFeasible(trial);
}

/** The finished and feasible trial with the best value (the earliest of equals), or null. */
export function bestTrial(study: Pick<Study, 'trials' | 'direction'>): FinishedTrial | null {
  let best: FinishedTrial | null = null;
  for (const trial of study.trials) {
    if (!isFinished(trial) || !isFeasible(trial)) continue;
    if (best === null || isBetter(trial.value, best.value, study.direction)) best = trial;
  }
  return best;
}

/** Whether `a` is strictly better than `b`. */
export function isBetter(a: number, b: number, direction: Direction): boolean {
  return direction === 'maximize' ? a > b : a < b;
}

/**
 * The trial that ran the literals of the user's file: the newest whose fact `source` says so (literals may change between two runs
 * of a study), else trial 0; null before it has started.
 */
export function baselineTrial(study: Pick<Study, 'trials'>): Trial | null {
  return study.trials.findLast((trial) => trial.facts['source'] === 'literals') ?? study.trials[0] ?? null;
}

/** Whether two sets of values are the same: same names, identical values. */
export function isSameParams(a: Params, b: Params): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}
