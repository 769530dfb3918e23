// Runs a study: ask -> run -> append, until the trials are done or the caller says stop. The only place that turns trial messages into events.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { trialsKeepFailing } from '../errors.ts';
import type { Log } from '../log.ts';
import { objectiveIn, type StudyPlan } from '../program/plan.ts';
import { sourcesFor } from '../program/sources.ts';
import { literalsOf } from '../space/activity.ts';
import type { Objective } from '../space/objective.ts';
import type { Params } from '../space/space.ts';
import type { StudyEvent } from '../study/event.ts';
import type { Sampler } from '../study/sampler.ts';
import { bestTrial, isFinished, isSameParams, type FinishedTrial, type Study } from '../study/study.ts';
import type { Asker } from './asker.ts';
import { baselineFailure, objectiveOf, type ChooseObjective } from './baseline.ts';
import type { Executor } from './executor.ts';
import type { FitValue } from './objective.ts';
import { createFailureStreak, maxEqualFailures } from './failureStreak.ts';
import { createProgressMeter, type RunProgress } from './progress.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { trialSeed } from './seed.ts';
import { openStudy, type OpenedStudy } from './studyOpening.ts';
import { endingEvents, messageEvents, startingEvents } from './trialEvents.ts';
import { emptyFolder, judge, runTrial, type TrialOutcome } from './trialRun.ts';

