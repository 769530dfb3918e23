// Ask and tell for programs that train by other means than tfjs: the same engine, and the same journal if one is wanted.
import type { Direction } from '../space/objective.ts';
import type { Params, Space } from '../space/space.ts';
import { Journal } from '../storage/journal.ts';
import { accelerate } from '../study/accelerate.ts';
import { askPruning } from '../study/prune.ts';
import { bestTrial, type FinishedTrial, type Trial } from '../study/study.ts';
import { describing, endOf, failingAbandoned, nextOf, notANumber, runningTrial, type TrialEnding } from './events.ts';
import { spaceOf, type Parameters, type Values } from './parameters.ts';
import { memoryStore, type Store } from './store.ts';

/** What `openStudy` is told. */
export type StudyOptions<P extends Parameters> = {
  /** What is tuned, by name. */
  readonly parameters: P;
  /** Whether less or more of the value is better. Default: `minimize`. */
  readonly direction?: Direction;
  /** What the value is called, in charts and tables. Default: `value`. */
  readonly metric?: string;
  /**
   * A journal (`.log`) that keeps the study: it is continued where it exists, several processes may share it, and Optuna reads it.
   * Without it the study is gone with the process.
   */
  readonly file?: string;
  /** The study's name. Default: that of the file. */
  readonly name?: string;
  /** Seed of a new study; the same seed and values give the same trials. Default: 0. */
  readonly seed?: number;
  /** How values are chosen: by a Gaussian process (`gp`, the default), at random, by an evenly spread sequence, or along a grid. */
  readonly sampler?: 'gp' | 'random' | 'sobol' | 'grid';
  /** How many trials there will be, where that is known: a small budget leaves less of it to the first spread-out trials. */
  readonly nTrials?: number;
};

/** A trial to run: its values, and the number by which to tell. */
export type AskedTrial<P extends Parameters> = { readonly number: number; readonly params: Values<P> };

/** A trial of which something is told: itself, or its number. */
export type TrialRef = number | { readonly number: number };

/** A trial while `run` runs it. */
export type RunningTrial<P extends Parameters> = AskedTrial<P> & {
  /** As `TuningStudy.report`. */
  readonly report: (step: number, value: number) => Promise<boolean>;
};

/** What is minimised or maximised. Null: given up, since `report` said that more steps are not worth it. */
export type Objective<P extends Parameters> = (
  params: Values<P>,
  trial: RunningTrial<P>,
) => number | null | Promise<number | null>;

/** What `run` is told. */
export type RunOptions = {
  /** Trials to run now. */
  readonly nTrials: number;
  /** Trials at a time. Default: 1. */
  readonly nParallel?: number;
  /** No trial starts any more once it is aborted. */
  readonly signal?: AbortSignal;
};

/**
 * Opens a study, or begins one. The caller closes it. Rejects with an error that has `code` and `remedy` where the file holds a study of other
 * parameters or cannot be written; bounds may have changed.
 */
export async function openStudy<P extends Parameters>(options: StudyOptions<P>): Promise<TuningStudy<P>> {
  accelerate();
  const { file, name } = options;
  const space = spaceOf(options.parameters);
  const store: Store =
    file === undefined ? memoryStore() : await Journal.open(file, name === undefined ? {} : { study: name });
  await store.transact((study) => [...describing(study, space, options), ...failingAbandoned(study)]);
  return new TuningStudy<P>(store, space, options);
}

/** A study that is asked for trials and told their values. Made by `openStudy`. */
export class TuningStudy<P extends Parameters> {
  private readonly store: Store;
  private readonly space: Space;
  private readonly options: StudyOptions<P>;

  /** `openStudy` makes one. */
  constructor(store: Store, space: Space, options: StudyOptions<P>) {
    this.store = store;
    this.space = space;
    this.options = options;
  }

  /** All trials, by number. */
  get trials(): readonly Trial[] {
    return this.store.study.trials;
  }

  /** The finished trial with the best value; null while there is none. */
  get best(): FinishedTrial | null {
    return bestTrial(this.store.study);
  }

