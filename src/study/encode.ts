// Our events as Optuna journal records: the other half of codec.ts. One event is one record; a trial starts with all it needs inline, so
// that every reader shows it right (journal.md of Optuna's three readers: op 5 loses choices, op 6 forgets the start).
import { setOwn } from '../space/own.ts';
import type { Params, ParamValue, Space } from '../space/space.ts';
import { formatDescription } from './description.ts';
import { distributionFor } from './distribution.ts';
import { splitParams, splitSpace } from './mixed.ts';
import type { Json, StudyEvent } from './event.ts';
import type { FileIds } from './fileIds.ts';
import { formatTime } from './optunaTime.ts';
import { formatPythonJson } from './pythonJson.ts';
import { noteAttributes, starAttribute } from './remarks.ts';
import { offDomainName } from './trialAttributes.ts';

export type EncodeContext = {
  /** Unique to the writing process. */
  readonly workerId: string;
  readonly ids: FileIds;
  /** The space of the study so far; a `studyDescribed` among the events replaces it. */
  readonly space: Space | null;
};

/** Lines without their ends, in order. `trialStarted` and `trialQueued` must carry the numbers that come next. */
export function encodeEvents(events: readonly StudyEvent[], context: EncodeContext): readonly string[] {
  const encoder = createEncoder(context);
  const lines: string[] = [];
  let nInline = 0;
  events.forEach((event, i) => {
    if (nInline-- > 0) return;
    const facts = factsOfNewTrial(events, i);
    nInline = facts.length;
    const records = isRemark(event) ? remarkRecords(event, context) : encoder(event, facts);
    for (const record of records) lines.push(formatPythonJson(record));
  });
  return lines;
}

type Fact = Extract<StudyEvent, { kind: 'factNoted' }>;

/** The facts that come right after the creation of their trial: they are in its record, so that no death of the writer can part them. */
export function factsOfNewTrial(events: readonly StudyEvent[], at: number): readonly Fact[] {
  const created = events[at];
  const facts: Fact[] = [];
  if (created === undefined || !createsTrial(created)) return facts;
  for (let i = at + 1, fact = events[i]; fact?.kind === 'factNoted'; i++, fact = events[i]) {
    if (fact.trial !== created.trial || fact.name === offDomainName) break;
    facts.push(fact);
  }
  return facts;
}

/** Whether its record makes a trial, and does not only change one. */
export function createsTrial(
  event: StudyEvent,
): event is Extract<StudyEvent, { kind: 'trialQueued' | 'trialStarted' }> {
  return event.kind === 'trialQueued' || (event.kind === 'trialStarted' && event.params !== null);
}

type Fields = { readonly [key: string]: Json };

const endStates = { trialFinished: 1, trialPruned: 2, trialFailed: 3 } as const;

type NewTrial = {
  readonly datetime_start: string | null;
  readonly state: number;
  readonly system_attrs?: Fields;
  readonly facts: readonly Fact[];
};

function createEncoder({
  workerId,
  ids,
  space: spaceBefore,
}: EncodeContext): (event: Exclude<StudyEvent, Remark>, facts: readonly Fact[]) => readonly Json[] {
  let space = spaceBefore;
  let studyId = ids.studyId;
  const trials = createTrialBook(ids);
  const record = (op: number, fields: Fields): Json => ({ op_code: op, worker_id: workerId, ...fields });
  const ofTrial = (number: number): Fields => ({ trial_id: trials.idOf(number) });
  const create = (number: number, params: Params, { facts, ...fields }: NewTrial): Json => {
    trials.add(number);
    const { attributes, ...values } = paramFields(params, space);
    const named = { ...Object.fromEntries(facts.map(({ name, fact }) => [name, fact])), ...attributes };
    const noted = Object.keys(named).length === 0 ? {} : { user_attrs: named };
    return record(4, { study_id: studyId, ...fields, ...values, ...noted });
  };
  return (event, facts) => {
    switch (event.kind) {
      case 'studyCreated':
        // A writer that died right after this record leaves a study without description; a second of its name would shift every id.
        if (ids.studyId !== null) return [];
        studyId = ids.nStudies;
        return [record(0, { study_name: event.study, directions: [event.direction === 'maximize' ? 2 : 1] })];
      case 'studyDescribed':
        space = event.space;
        return [
          record(2, { study_id: studyId, user_attr: { tunelens: formatDescription(event) } }),
          record(3, { study_id: studyId, system_attr: { 'study:metric_names': [event.objective.metric] } }),
        ];
      case 'studyDeleted':
        return []; // Ours to read, never to write.
      case 'trialQueued': {
        const params = space === null ? event.params : splitParams(space, event.params);
        const fixed = { system_attrs: { fixed_params: { ...params } } };
        return [create(event.trial, event.params, { datetime_start: null, state: 4, ...fixed, facts })];
      }
      case 'trialStarted': {
        const start = { datetime_start: trials.start(event.trial, event.atMs), state: 0 };
        if (event.params !== null) return [create(event.trial, event.params, { ...start, facts })];
        return [record(6, { ...ofTrial(event.trial), ...start, values: null })];
      }
      case 'paramSet':
        return paramSetFields(event, space).map((fields) => record(5, { ...ofTrial(event.trial), ...fields }));
      case 'valueReported':
        return [record(7, { ...ofTrial(event.trial), step: event.step, intermediate_value: event.value })];
      case 'factNoted': {
        const fact = { user_attr: { [event.name]: event.fact } };
        return [
          event.trial === null
            ? record(2, { study_id: studyId, ...fact })
            : record(8, { ...ofTrial(event.trial), ...fact }),
        ];
      }
      case 'trialFinished':
      case 'trialPruned':
      case 'trialFailed':
        return [record(6, { ...ofTrial(event.trial), ...endFields(event, trials.startOf(event.trial)) })];
    }
  };
}

