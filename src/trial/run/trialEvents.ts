// The events of one trial: how it starts, what its messages mean, how it ends. The one place where a TrialMessage becomes a StudyEvent.
import { hostname } from 'node:os';
import type { Objective } from '../../space/objective.ts';
import type { Params } from '../../space/space.ts';
import type { Json, StudyEvent } from '../../study/event.ts';
import type { Trial } from '../../study/study.ts';
import type { TrialFailure } from './failure.ts';
import { reportOf } from './objective.ts';
import { ownIdentity, parseIdentity, processStart, type ProcessIdentity } from '../../system/processIdentity.ts';
import type { TrialEnd, TrialMessage } from '../trialProtocol.ts';

export type TrialStart = {
  /** Null: as queued. */
  readonly params: Params | null;
  readonly atMs: number;
  /** Where its values come from, its seed, and whatever else is known. */
  readonly facts: Readonly<Record<string, Json>>;
};

/** A trial starts: its params, and whose process watches it. */
export function startingEvents(trial: number, { params, atMs, facts }: TrialStart): readonly StudyEvent[] {
  return [
    { kind: 'trialStarted', trial, params, atMs },
    ...factEvents(trial, facts),
    ...factEvents(trial, ownerFacts()),
  ];
}

/** This host, as the facts of a trial that it watches. */
export function ownerFacts(): Readonly<Record<string, Json>> {
  const { pid, start } = ownIdentity();
  return { host: hostname(), owner_pid: pid, owner_start: start ?? '' };
}

/** The host that watches a trial, by its facts; null where they do not say, or it is another machine's. */
export function ownerOf({ facts }: Pick<Trial, 'facts'>): ProcessIdentity | null {
  const { host, owner_pid: pid, owner_start: start } = facts;
  if (host !== hostname()) return null;
  return parseIdentity({ pid, start: start === undefined || start === '' ? null : start });
}

/** What a message says about the trial, as events: facts, and values of the objective on the way. */
export function messageEvents(
  message: TrialMessage,
  trial: number,
  objective: Objective | null,
): readonly StudyEvent[] {
  switch (message.kind) {
    case 'started': {
      const { node, pid, host, job } = message;
      if (job !== null)
        return factEvents(trial, { node, pid, slurm_job: job, ...(host === null ? {} : { slurm_node: host }) });
      const start = processStart(pid);
      return factEvents(trial, { node, pid, ...(start === null ? {} : { pid_start: start }) });
    }
    case 'backend':
      return factEvents(trial, { tfjs: message.tfjs, backend: message.backend });
    case 'epochEnded':
    case 'batchTrained':
    case 'objectiveValue': {
      const report = objective === null ? null : reportOf(objective, message);
      return report === null ? [] : [{ kind: 'valueReported', trial, ...report }];
    }
    case 'modelSaved':
      return factEvents(trial, { model_bytes: message.bytes });
    case 'tfjsLoaded':
    case 'evaluated':
    case 'objectiveMissed':
    case 'modelNotSaved':
    case 'threw':
    case 'ending':
      return [];
  }
}

/** A trial ends: how long it took, and its value or why it has none. A pruned one has `lastReport`, the value it reported last. */
export function endingEvents(
  trial: number,
  outcome: {
    readonly startedAtMs: number;
    readonly endedAtMs: number;
    readonly failure: TrialFailure | null;
    readonly value: number | null;
    readonly end: TrialEnd;
  },
  lastReport: number | null = null,
): readonly StudyEvent[] {
  const duration = { duration_s: (outcome.endedAtMs - outcome.startedAtMs) / 1000 };
  const atMs = outcome.endedAtMs;
  if (outcome.end.kind === 'pruned') {
    return [...factEvents(trial, duration), { kind: 'trialPruned', trial, value: lastReport, atMs }];
  }
  if (outcome.failure === null) {
    return [...factEvents(trial, duration), { kind: 'trialFinished', trial, value: outcome.value, atMs }];
  }
  const { kind, reason } = outcome.failure;
  const facts = factEvents(trial, { ...duration, fail_kind: kind, fail_reason: reason });
  return [...facts, { kind: 'trialFailed', trial, value: null, atMs }];
}

/** One fact each; the journal's readers want strings, numbers or booleans. */
export function factEvents(trial: number, facts: Readonly<Record<string, Json>>): readonly StudyEvent[] {
  return Object.entries(facts).map(([name, fact]) => ({ kind: 'factNoted', trial, name, fact }));
}
