// Starts, follows and resumes the trials of one run, and writes down what they say. Which trial comes when is scheduler.ts's business.
import type { StudyPlan } from '../../program/plan.ts';
import { sourcesFor } from '../../program/sources.ts';
import type { Objective } from '../../space/objective.ts';
import type { Params } from '../../space/space.ts';
import type { StudyEvent } from '../../study/event.ts';
import type { PruneDecision } from '../../study/prune.ts';
import type { Study } from '../../study/study.ts';
import { skipKnown } from './adoption.ts';
import type { StopReason } from '../executor.ts';
import { claimingEvents, type NextParams } from './nextTrial.ts';
import type { createProgressMeter } from './progress.ts';
import type { Recorder } from './recorder.ts';
import { trialSeed } from './seed.ts';
import { describingEvents, exists } from './studyDescribing.ts';
import type { OpenedStudy } from './studyOpening.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';
import { factEvents, startingEvents } from './trialEvents.ts';
import {
  claimTrialFolder,
  emptyTrialFolder,
  forgetProcesses,
  isLeftBehind,
  requestedAtMs,
  trialFolderOf,
  type TrialFolder,
} from '../trialFolder.ts';
import type { TrialRequest } from '../trialProtocol.ts';
import { isTfjsOf } from '../local/preload.ts';
import { isWarmable } from '../local/warmable.ts';
import { runTrial, type TrialOutcome } from './trialRun.ts';
import type { Slot } from '../local/slots.ts';
import type { TuneOptions } from './tuneOptions.ts';

/** A trial that has its number. */
export type ClaimedTrial = {
  readonly number: number;
  readonly params: Params;
  readonly slot: Slot;
  /** Null while nobody knows it. */
  readonly objective: Objective | null;
};

export type RunnerOptions = {
  readonly tune: TuneOptions;
  readonly opened: OpenedStudy;
  readonly recorder: Recorder;
  readonly progress: ReturnType<typeof createProgressMeter>;
  readonly nTrialsPlanned: number;
  /** Whether another trial starts behind those that run. */
  readonly isAnotherComing: () => boolean;
  /** An error that ends the run. */
  readonly onError: (error: unknown) => void;
};

export class TrialRunner {
  private readonly options: RunnerOptions;
  private readonly supervisor: Supervisor;
  private readonly controllers = new Map<number, AbortController>();
  /** Of a run that is being stopped. */
  private stopReason: StopReason | null = null;
  /** Why trials are to be pruned. One that comes to its end by itself meanwhile is not. */
  private readonly decisions = new Map<number, PruneDecision>();
  /** tfjs, as the trials have loaded it. */
  private readonly preload = new Set<string>();

  constructor(options: RunnerOptions) {
    this.options = options;
    const { asker, control, isPruning } = options.tune;
    this.supervisor = createSupervisor({
      ...{ asker, isPruning, nTrialsPlanned: options.nTrialsPlanned, onError: options.onError },
      study: () => this.study,
      isKept: (trial) => control.isKept(trial),
      onDecision: (trial, decision) => void this.decisions.set(trial, decision),
    });
  }

  get study(): Study {
    return this.options.opened.journal.study;
  }

  /** Whether every trial is to end. */
  get isStopped(): boolean {
    return this.stopReason !== null;
  }

  /** The study's own or, before it exists, the caller's. */
  get seed(): number {
    return exists(this.study) ? this.study.seed : this.options.tune.seed;
  }

  /** What is to be written of the study before a trial of it; empty when nothing is new. */
  describing(study: Study, objective: Objective): readonly StudyEvent[] {
    const { tune, nTrialsPlanned } = this.options;
    const { plan, place } = tune;
    return describingEvents(study, { plan, objective, seed: this.seed, run: { nTrialsPlanned, place } });
  }

  starting(number: number, next: NextParams, slot: Slot, atMs: number): readonly StudyEvent[] {
    const facts = {
      source: next.source,
      seed: trialSeed(this.seed, number),
      fit_value: this.options.tune.fitValue,
      ...(slot.gpu === null ? {} : { gpu: slot.gpu.name, gpu_id: slot.gpu.id }),
      ...(next.retryOf === null ? {} : { retry_of: next.retryOf }),
      ...this.options.tune.provenance,
    };
    return startingEvents(number, { params: next.queued === null ? next.params : null, atMs, facts });
  }

  /** Writes down that the trial begins; null when somebody else has taken it. */
  async claim(next: NextParams, objective: Objective, slot: Slot): Promise<ClaimedTrial | null> {
    const events = await this.options.recorder.transact((study) => {
      const claiming = claimingEvents(study, next, (number) => this.starting(number, next, slot, Date.now()));
      return claiming.length === 0 ? [] : [...this.describing(study, objective), ...claiming];
    });
    const started = events.find((event) => event.kind === 'trialStarted');
    return started === undefined ? null : { number: started.trial, params: next.params, slot, objective };
  }