/** The file's ids and start times of trials, with those that are being written, which stand beside: a copy would cost as much as the study is long. */
function createTrialBook({ trialIds, startTexts, nTrials: nBefore }: FileIds) {
  const newIds = new Map<number, number>();
  const newStartTexts = new Map<number, string>();
  let nTrials = nBefore;
  return {
    add: (number: number): void => void newIds.set(number, nTrials++),
    idOf: (number: number): number => newIds.get(number) ?? trialIds[number] ?? -1,
    start: (number: number, atMs: number): string => {
      const text = formatTime(atMs);
      newStartTexts.set(number, text);
      return text;
    },
    startOf: (number: number): string | undefined => newStartTexts.get(number) ?? startTexts.get(number),
  };
}

/** What the user says of a trial that is in the file. */
type Remark = Extract<StudyEvent, { kind: 'noteWritten' | 'trialStarred' }>;

function isRemark(event: StudyEvent): event is Remark {
  return event.kind === 'noteWritten' || event.kind === 'trialStarred';
}

/** One attribute a record: Optuna takes no more. */
function remarkRecords(event: Remark, { workerId, ids }: EncodeContext): readonly Json[] {
  const ofStudy = { worker_id: workerId, study_id: ids.studyId };
  if (event.kind === 'trialStarred') {
    return [{ op_code: 2, ...ofStudy, user_attr: { [starAttribute(event.trial)]: event.isStarred } }];
  }
  const attributes = noteAttributes(event.note, ids.trialIds[event.trial] ?? -1, ids.notes.get(event.trial));
  return attributes.map(([name, value]) => ({ op_code: 3, ...ofStudy, system_attr: { [name]: value } }));
}

type End = Extract<StudyEvent, { kind: 'trialFinished' | 'trialPruned' | 'trialFailed' }>;

function endFields({ kind, value, atMs }: End, startText: string | undefined): Fields {
  // Optuna has no finished trial whose value is NaN.
  const isValid = kind !== 'trialFailed' && value !== null && !Number.isNaN(value);
  const state = kind === 'trialFinished' && !isValid ? endStates.trialFailed : endStates[kind];
  const times = {
    datetime_complete: formatTime(atMs),
    ...(startText === undefined ? {} : { datetime_start: startText }),
  };
  return { state, values: isValid ? [value] : null, ...times };
}

/** Empty where no distribution can hold the value: Optuna has no such record. */
function paramSetFields({ name, value }: { name: string; value: ParamValue }, space: Space | null): readonly Fields[] {
  const { distributions, params } = paramFields({ [name]: value }, space);
  return Object.entries(params).flatMap(([split, internal]) => {
    const distribution = distributions[split];
    return distribution === undefined ? [] : [{ param_name: split, param_value_internal: internal, distribution }];
  });
}

function paramFields(params: Params, space: Space | null) {
  const distributions: Record<string, string> = {};
  const internals: Record<string, number> = {};
  const offDomain: Record<string, Json> = {};
  const written = space === null ? null : splitSpace(space);
  for (const [name, value] of Object.entries(space === null ? params : splitParams(space, params))) {
    const domain = written?.parameters.find((parameter) => parameter.name === name)?.domain;
    const distribution = domain === undefined ? null : distributionFor(domain, value);
    if (distribution === null) {
      setOwn(offDomain, name, value);
    } else {
      setOwn(distributions, name, distribution.text);
      setOwn(internals, name, distribution.internal);
    }
  }
  const isComplete = Object.keys(offDomain).length === 0;
  const attributes = isComplete ? {} : { [offDomainName]: formatPythonJson(offDomain) };
  return { distributions, params: internals, attributes };
}
