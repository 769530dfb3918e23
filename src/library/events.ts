// What a library's study writes: how it begins, how a trial begins and ends. Pure but for the clock and this process's own name.
import { basename } from 'node:path';
import { activeParams } from '../space/activity.ts';
import type { Objective } from '../space/objective.ts';
import type { Params, Space } from '../space/space.ts';
import { whyIncompatible } from '../study/compatible.ts';
import type { StudyEvent } from '../study/event.ts';
import { askSampler } from '../study/sampler.ts';
import type { Sampler } from '../study/samplerName.ts';
import type { Study, Trial } from '../study/study.ts';
import { isAlive } from '../system/processIdentity.ts';
import { factEvents, ownerOf, startingEvents } from '../trial/run/trialEvents.ts';
import { studyDiffers } from './failures.ts';
import { ownOf } from '../space/own.ts';

export type Opening = {
  readonly file?: string;
  readonly name?: string;
  readonly direction?: Objective['direction'];
  readonly metric?: string;
  readonly seed?: number;
};

/** The study's creation, or its new description where bounds have changed; empty where it stands as it should. Throws a UserError where it is of other parameters. */
export function describing(study: Study, space: Space, opening: Opening): readonly StudyEvent[] {
  const { file, name, direction = 'minimize', metric = 'value', seed = 0 } = opening;
  const objective: Objective = { direction, metric };
  const described: StudyEvent = { kind: 'studyDescribed', space, objective, seed, atMs: Date.now() };
  if (study.objective === null && study.trials.length === 0) {
    const ownName = name ?? (file === undefined ? 'study' : basename(file).replace(/\.log$/, ''));
    return [{ kind: 'studyCreated', study: ownName, direction }, described];
  }
  const obstacle = whyIncompatible(study, space, objective);
  if (obstacle !== null) throw studyDiffers(file ?? '', obstacle);
  return JSON.stringify(study.space) === JSON.stringify(space) ? [] : [{ ...described, seed: study.seed }];
}

/** Trials that a program on this machine asked for and never told, since it is gone: they say nothing about their values. */
export function failingAbandoned({ trials }: Study): readonly StudyEvent[] {
  return trials.flatMap((trial) => {
    const owner = trial.state === 'running' && trial.facts[madeByName] === madeBy ? ownerOf(trial) : null;
    if (owner === null || isAlive(owner)) return [];
    const facts = { fail_kind: 'killed', fail_reason: 'Its program ended before the trial did.' };
    return [
      ...factEvents(trial.number, facts),
      { kind: 'trialFailed', trial: trial.number, value: null, atMs: Date.now() },
    ];
  });
}

const madeByName = 'made_by';
const madeBy = 'library';

export type NextTrial = { readonly number: number; readonly params: Params; readonly events: readonly StudyEvent[] };

/** The trial that comes next, a queued one first; null where nothing is left. */
export function nextOf(
  study: Study,
  space: Space,
  { sampler = 'gp', nTrials }: { readonly sampler?: Sampler; readonly nTrials?: number },
): NextTrial | null {
  const options = nTrials === undefined ? { sampler } : { sampler, nTrialsPlanned: nTrials };
  const queued = study.trials.find(({ state }) => state === 'queued');
  const proposed = askSampler(study, space, options);
  if (queued === undefined) {
    if (proposed === null) return null;
    const { params, source } = proposed;
    const number = study.trials.length;
    return { number, params, events: starting(number, params, source) };
  }
  const { number, params: given } = queued;
  const params = activeParams(space, (name) =>
    Object.hasOwn(given, name) ? given[name] : ownOf(proposed?.params, name),
  );
  const added = Object.entries(params).filter(([name]) => !Object.hasOwn(given, name));
  const sets = added.map(([name, value]): StudyEvent => ({ kind: 'paramSet', trial: number, name, value }));
  return { number, params, events: [...starting(number, null, 'queued'), ...sets] };
}

function starting(number: number, params: Params | null, source: string): readonly StudyEvent[] {
  return startingEvents(number, { params, atMs: Date.now(), facts: { source, [madeByName]: madeBy } });
}

/** The reason of a trial whose value is NaN. */
export const notANumber = 'The value is not a number.';

export type TrialEnding =
  | { readonly kind: 'trialFinished'; readonly value: number }
  | { readonly kind: 'trialFailed'; readonly reason: string }
  | { readonly kind: 'trialPruned' };

/** A running trial ends so. */
export function endOf({ number, reports, startedAtMs }: Trial, end: TrialEnding): readonly StudyEvent[] {
  const atMs = Date.now();
  const value =
    end.kind === 'trialFinished' ? end.value : end.kind === 'trialPruned' ? (reports.at(-1)?.value ?? null) : null;
  const failure =
    end.kind === 'trialFailed'
      ? { fail_kind: end.reason === notANumber ? 'diverged' : 'program', fail_reason: end.reason }
      : {};
  const facts = factEvents(number, { duration_s: (atMs - (startedAtMs ?? atMs)) / 1000, ...failure });
  return [...facts, { kind: end.kind, trial: number, value, atMs }];
}

/** Throws a RangeError where the trial does not run: there is none of that number, or it has been told already. */
export function runningTrial({ trials }: Study, ref: number | { readonly number: number }): Trial {
  const number = typeof ref === 'number' ? ref : ref.number;
  const trial = trials[number];
  if (trial?.state !== 'running') throw new RangeError(`Trial ${number} does not run (${trial?.state ?? 'unknown'}).`);
  return trial;
}
