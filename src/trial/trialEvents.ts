// The events of one trial: how it starts, what its messages mean, how it ends. The one place where a TrialMessage becomes a StudyEvent.
import { hostname } from 'node:os';
import type { Objective } from '../space/objective.ts';
import type { Params } from '../space/space.ts';
import type { Json, StudyEvent } from '../study/event.ts';
import type { TrialFailure } from './failure.ts';
import { reportOf } from './objective.ts';
import { processStart } from './processIdentity.ts';
import type { TrialMessage } from './trialProtocol.ts';

/** A trial starts: its params, where they come from, its seed, and which process owns it. */
export function startingEvents(
  trial: number,
  start: { readonly params: Params; readonly source: string; readonly seed: number; readonly atMs: number },
): readonly StudyEvent[] {
  const facts = {
    source: start.source,
    seed: start.seed,
    host: hostname(),
    owner_pid: process.pid,
    owner_start: processStart(process.pid) ?? '',
  };
  return [{ kind: 'trialStarted', trial, params: start.params, atMs: start.atMs }, ...factEvents(trial, facts)];
}

/** What a message says about the trial, as events: facts, and values of the objective on the way. */
export function messageEvents(
  message: TrialMessage,
  trial: number,
  objective: Objective | null,
): readonly StudyEvent[] {
  switch (message.kind) {
    case 'started': {
      const start = processStart(message.pid);
      const identity = { node: message.node, pid: message.pid };
      return factEvents(trial, start === null ? identity : { ...identity, pid_start: start });
    }
    case 'backend':
      return factEvents(trial, { tfjs: message.tfjs, backend: message.backend });
    case 'epochEnded':
    case 'batchTrained':
    case 'objectiveValue': {
      const report = objective === null ? null : reportOf(objective, message);
      return report === null ? [] : [{ kind: 'valueReported', trial, ...report }];
    }
    case 'tfjsLoaded':
    case 'evaluated':
    case 'objectiveMissed':
    case 'modelSaved':
    case 'modelNotSaved':
    case 'threw':
    case 'ending':
      return [];
  }
}

/** A trial ends: how long it took, and its value or why it has none. */
export function endingEvents(
  trial: number,
  outcome: {
    readonly startedAtMs: number;
    readonly endedAtMs: number;
    readonly failure: TrialFailure | null;
    readonly value: number | null;
  },
): readonly StudyEvent[] {
  const duration = { duration_s: (outcome.endedAtMs - outcome.startedAtMs) / 1000 };
  const atMs = outcome.endedAtMs;
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
