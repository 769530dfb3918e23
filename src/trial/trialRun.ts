// One trial from its request to its last event: runs it on the executor, turns its messages into events, and tells how it ended.
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { folderNotWritable } from '../errors.ts';
import type { Objective } from '../space/objective.ts';
import type { StudyEvent } from '../study/event.ts';
import type { Executor } from './executor.ts';
import { failureOf, type TrialFailure } from './failure.ts';
import { noObservations, observe, scoreOf, type FitValue, type Observations } from './objective.ts';
import { messageEvents } from './trialEvents.ts';
import type { TrialEnd, TrialMessage, TrialRequest } from './trialProtocol.ts';

export type TrialSetup = {
  readonly request: Omit<TrialRequest, 'spoolFile'>;
  /** The trial's own folder: request, spool and output. Exists. */
  readonly folder: string;
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly timeoutMs: number | null;
  /** Trials that run at a time; more than one share the cores out. */
  readonly nParallel: number;
  /** Null while nobody knows: then no step values are told, and the outcome's value is null. */
  readonly objective: Objective | null;
  readonly fitValue: FitValue;
  /** Called with what happens while the trial runs. */
  readonly onEvents: (events: readonly StudyEvent[]) => void;
};

export type TrialOutcome = {
  readonly end: TrialEnd;
  readonly messages: readonly TrialMessage[];
  readonly observations: Observations;
  readonly outputFile: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Null when the trial did what it should; a missing value is not yet a failure where no objective is known. */
  readonly failure: TrialFailure | null;
  /** Its score; null when it failed or no objective is known. */
  readonly value: number | null;
};

/** Runs one trial to its end. Does not reject for anything that the program does. */
export async function runTrial(setup: TrialSetup): Promise<TrialOutcome> {
  const { request, folder, objective } = setup;
  const startedAtMs = Date.now();
  const messages: TrialMessage[] = [];
  let observations = noObservations;
  const end = await setup.executor.run(
    { ...request, spoolFile: join(folder, 'spool.jsonl') },
    {
      requestFile: join(folder, 'request.json'),
      outputFile: outputFileOf(folder),
      signal: setup.signal,
      timeoutMs: setup.timeoutMs,
      env: { ...threadShare(setup.nParallel), ...request.env },
      onMessage: (message) => {
        messages.push(message);
        observations = observe(observations, message);
        const events = messageEvents(message, request.trial, objective);
        if (events.length > 0) setup.onEvents(events);
      },
    },
  );
  const endedAtMs = Date.now();
  const outcome = { end, messages, observations, outputFile: outputFileOf(folder), startedAtMs, endedAtMs };
  return { ...outcome, ...judge(outcome, objective, setup.fitValue) };
}

/** What the trial is worth: a value, or why there is none. */
export function judge(
  outcome: Pick<TrialOutcome, 'end' | 'messages' | 'observations' | 'outputFile'>,
  objective: Objective | null,
  fitValue: FitValue,
): Pick<TrialOutcome, 'failure' | 'value'> {
  const value = objective === null ? null : scoreOf(objective, outcome.observations, fitValue);
  const failure = failureOf(outcome.end, { ...outcome, objective, value });
  return { failure, value: failure === null ? value : null };
}

/** The folder of a trial, made or emptied. Throws a UserError where it cannot be written. */
export function emptyFolder(folder: string): string {
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw folderNotWritable(folder, error);
  }
  return folder;
}

/** Where a trial's stdout and stderr are kept. */
export function outputFileOf(folder: string): string {
  return join(folder, 'output.txt');
}

/** Two trials that each take every core are slower than two that take half: TensorFlow is told its share before it loads. */
function threadShare(nParallel: number): Record<string, string> {
  if (nParallel === 1) return {};
  const nThreads = String(Math.max(1, Math.floor(availableParallelism() / nParallel)));
  return { TF_NUM_INTRAOP_THREADS: nThreads, TF_NUM_INTEROP_THREADS: nThreads };
}