  /** Whether a host that is gone has started this trial before the journal knew of it. */
  isLeftBehind(number: number, params: Params): boolean {
    const folder = this.folderOf(number);
    const request = requestOf(this.options.tune.plan, params, this.ownOf(number));
    return isLeftBehind(folder, { ...request, trial: number, spoolFile: folder.spoolFile });
  }

  /** Its process is over, and what it did is of no use to a later host. */
  forget(number: number): void {
    forgetProcesses(this.folderOf(number));
  }

  /** Runs a claimed trial to its end, or goes on with one that another host has started. */
  async follow({ number, params, slot, objective }: ClaimedTrial, isResumed: boolean): Promise<TrialOutcome> {
    const { tune, progress, recorder } = this.options;
    const { plan, executor, trialTimeoutMs, fitValue } = tune;
    const folder = this.folderOf(number);
    const pass = isResumed ? skipKnown(this.study, number) : (events: readonly StudyEvent[]) => events;
    const knownAtMs = isResumed ? (this.study.trials[number]?.startedAtMs ?? requestedAtMs(folder)) : null;
    const startedAtMs = knownAtMs ?? Date.now();
    const env = { ...slot.env, ...plan.program.env };
    if (isResumed) claimTrialFolder(folder);
    else emptyTrialFolder(folder);
    progress.trialStarted();
    const prepare = (): void => this.prepare(env);
    prepare();
    const outcome = await runTrial({
      ...{ trial: number, folder, startedAtMs, executor, env, objective, fitValue },
      request: isResumed ? null : requestOf(plan, params, this.ownOf(number)),
      signal: this.controllerOf(number).signal,
      timeoutMs: trialTimeoutMs,
      onEvents: (events) => {
        if (objective !== null) recorder.add(pass(events));
      },
      onRestart: (count) => {
        if (objective !== null) recorder.add(pass(factEvents(number, { restarts: count })));
      },
      onMessage: (message) => {
        if (message.kind === 'tfjsLoaded' && isTfjsOf(plan.program.entry, message.file)) this.preload.add(message.file);
        // It is about to train: what it loads is loaded.
        if (message.kind === 'backend') prepare();
      },
    });
    this.controllers.delete(number);
    const decision = this.decisions.get(number);
    if (outcome.end.kind === 'pruned' && decision !== undefined) this.note(number, decision);
    progress.trialEnded(outcome.durationMs);
    return outcome;
  }

  /** Ends every trial that runs, or leaves it to the next host; later ones are not begun. */
  stop(reason: StopReason): void {
    this.stopReason ??= reason;
    for (const controller of this.controllers.values()) controller.abort(this.stopReason);
  }

  /** To be told of what the journal has taken in. */
  appended(events: readonly StudyEvent[]): void {
    for (const event of events) {
      if (event.kind !== 'valueReported') continue;
      const controller = this.controllers.get(event.trial);
      if (controller !== undefined) this.supervisor.reported(event.trial, (reason) => controller.abort(reason));
    }
  }

  private folderOf(number: number): TrialFolder {
    return trialFolderOf(this.options.opened.trialsFolder, number);
  }

  private ownOf(number: number): Pick<TrialRequest, 'seed' | 'modelFolder'> {
    const modelFolder = this.options.tune.nModels > 0 ? this.folderOf(number).modelFolder : null;
    return { seed: trialSeed(this.seed, number), modelFolder };
  }

  private controllerOf(number: number): AbortController {
    const controller = new AbortController();
    if (this.stopReason !== null) controller.abort(this.stopReason);
    this.controllers.set(number, controller);
    return controller;
  }

  /** The next child may start while this trial runs, once it is known what to load. */
  private prepare(env: Readonly<Record<string, string>>): void {
    const { tune, opened, isAnotherComing } = this.options;
    if (this.preload.size === 0 || !isAnotherComing()) return;
    const { executor, plan } = tune;
    if (!isWarmable(plan.program)) return;
    executor.prepare({ program: plan.program, env, preload: [...this.preload], trialsFolder: opened.trialsFolder });
  }

  private note(trial: number, { rule, step, predicted, reason }: PruneDecision): void {
    this.options.tune.log.info(`Trial ${trial} is pruned. ${reason}`);
    this.options.recorder.add(
      factEvents(trial, {
        prune_reason: reason,
        ...(rule === null ? {} : { prune_rule: rule }),
        ...(step === null ? {} : { prune_step: step }),
        ...(predicted === null ? {} : { predicted_value: predicted.mean, predicted_sd: predicted.sd }),
      }),
    );
  }
}

/** What a trial's child is told: the plan's program with the literals of `params`. */
export function requestOf(
  { program, snapshot, annotations, objective }: Pick<StudyPlan, 'program' | 'snapshot' | 'annotations' | 'objective'>,
  params: Params,
  own: Pick<TrialRequest, 'seed' | 'modelFolder'>,
): Omit<TrialRequest, 'spoolFile' | 'trial'> {
  const sources = sourcesFor({ snapshot, annotations, objective }, params);
  return { ...program, ...own, sources, aliases: Object.fromEntries(snapshot.aliases) };
}
