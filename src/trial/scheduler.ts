// Runs a study: ask -> run -> append, until the trials are done or the caller says stop. The only place that turns trial messages into events.
import type { Log } from '../log.ts';
import type { StudyPlan } from '../program/plan.ts';
import type { Study, FinishedTrial } from '../study/study.ts';
import type { StudyEvent } from '../study/event.ts';
import type { Executor } from './executor.ts';

export type RunProgress = {
  readonly nTrialsPlanned: number;
  readonly nTrialsEnded: number;
  readonly nTrialsRunning: number;
  /** Estimated milliseconds until the run is done; null before the first trial has ended. */
  readonly remainingMs: number | null;
};

export type TuneOptions = {
  readonly plan: StudyPlan;
  /** Trials to run now; those of an earlier run of the same study come on top. At least 1. */
  readonly nTrials: number;
  /** Trials at a time; at least 1. */
  readonly nParallel: number;
  /** Seed of a new study; a continued one keeps its own. */
  readonly seed: number;
  /** True: never continue an earlier study of this file. */
  readonly isNewStudy: boolean;
  readonly trialTimeoutMs: number | null;
  readonly executor: Executor;
  readonly log: Log;
  /** Aborted: running trials are stopped and noted as such, and the promise settles with what there is. */
  readonly signal: AbortSignal;
  /** After every append to the journal: what happened, the folded state and the progress. */
  readonly onEvents: (events: readonly StudyEvent[], study: Study, progress: RunProgress) => void;
};

export type TuneOutcome = {
  readonly study: Study;
  readonly journalFile: string;
  readonly best: FinishedTrial | null;
  /** Why it ended: all trials done, stopped by the caller, or nothing left to try in a finite space. */
  readonly reason: 'done' | 'stopped' | 'exhausted';
};

/**
 * Tunes `plan`. Throws a UserError for what the user can mend: a program that fails on its own values (trial 0), no metric found,
 * a metric that does not exist, a folder that cannot be written, a Node that cannot be started.
 */
export declare function tune(options: TuneOptions): Promise<TuneOutcome>;