  /**
   * The next trial to run; null where all there is has been tried. It counts as running until it is told, and several may run at once.
   * Takes some milliseconds, among thousands of trials a fraction of a second, in which the process does nothing else.
   */
  async ask(): Promise<AskedTrial<P> | null> {
    let asked: AskedTrial<P> | null = null;
    await this.store.transact((study) => {
      const next = nextOf(study, this.space, this.options);
      if (next === null) return [];
      asked = { number: next.number, params: next.params as Values<P> }; // The space was made of P.
      return next.events;
    });
    return asked;
  }

  /** The value of a trial, which ends it. One that is not a number makes it a failed one. */
  async tell(trial: TrialRef, value: number): Promise<void> {
    if (Number.isNaN(value)) await this.end(trial, { kind: 'trialFailed', reason: notANumber });
    else await this.end(trial, { kind: 'trialFinished', value });
  }

  /** The trial has no value; the engine learns that such values fail. */
  fail(trial: TrialRef, reason: string): Promise<void> {
    return this.end(trial, { kind: 'trialFailed', reason });
  }

  /** The trial was given up; its last report counts as what was seen of it. */
  prune(trial: TrialRef): Promise<void> {
    return this.end(trial, { kind: 'trialPruned' });
  }

  /** A value on the way, such as a loss after an epoch. False: the trial can hardly become the best; `prune` it. */
  async report(trial: TrialRef, step: number, value: number): Promise<boolean> {
    await this.store.transact((study) => {
      const { number } = runningTrial(study, trial);
      return [{ kind: 'valueReported', trial: number, step, value }];
    });
    const reported = runningTrial(this.store.study, trial);
    const { nTrials = Infinity } = this.options;
    return askPruning({ study: this.store.study, trial: reported }, { nTrialsPlanned: nTrials }).kind === 'keep';
  }

  /** Values that are tried before any other; those left out are chosen by the engine. */
  async enqueue(params: Partial<Values<P>>): Promise<void> {
    const given: Params = Object.fromEntries(
      Object.entries(params).filter((entry): entry is [string, Params[string]] => entry[1] !== undefined),
    );
    await this.store.transact(({ trials }) => [{ kind: 'trialQueued', trial: trials.length, params: given }]);
  }

  /**
   * Asks, runs `objective` and tells, until the trials are done or nothing is left to try; resolves with the best trial. What it throws fails its
   * trial; the third in a row that throws ends the run with its error.
   */
  async run(objective: Objective<P>, { nTrials, nParallel = 1, signal }: RunOptions): Promise<FinishedTrial | null> {
    let nStarted = 0;
    let nFailedInRow = 0;
    const work = async (): Promise<void> => {
      while (nStarted < nTrials && nFailedInRow < nMostFailures && signal?.aborted !== true) {
        nStarted++;
        const asked = await this.ask();
        if (asked === null) return;
        const error = await this.runOne(asked, objective);
        nFailedInRow = error === null ? 0 : nFailedInRow + 1;
        if (error !== null && nFailedInRow >= nMostFailures) throw error.thrown;
      }
    };
    const results = await Promise.allSettled(Array.from({ length: Math.max(1, nParallel) }, work));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return this.best;
  }

  /** Waits for what is being written. */
  close(): Promise<void> {
    return this.store.close();
  }

  private async runOne(asked: AskedTrial<P>, objective: Objective<P>): Promise<{ readonly thrown: unknown } | null> {
    const report = (step: number, value: number): Promise<boolean> => this.report(asked, step, value);
    try {
      const value = await objective(asked.params, { ...asked, report });
      await (value === null ? this.prune(asked) : this.tell(asked, value));
      return null;
    } catch (thrown) {
      if (this.trials[asked.number]?.state === 'running')
        await this.fail(asked, thrown instanceof Error ? thrown.message : String(thrown));
      return { thrown };
    }
  }

  private async end(trial: TrialRef, end: TrialEnding): Promise<void> {
    await this.store.transact((study) => endOf(runningTrial(study, trial), end));
  }
}

/** So many failures in a row are the program's. */
const nMostFailures = 3;
