// One trial from its request to its last event: runs it on the executor, turns its messages into events, and tells how it ended.
import type { Objective } from '../../space/objective.ts';
import type { StudyEvent } from '../../study/event.ts';
import type { Executor } from '../executor.ts';
import { failureOf, type Evidence, type TrialFailure } from './failure.ts';
import { noObservations, observe, scoreOf, type FitValue, type Observations } from './objective.ts';
import { durationOf } from './duration.ts';
import { hasRoom } from '../local/diskRoom.ts';
import { watchOomKills } from '../local/oomKills.ts';
import { orphanAgeMs } from '../local/orphan.ts';
import { messageEvents } from './trialEvents.ts';
import type { TrialFolder } from '../trialFolder.ts';
import type { TrialEnd, TrialMessage, TrialRequest } from '../trialProtocol.ts';

export type TrialSetup = {
  readonly trial: number;
  /** Null: the trial was started by a host that is gone, and is resumed. */
  readonly request: Omit<TrialRequest, 'spoolFile' | 'trial'> | null;
  readonly folder: TrialFolder;
  /** When it started, by the wall clock; a resumed one has done so long ago. */
  readonly startedAtMs: number;
  readonly executor: Executor;
  readonly signal: AbortSignal;
  /** From its start; null for no limit. */
  readonly timeoutMs: number | null;
  /** Added to the child's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Null while nobody knows: then no step values are told, and the outcome's value is null. */
  readonly objective: Objective | null;
  readonly fitValue: FitValue;
  /** Called with what happens while the trial runs, in order; of a resumed one from its beginning. */
  readonly onEvents: (events: readonly StudyEvent[]) => void;
  /** Called when the trial begins anew, for the `count`th time: what it has said until then does not count. */
  readonly onRestart: (count: number) => void;
  /** Called with each message, before its events. */
  readonly onMessage: (message: TrialMessage) => void;
};

export type TrialOutcome = {
  readonly end: TrialEnd;
  readonly messages: readonly TrialMessage[];
  readonly observations: Observations;
  readonly outputFile: string;
  readonly startedAtMs: number;
  /** Never before it started, even where the clock was set back meanwhile. */
  readonly endedAtMs: number;
  /** Whatever the wall clock did meanwhile. */
  readonly durationMs: number;
  /** Null when the trial did what it should or was pruned; a missing value is not yet a failure where no objective is known. */
  readonly failure: TrialFailure | null;
  /** Its score; null when it failed, was pruned, or no objective is known. */
  readonly value: number | null;
};

/** Runs one trial to its end. Does not reject for anything that the program does. */
export async function runTrial(setup: TrialSetup): Promise<TrialOutcome> {
  const { trial, request, folder, objective, executor, timeoutMs } = setup;
  const followedSinceMs = performance.now();
  // Where nobody knows how old it is, its limit counts from now on: the wall clock could end it at once, or never.
  const ageMs = request === null ? orphanAgeMs(folder) : 0;
  let beganMs: number | null = null;
  let messages: TrialMessage[] = [];
  const nOomKills = watchOomKills();
  let observations = noObservations;
  const options = {
    folder,
    signal: setup.signal,
    timeoutMs: timeoutMs === null || executor.hasQueue ? timeoutMs : Math.max(1, timeoutMs - (ageMs ?? 0)),
    onRestart: (count: number): void => {
      messages = [];
      observations = noObservations;
      setup.onRestart(count);
    },
    onMessage: (message: TrialMessage): void => {
      if (message.kind === 'started') beganMs = performance.now();
      messages.push(message);
      setup.onMessage(message);
      observations = observe(observations, message);
      const events = messageEvents(message, trial, objective);
      if (events.length > 0) setup.onEvents(events);
    },
  };
  const end =
    request === null
      ? await executor.resume(options)
      : await executor.run({ ...request, trial, spoolFile: folder.spoolFile }, { ...options, env: setup.env });
  const startedAtMs = executor.hasQueue ? beganAtMs(messages, setup.startedAtMs) : setup.startedAtMs;
  const nowMs = Date.now();
  const durationMs = durationOf({
    ...{ ageMs, startedAtMs, nowMs, messages, followedMs: performance.now() - followedSinceMs },
    sinceBeganMs: executor.hasQueue && beganMs !== null ? performance.now() - beganMs : null,
  });
  const endedAtMs = endOf(startedAtMs + durationMs, nowMs);
  const outcome = { end, messages, observations, outputFile: folder.outputFile, startedAtMs, endedAtMs, durationMs };
  const machine = { nOomKills: nOomKills(), hasRoom: hasRoom(folder.path) };
  return { ...outcome, ...judge({ ...outcome, ...machine }, objective, setup.fitValue) };
}

/** So far the clock of a machine may be off. A journal may tell of any start. */
const believableMs = 366 * 24 * 3_600_000;

/** The end by the wall clock, or by what the trial's start and duration make of it where the clock was set back. */
function endOf(calculatedMs: number, nowMs: number): number {
  return calculatedMs > nowMs && calculatedMs - nowMs < believableMs ? Math.round(calculatedMs) : nowMs;
}

/** When the program itself began; `otherwise` where it never did. */
function beganAtMs(messages: readonly TrialMessage[], otherwise: number): number {
  return messages.find((message) => message.kind === 'started')?.atMs ?? otherwise;
}

/** What the trial is worth: a value, or why there is none. */
export function judge(
  outcome: Pick<TrialOutcome, 'end' | 'messages' | 'observations' | 'outputFile'> &
    Pick<Evidence, 'nOomKills' | 'hasRoom'>,
  objective: Objective | null,
  fitValue: FitValue,
): Pick<TrialOutcome, 'failure' | 'value'> {
  const value = objective === null ? null : scoreOf(objective, outcome.observations, fitValue);
  const failure = failureOf(outcome.end, { ...outcome, objective, value });
  return { failure, value: failure === null ? value : null };
}
