// Which params the next trial has: those that somebody has queued, then those of a trial that the machine has broken, then what the engine proposes.
import { activeParams } from '../../space/activity.ts';
import type { Params, ParamValue, Space } from '../../space/space.ts';
import type { StudyEvent } from '../../study/event.ts';
import type { Study, Trial } from '../../study/study.ts';
import type { AskQuestion, Asker } from '../engine/asker.ts';
import { factEvents } from './trialEvents.ts';
import type { TuneOptions } from './tuneOptions.ts';
import { ownOf } from '../../space/own.ts';

export type NextParams = {
  readonly params: Params;
  readonly source: string;
  /** The number of the queued trial that it is; null for a new one. */
  readonly queued: number | null;
  /** The number of the trial that it repeats, where the machine broke that one. */
  readonly retryOf: number | null;
};

/** Null when there is nothing left to try. */
export async function nextParams(
  question: AskQuestion,
  asker: Asker,
  retries: { readonly number: number; readonly params: Params }[],
): Promise<NextParams | null> {
  const { study, space } = question;
  const waiting = study.trials.find(({ state }) => state === 'queued');
  if (waiting !== undefined) return { ...(await completed(waiting, question, asker)), queued: waiting.number };
  const retry = retries.shift();
  if (retry !== undefined)
    return { params: known(space, retry.params), source: 'retry', queued: null, retryOf: retry.number };
  const proposed = await asker.ask(question);
  return proposed === null ? null : { ...proposed, queued: null, retryOf: null };
}

/** Others may queue a part of the params only: the engine adds the rest. */
async function completed(
  { params, facts }: Trial,
  question: AskQuestion,
  asker: Asker,
): Promise<{ params: Params; source: string; retryOf: null }> {
  const { space } = question;
  const source = typeof facts['source'] === 'string' ? facts['source'] : 'queued';
  const given = known(space, params);
  const isComplete = Object.keys(activeParams(space, (name) => ownOf(given, name) ?? null)).every((name) =>
    Object.hasOwn(given, name),
  );
  if (isComplete) return { params: given, source, retryOf: null };
  const proposed = (await asker.ask(question))?.params ?? {};
  const initial = new Map(space.parameters.map((parameter) => [parameter.name, parameter.initial]));
  const valueOf = (name: string): ParamValue | undefined =>
    Object.hasOwn(given, name) ? given[name] : Object.hasOwn(proposed, name) ? proposed[name] : initial.get(name);
  return { params: activeParams(space, valueOf), source, retryOf: null };
}

/** What is left of params that name parameters which the space no longer has, or which are not active. */
function known(space: Space, params: Params): Params {
  return activeParams(space, (name) => ownOf(params, name));
}

/**
 * The events that begin the trial in the study as it stands under the journal's lock; none when somebody else has taken the queued trial. `start`
 * gives the starting events of a number.
 */
export function claimingEvents(
  { trials }: Pick<Study, 'trials'>,
  next: NextParams,
  start: (number: number, params: Params | null) => readonly StudyEvent[],
): readonly StudyEvent[] {
  const { queued, params } = next;
  if (queued === null) return start(trials.length, params);
  const waiting = trials[queued];
  if (waiting?.state !== 'queued') return [];
  const added = Object.entries(params).filter(([name]) => !Object.hasOwn(waiting.params, name));
  return [
    ...start(queued, null),
    ...added.map(([name, value]): StudyEvent => ({ kind: 'paramSet', trial: queued, name, value })),
  ];
}

/** The events that queue trials with facts of their own, behind those that the study has. */
export function queueingEvents(
  { trials }: Pick<Study, 'trials'>,
  enqueue: TuneOptions['enqueue'],
): readonly StudyEvent[] {
  return enqueue.flatMap(({ params, facts }, i): readonly StudyEvent[] => {
    const trial = trials.length + i;
    return [{ kind: 'trialQueued', trial, params }, ...factEvents(trial, facts)];
  });
}
