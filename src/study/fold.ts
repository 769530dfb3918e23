// The only writer of a Study: extends it in place, in order, without I/O. Readers take the read-only `Study`. (A copy per event would be quadratic.)
import type { Params, ParamValue } from '../space/space.ts';
import type { StudyEvent } from './event.ts';
import type { Study, Trial, TrialState } from './study.ts';
import { setOwn } from '../space/own.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

type MutableTrial = Omit<Writable<Trial>, 'reports' | 'facts'> & {
  reports: { readonly step: number; readonly value: number }[];
  facts: Record<string, Trial['facts'][string]>;
};

/** A study under construction; assignable to `Study`. */
export type MutableStudy = Omit<Writable<Study>, 'trials' | 'facts' | 'notes' | 'stars'> & {
  trials: MutableTrial[];
  facts: Record<string, Study['facts'][string]>;
  notes: Map<number, string>;
  stars: Set<number>;
};

/** A study in which nothing has happened yet. */
export function emptyStudy(name = ''): MutableStudy {
  return {
    name,
    direction: 'minimize',
    space: null,
    objective: null,
    seed: 0,
    createdAtMs: null,
    trials: [],
    facts: {},
    notes: new Map(),
    stars: new Set(),
  };
}

/** Takes `events` in, in order, and returns the same `study`. An event that does not fit (unknown or already ended trial) changes nothing, as in Optuna. */
export function fold(study: MutableStudy, events: Iterable<StudyEvent>): MutableStudy {
  for (const event of events) apply(study, event);
  return study;
}

function apply(study: MutableStudy, event: StudyEvent): void {
  switch (event.kind) {
    case 'studyCreated':
      study.name = event.study;
      study.direction = event.direction;
      return;
    case 'studyDescribed':
      study.space = event.space;
      study.objective = event.objective;
      study.seed = event.seed;
      study.createdAtMs ??= event.atMs;
      return;
    case 'studyDeleted':
      Object.assign(study, emptyStudy());
      return;
    case 'trialQueued':
      addTrial(study, event.trial, { state: 'queued', params: event.params, startedAtMs: null });
      return;
    case 'trialStarted':
      start(study, event);
      return;
    case 'factNoted':
      noteFact(study, event);
      return;
    case 'noteWritten':
      if (event.note === '') study.notes.delete(event.trial);
      else if (event.trial in study.trials) study.notes.set(event.trial, event.note);
      return;
    case 'trialStarred':
      if (!event.isStarred) study.stars.delete(event.trial);
      else if (event.trial in study.trials) study.stars.add(event.trial);
      return;
    case 'paramSet':
    case 'valueReported':
    case 'trialFinished':
    case 'trialPruned':
    case 'trialFailed':
      applyToOpenTrial(study.trials[event.trial], event);
  }
}

function addTrial(
  study: MutableStudy,
  number: number,
  { state, params, startedAtMs }: { state: TrialState; params: Params; startedAtMs: number | null },
): void {
  if (number !== study.trials.length) return;
  const rest = { value: null, reports: [], endedAtMs: null, facts: {} };
  study.trials.push({ number, state, params, startedAtMs, ...rest });
}

function start(study: MutableStudy, { trial, params, atMs }: Extract<StudyEvent, { kind: 'trialStarted' }>): void {
  const queued = study.trials[trial];
  if (queued === undefined) {
    addTrial(study, trial, { state: 'running', params: params ?? {}, startedAtMs: atMs });
  } else if (queued.state === 'queued') {
    queued.state = 'running';
    queued.startedAtMs = atMs;
  }
}

function noteFact(study: MutableStudy, { trial, name, fact }: Extract<StudyEvent, { kind: 'factNoted' }>): void {
  if (trial === null) setOwn(study.facts, name, fact);
  else if (isOpen(study.trials[trial])) setOwn(study.trials[trial].facts, name, fact);
}

type TrialEvent = Extract<
  StudyEvent,
  { kind: 'paramSet' | 'valueReported' | 'trialFinished' | 'trialPruned' | 'trialFailed' }
>;

function applyToOpenTrial(trial: MutableTrial | undefined, event: TrialEvent): void {
  if (!isOpen(trial)) return;
  switch (event.kind) {
    case 'paramSet':
      setParam(trial, event);
      return;
    case 'valueReported':
      report(trial.reports, { step: event.step, value: event.value });
      return;
    case 'trialFinished':
    case 'trialPruned':
    case 'trialFailed':
      trial.state = endStates[event.kind];
      trial.value = event.kind === 'trialFailed' ? null : event.value;
      trial.endedAtMs = event.atMs;
  }
}

/** The params that are the trial's own, and no event's: they may be changed. (A copy per parameter would be quadratic.) */
const ownParams = new WeakSet<Params>();

function setParam(trial: MutableTrial, { name, value }: { name: string; value: ParamValue }): void {
  const params: Record<string, ParamValue> = ownParams.has(trial.params) ? trial.params : { ...trial.params };
  setOwn(params, name, value);
  ownParams.add(params);
  trial.params = params;
}

type Report = { readonly step: number; readonly value: number };

/** Where each step of a trial is whose steps do not only rise. */
const stepPlaces = new WeakMap<readonly Report[], Map<number, number>>();

/** A step that is reported again has the newer value, as in Optuna. Steps mostly rise. */
function report(reports: Report[], one: Report): void {
  const places = stepPlaces.get(reports);
  if (places === undefined && one.step > (reports.at(-1)?.step ?? -Infinity)) {
    reports.push(one);
    return;
  }
  const known = places ?? new Map(reports.map(({ step }, i) => [step, i]));
  if (places === undefined) stepPlaces.set(reports, known);
  const at = known.get(one.step) ?? reports.length;
  known.set(one.step, at);
  reports[at] = one;
}

const endStates = { trialFinished: 'finished', trialPruned: 'pruned', trialFailed: 'failed' } as const;

function isOpen(trial: MutableTrial | undefined): trial is MutableTrial {
  return trial !== undefined && (trial.state === 'running' || trial.state === 'queued');
}
