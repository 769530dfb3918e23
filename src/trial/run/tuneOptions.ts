// What a run of a study is told, and what it says: the contract between the scheduler and those who start it (editor, command line).
import type { Log } from '../../log.ts';
import type { StudyPlan } from '../../program/plan.ts';
import type { Params } from '../../space/space.ts';
import type { Json, StudyEvent } from '../../study/event.ts';
import type { Sampler } from '../../study/samplerName.ts';
import type { FinishedTrial, Study } from '../../study/study.ts';
import type { Asker } from '../engine/asker.ts';
import type { ChooseObjective } from './baseline.ts';
import type { TuneControl } from './control.ts';
import type { Executor } from '../executor.ts';
import type { FitValue } from './objective.ts';
import type { RunProgress } from './progress.ts';
import type { Place } from '../slurm/slurmSettings.ts';
import type { Slot } from '../local/slots.ts';

export type TuneOptions = {
  readonly plan: StudyPlan;
  /** Trials to start now; those of an earlier run of the same study come on top. 0: only follow those that still run. */
  readonly nTrials: number;
  /** Trials that come before all others, with facts of their own; `nTrials` counts them. Needs a study that exists. */
  readonly enqueue: readonly { readonly params: Params; readonly facts: Readonly<Record<string, Json>> }[];
  /** At least one. */
  readonly slots: readonly Slot[];
  /** Seed of a new study; a continued one keeps its own. */
  readonly seed: number;
  /** How values are chosen; a continued study may change it. */
  readonly sampler: Sampler;
  /** True: never continue an earlier study of this file. */
  readonly isNewStudy: boolean;
  readonly trialTimeoutMs: number | null;
  /** No trial starts later than this after the run's beginning; those that run then may end. */
  readonly totalTimeMs: number | null;
  readonly fitValue: FitValue;
  /** Whether trials that are not worth their remaining steps are ended. */
  readonly isPruning: boolean;
  /** Whether the run ends when more trials are unlikely to pay. */
  readonly isStoppingWhenDone: boolean;
  /** How many of the best trained models are kept; 0 for none. */
  readonly nModels: number;
  /** Noted with every trial: where the code and the machine stood. */
  readonly provenance: Readonly<Record<string, Json>>;
  /** Asked where nobody names the objective and no metric's name tells which way is better; without it that is an error. */
  readonly chooseObjective?: ChooseObjective;
  readonly executor: Executor;
  /** Where the executor runs them: noted in the journal, so that whoever goes on with the run does as this one. */
  readonly place: Place;
  /** The engine: `createAskWorker(dist/askWorker.js)` of asker.ts. The caller closes it. */
  readonly asker: Asker;
  /** What the user may say while it runs. */
  readonly control: TuneControl;
  readonly log: Log;
  /** Aborted: running trials are stopped and noted as such, or with the reason `detached` left to the next host; the promise settles with what there is. */
  readonly signal: AbortSignal;
  /** After every append to the journal: what happened, the folded state and the progress. */
  readonly onEvents: (events: readonly StudyEvent[], study: Study, progress: RunProgress) => void;
};

/** What a user chooses of a run, on the command line or in the editor. */
export type TuneSettings = Pick<
  TuneOptions,
  | 'nTrials'
  | 'seed'
  | 'sampler'
  | 'trialTimeoutMs'
  | 'totalTimeMs'
  | 'fitValue'
  | 'isPruning'
  | 'isStoppingWhenDone'
  | 'nModels'
>;

/**
 * Why a run ended: all trials done; stopped by the caller; left to the next host; nothing left to try in a finite space; more trials are unlikely to
 * pay; no time left.
 */
export type RunEnd = 'done' | 'stopped' | 'detached' | 'exhausted' | 'enough' | 'timeUp';

export type TuneOutcome = {
  readonly study: Study;
  readonly journalFile: string;
  readonly best: FinishedTrial | null;
  readonly reason: RunEnd;
};
