// Runs a study: ask -> run -> append, until the trials are done or something ends it. Here it is decided which trial comes when, and when it is enough.
import { trialsKeepFailing, UserError } from '../../errors.ts';
import { objectiveIn } from '../../program/plan.ts';
import type { Params } from '../../space/space.ts';
import type { StudyEvent } from '../../study/event.ts';
import { bestTrial, type Study } from '../../study/study.ts';
import { adoptTrials } from './adoption.ts';
import { needsBaseline, runBaseline } from './baselineRun.ts';
import { stopReasonOf, type StopReason } from '../executor.ts';
import { isMachineFault } from './failure.ts';
import { createFailureStreak, maxEqualFailures } from './failureStreak.ts';
import { keepBestModels } from './models.ts';
import { nextParams, queueingEvents } from './nextTrial.ts';
import { createProgressMeter } from './progress.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { runEvent } from './runRecord.ts';
import { createFreeSlots } from './freeSlots.ts';
import { watchForStop } from './stopRequest.ts';
import { createStopWatch, type StopWatch } from './stopWatch.ts';
import { exists } from './studyDescribing.ts';
import { openStudy, type OpenedStudy } from './studyOpening.ts';
import { endingEvents } from './trialEvents.ts';
import { TrialRunner, type ClaimedTrial } from './trialRunner.ts';
import type { TrialOutcome } from './trialRun.ts';
import type { RunEnd, TuneOptions, TuneOutcome } from './tuneOptions.ts';

/**
 * Tunes `plan`. Throws a UserError for what the user can mend: a program that fails on its own values (trial 0), no metric found,
 * a metric that does not exist, a folder that cannot be written, a Node that cannot be started. What had happened until then is in the journal.
 */
export async function tune(options: TuneOptions): Promise<TuneOutcome> {
  const opened = await openStudy(options.plan, options);
  try {
    return await new Run(options, opened).run();
  } finally {
    await options.executor.close();
    await opened.journal.close();
  }
}

/** The state of one run: what is running, what has ended, what stops it. */
class Run {
  private readonly options: TuneOptions;
  private readonly opened: OpenedStudy;
  private readonly recorder: Recorder;
  private readonly runner: TrialRunner;
  private readonly stopWatch: StopWatch;
  private readonly slots: ReturnType<typeof createFreeSlots>;
  private readonly streak = createFailureStreak();
  private readonly startedAtMs = performance.now();
  /** Trials of the study when this run is done, those of earlier runs included. */
  private readonly nTrialsPlanned: number;
  private readonly running = new Set<Promise<void>>();
  /** Trials that the machine broke: they are tried once more. */
  private readonly retries: { readonly number: number; readonly params: Params }[] = [];
  /** Aborted when nothing starts any more. */
  private readonly over = new AbortController();
  private nStarted = 0;
  /** Why no more trials start; null while some do, or all are done. */
  private end: Exclude<RunEnd, 'done'> | null = null;
  private trouble: { readonly error: unknown } | null = null;

  constructor(options: TuneOptions, opened: OpenedStudy) {
    const { asker, log, nTrials, slots } = options;
    this.options = options;
    this.opened = opened;
    this.slots = createFreeSlots(slots);
    this.nTrialsPlanned = opened.journal.study.trials.length + nTrials;
    const progress = createProgressMeter(nTrials, slots.length);
    const onAppended = (events: readonly StudyEvent[]): void => {
      options.onEvents(events, this.study, progress.read());
      this.runner.appended(events);
    };
    this.recorder = createRecorder(opened.journal, onAppended, (error) => this.stop(reasonFor(error)));
    this.runner = new TrialRunner({
      ...{ tune: options, opened, recorder: this.recorder, progress, nTrialsPlanned: this.nTrialsPlanned },
      isAnotherComing: () => this.mayStart(),
      onError: (error) => this.fail(error),
    });
    this.stopWatch = createStopWatch(asker, (events, sentence) => {
      log.info(sentence);
      this.recorder.add(events);
    });
  }

  async run(): Promise<TuneOutcome> {
    const { signal } = this.options;
    const forwardStop = (): void => this.stop(stopReasonOf(signal));
    signal.addEventListener('abort', forwardStop);
    if (signal.aborted) forwardStop();
    const stopRequests = watchForStop(this.opened.journal, () => this.stop('stopped'));
    try {
      await this.runTrials();
      await this.recorder.settled();
      if (this.trouble !== null) throw this.trouble.error;
      const { study } = this;
      return { study, journalFile: this.opened.journal.file, best: bestTrial(study), reason: this.end ?? 'done' };
    } finally {
      stopRequests.close();
      signal.removeEventListener('abort', forwardStop);
    }
  }

  private get study(): Study {
    return this.opened.journal.study;
  }

  private get record(): Parameters<typeof runEvent>[1] {
    return { nTrialsPlanned: this.nTrialsPlanned, place: this.options.place };
  }

  /** Settles when no trial runs any more, whatever happens. */
  private async runTrials(): Promise<void> {
    try {
      await this.resumeTrials();
      const { enqueue, plan, executor } = this.options;
      if (this.mayStart()) await executor.ready?.(this.over.signal);
      const isFirst = enqueue.length === 0 && needsBaseline(this.study, plan.space);
      if (this.mayStart() && isFirst) await this.startBaseline();
      while (this.mayStart() || this.running.size > 0) {
        if (this.mayStart() && !this.slots.isFull) await this.startNext();
        else await Promise.race(this.running);
      }
    } catch (error) {
      this.fail(error);
    }
    await Promise.all(this.running);
    await this.noteEnd();
  }