export type TuneOptions = {
  readonly plan: StudyPlan;
  /** Trials to run now; those of an earlier run of the same study come on top. At least 1. */
  readonly nTrials: number;
  /** Trials at a time; at least 1. */
  readonly nParallel: number;
  /** Seed of a new study; a continued one keeps its own. */
  readonly seed: number;
  /** How values are chosen; a continued study may change it. */
  readonly sampler: Sampler;
  /** True: never continue an earlier study of this file. */
  readonly isNewStudy: boolean;
  readonly trialTimeoutMs: number | null;
  readonly fitValue: FitValue;
  /** Asked where nobody names the objective and no metric's name tells which way is better; without it that is an error. */
  readonly chooseObjective?: ChooseObjective;
  readonly executor: Executor;
  /** The engine: `createAskWorker(dist/askWorker.js)` of asker.ts. The caller closes it. */
  readonly asker: Asker;
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
 * a metric that does not exist, a folder that cannot be written, a Node that cannot be started. What had happened until then is in the journal.
 */
export async function tune(options: TuneOptions): Promise<TuneOutcome> {
  const opened = await openStudy(options.plan, options);
  try {
    return await new Run(options, opened).run();
  } finally {
    await opened.journal.close();
  }
}

/** The state of one run: what is running, what has ended, what stops it. */
class Run {
  private readonly options: TuneOptions;
  private readonly opened: OpenedStudy;
  private readonly recorder: Recorder;
  /** Stops the trials that are running: the caller's stop, or a trouble that ends the run. */
  private readonly stop = new AbortController();
  /** The user's current values. An annotated parameter always has one. */
  private readonly literals: Params;
  /** Trials of the study when this run is done, those of earlier runs included. */
  private readonly nTrialsPlanned: number;
  private readonly progress: ReturnType<typeof createProgressMeter>;
  private readonly running = new Set<Promise<void>>();
  private trouble: { readonly error: unknown } | null = null;
  private readonly streak = createFailureStreak();

  constructor(options: TuneOptions, opened: OpenedStudy) {
    this.options = options;
    this.opened = opened;
    this.literals = literalsOf(options.plan.space) ?? {};
    this.nTrialsPlanned = opened.journal.study.trials.length + options.nTrials;
    this.progress = createProgressMeter(options.nTrials, options.nParallel);
    this.recorder = createRecorder(
      opened.journal,
      (events) => options.onEvents(events, this.study, this.progress.read()),
      () => this.stop.abort(),
    );
  }

  async run(): Promise<TuneOutcome> {
    const forwardStop = (): void => this.stop.abort();
    this.options.signal.addEventListener('abort', forwardStop);
    if (this.options.signal.aborted) forwardStop();
    try {
      const isExhausted = await this.runTrials();
      await this.recorder.settled();
      if (this.trouble !== null) throw this.trouble.error;
      return this.outcome(isExhausted);
    } finally {
      this.options.signal.removeEventListener('abort', forwardStop);
    }
  }

  private get study(): Study {
    return this.opened.journal.study;
  }

  private outcome(isExhausted: boolean): TuneOutcome {
    const reason = this.options.signal.aborted ? 'stopped' : isExhausted ? 'exhausted' : 'done';
    return { study: this.study, journalFile: this.opened.journal.file, best: bestTrial(this.study), reason };
  }

  /** True when a finite space has nothing left to try. Settles when no trial runs any more, whatever happens. */
  private async runTrials(): Promise<boolean> {
    let isExhausted = false;
    try {
      isExhausted = await this.startTrials();
    } catch (error) {
      this.fail(error);
    }
    await Promise.all(this.running);
    return isExhausted;
  }

  private async startTrials(): Promise<boolean> {
    const { nTrials, nParallel } = this.options;
    let nStarted = 0;
    if (this.needsBaseline() && !this.stop.signal.aborted) {
      nStarted++;
      // Alone: it shows whether the program runs at all, and what it reports.
      await this.runBaseline();
    }
    while (!this.stop.signal.aborted && nStarted < nTrials) {
      if (this.running.size >= nParallel) {
        await Promise.race(this.running);
        continue;
      }
      if (!(await this.startNext())) return true;
      nStarted++;
    }
    return false;
  }

  /** The user's current literals come first, unless this study has measured them already. */
  private needsBaseline(): boolean {
    return !this.study.trials.some((trial) => isFinished(trial) && isSameParams(trial.params, this.literals));
  }

  private async runBaseline(): Promise<void> {
    const params = this.literals;
    const known = objectiveIn(this.options.plan) ?? this.study.objective;
    const number = this.study.trials.length;
    if (known !== null) this.record([...this.describing(known), ...this.starting(number, params, 'literals')]);
    const outcome = await this.runOne(number, params, known);
    if (outcome.failure?.kind === 'stopped') {
      if (known !== null) this.record(endingEvents(number, outcome));
    } else if (known === null) {
      await this.describeByBaseline(number, params, outcome);
    } else {
      this.record(endingEvents(number, outcome));
      // Values that make training diverge are a bad start, not a broken program.
      const { failure } = outcome;
      if (failure !== null && failure.kind !== 'diverged')
        this.fail(baselineFailure(outcome, failure, this.options.plan));
    }
    await this.recorder.settled();
  }

  /** Optuna cannot change a direction later, so a study whose objective nobody named is created by what its first trial has shown. */
  private async describeByBaseline(number: number, params: Params, outcome: TrialOutcome): Promise<void> {
    if (outcome.failure !== null) {
      this.fail(baselineFailure(outcome, outcome.failure, this.options.plan));
      return;
    }
    const { plan, chooseObjective, fitValue } = this.options;
    const objective = await objectiveOf(outcome, plan, chooseObjective);
    const judged = judge(outcome, objective, fitValue);
    this.options.log.info(`Objective: ${objective.direction} ${objective.metric}, as the program reports it.`);
    this.record([
      ...this.describing(objective),
      ...startingEvents(number, {
        params,
        source: 'literals',
        seed: trialSeed(this.seed, number),
        atMs: outcome.startedAtMs,
      }),
      ...outcome.messages.flatMap((message) => messageEvents(message, number, objective)),
      ...endingEvents(number, { ...outcome, ...judged }),
    ]);
    await this.recorder.settled();
  }

  /** False when there is nothing left to try. */
  private async startNext(): Promise<boolean> {
    const { plan, asker, sampler } = this.options;
    const { direction, seed, trials } = this.study;
    const study = { direction, seed, trials };
    const { nTrialsPlanned } = this;
    const next = await asker.ask({ study, space: plan.space, nTrialsPlanned, sampler });
    if (next === null) return false;
    if (this.stop.signal.aborted) return true;
    // Another program may have added trials to this study meanwhile.
    await this.opened.journal.refresh();
    const number = trials.length;
    const objective = this.study.objective;
    this.record([...this.describing(objective), ...this.starting(number, next.params, next.source)]);
    await this.recorder.settled();
    const task = this.runNumbered(number, next.params, objective)
      .catch((error: unknown) => this.fail(error))
      .finally(() => this.running.delete(task));
    this.running.add(task);
    return true;
  }

  private async runNumbered(number: number, params: Params, objective: Objective | null): Promise<void> {
    const outcome = await this.runOne(number, params, objective);
    this.record(endingEvents(number, outcome));
    await this.recorder.settled();
    const reason = this.streak(outcome.failure);
    if (reason !== null) this.fail(trialsKeepFailing(maxEqualFailures, reason));
  }

  private async runOne(number: number, params: Params, objective: Objective | null): Promise<TrialOutcome> {
    const { plan, executor, trialTimeoutMs, nParallel, fitValue } = this.options;
    this.progress.trialStarted();
    const outcome = await runTrial({
      request: {
        trial: number,
        ...plan.program,
        sources: sourcesFor(plan, params),
        aliases: Object.fromEntries(plan.snapshot.aliases),
        seed: trialSeed(this.seed, number),
        modelFolder: null,
      },
      folder: emptyFolder(join(this.opened.trialsFolder, String(number))),
      executor,
      signal: this.stop.signal,
      timeoutMs: trialTimeoutMs,
      nParallel,
      objective,
      fitValue,
      onEvents: (events) => {
        if (objective !== null) this.record(events);
      },
    });
    this.progress.trialEnded(outcome.endedAtMs - outcome.startedAtMs);
    return outcome;
  }

  private get seed(): number {
    return this.study.trials.length > 0 ? this.study.seed : this.options.seed;
  }

  /** The study's creation or, where bounds have changed since, its new description; empty when nothing has changed. */
  private describing(objective: Objective | null): readonly StudyEvent[] {
    if (objective === null) return [];
    const { plan } = this.options;
    const isNew = this.study.objective === null && this.study.trials.length === 0;
    if (!isNew && isDeepStrictEqual(this.study.space, plan.space)) return [];
    return [
      ...(isNew ? [{ kind: 'studyCreated', study: plan.studyName, direction: objective.direction } as const] : []),
      {
        kind: 'studyDescribed',
        space: plan.space,
        objective,
        seed: this.seed,
        atMs: Date.now(),
      },
    ];
  }

  private starting(number: number, params: Params, source: string): readonly StudyEvent[] {
    return startingEvents(number, { params, source, seed: trialSeed(this.seed, number), atMs: Date.now() });
  }

  private record(events: readonly StudyEvent[]): void {
    this.recorder.add(events);
  }

  /** Ends the run with `error`; trials that are still running are stopped. */
  private fail(error: unknown): void {
    this.trouble ??= { error };
    this.stop.abort();
  }
}