  private mayStart(): boolean {
    if (this.trouble !== null || this.nStarted >= this.options.nTrials) return false;
    return this.end === null || (this.end === 'exhausted' && this.retries.length > 0);
  }

  /** Follows trials of hosts that are gone, and notes that a run is under way again. */
  private async resumeTrials(): Promise<void> {
    if (!exists(this.study) || this.end !== null) return;
    const numbers = await adoptTrials(this.recorder, this.options.log);
    await this.recorder.transact((study) => [
      runEvent('running', this.record),
      ...queueingEvents(study, this.options.enqueue),
    ]);
    const { objective, trials } = this.study;
    for (const number of numbers) {
      const { params = {}, facts = {} } = trials[number] ?? {};
      const slot = this.slots.take(typeof facts['gpu_id'] === 'string' ? facts['gpu_id'] : undefined);
      this.launch({ number, params, slot, objective }, true);
    }
  }

  private async startBaseline(): Promise<void> {
    this.nStarted++;
    const slot = this.slots.take();
    const error = await runBaseline(this.runner, this.recorder, {
      ...{ options: this.options, slot },
      onEnded: (number) => this.keepModels(number),
    });
    this.slots.release(slot);
    if (error !== null) this.fail(error);
  }

  private async startNext(): Promise<void> {
    if (await this.isOver()) return;
    await this.options.control.whenResumed(this.over.signal);
    const { plan, asker, sampler } = this.options;
    // Another program may have added trials to this study meanwhile.
    await this.opened.journal.refresh();
    const { direction, trials } = this.study;
    const question = { direction, seed: this.runner.seed, trials };
    const { nTrialsPlanned, timeLeft } = this;
    const asked = { study: question, space: plan.space, nTrialsPlanned, timeLeft, sampler };
    const next = await nextParams(asked, asker, this.retries);
    if (next === null) this.end ??= 'exhausted';
    const objective = this.study.objective ?? objectiveIn(plan);
    // It may have been stopped while the engine thought.
    if (next === null || objective === null || !this.mayStart()) return;
    const slot = this.slots.take();
    const claimed = await this.runner.claim(next, objective, slot);
    if (claimed === null) {
      this.slots.release(slot);
      return;
    }
    this.nStarted++;
    this.launch(claimed, false);
  }

  /** The share of the run's time that is left; 0 where it has no limit. */
  private get timeLeft(): number {
    const { totalTimeMs } = this.options;
    return totalTimeMs === null ? 0 : Math.max(0, 1 - (performance.now() - this.startedAtMs) / totalTimeMs);
  }

  /** Whether the time is up, or more trials are unlikely to pay and the user wants that to end the run. */
  private async isOver(): Promise<boolean> {
    const { totalTimeMs, isStoppingWhenDone, control } = this.options;
    if (totalTimeMs !== null && this.timeLeft === 0) this.end ??= 'timeUp';
    else if (isStoppingWhenDone && (await this.stopWatch.look(this.study)) && !control.isGoingOn) this.end ??= 'enough';
    return this.end !== null && this.end !== 'exhausted';
  }

  private launch(claimed: ClaimedTrial, isResumed: boolean): void {
    const task = this.runToEnd(claimed, isResumed)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.running.delete(task);
        this.slots.release(claimed.slot);
      });
    this.running.add(task);
  }

  private async runToEnd(claimed: ClaimedTrial, isResumed: boolean): Promise<void> {
    const { number } = claimed;
    const outcome = await this.runner.follow(claimed, isResumed);
    if (outcome.end.kind === 'detached') return;
    const trial = this.study.trials[number];
    this.recorder.add(endingEvents(number, outcome, trial?.reports.at(-1)?.value ?? null));
    await this.recorder.settled();
    this.keepModels(number);
    this.retryOrPause(claimed, outcome);
    // In time that nobody waits for: the advice is shown, and ends nothing here.
    if (!this.options.isStoppingWhenDone)
      void this.stopWatch.look(this.study).catch((error: unknown) => this.fail(error));
  }

  private keepModels(number: number): void {
    const { nModels, log } = this.options;
    keepBestModels(this.study, number, { trialsFolder: this.opened.trialsFolder, nModels, log });
  }

  private retryOrPause({ number, params }: ClaimedTrial, { failure }: TrialOutcome): void {
    const reason = this.streak(failure);
    if (reason !== null) this.fail(trialsKeepFailing(maxEqualFailures, reason));
    const isRetry = this.study.trials[number]?.facts['retry_of'] !== undefined;
    if (failure === null || isRetry || !isMachineFault(failure)) return;
    this.retries.push({ number, params });
    // The user has asked for so many results.
    this.nStarted--;
  }

  /** How the run ended. One that is left to the next host has not. */
  private async noteEnd(): Promise<void> {
    if (this.end === 'detached' || !exists(this.study)) return;
    this.recorder.add([runEvent(this.trouble === null ? (this.end ?? 'done') : 'failed', this.record)]);
    // An error is told when all is over.
    await this.recorder.settled().catch(() => undefined);
  }

  private stop(reason: StopReason): void {
    this.end = reason === 'detached' ? 'detached' : 'stopped';
    this.over.abort();
    this.runner.stop(reason);
  }

  /** Ends the run with `error`; trials that are still running are stopped, or left to the next host. */
  private fail(error: unknown): void {
    this.trouble ??= { error };
    const reason = reasonFor(error);
    if (reason === 'detached') this.end = reason;
    this.over.abort();
    this.runner.stop(reason);
  }
}

/** What becomes of running trials. A full disk will have room again, and what they have learned need not be lost. */
function reasonFor(error: unknown): StopReason {
  return error instanceof UserError && error.code === 'diskFull' ? 'detached' : 'stopped';
}
