// Optuna's journal records and our events: the only place that maps one to the other. It keeps what the file leaves implicit (ids, and the
// choices behind an index). Ids count over the whole file; a trial's number counts inside its study.
import { parseDescription } from './description.ts';
import type { Direction } from '../space/objective.ts';
import type { StudyEvent } from './event.ts';
import type { FileIds } from './fileIds.ts';
import type { Obstacle } from './obstacle.ts';
import { parseTime } from './optunaTime.ts';
import { ParamReader } from './paramReader.ts';
import { jsonOf, objectOf } from './pythonJson.ts';
import { gluedRecordAt, RecordReader } from './recordReader.ts';
import { NoteText, parseNoteAttribute, parseStarAttribute } from './remarks.ts';
import { constraintEvents, fixedParamsOf, offDomainName } from './trialAttributes.ts';

/** A line that no reader can go on after: the study is shown as it was until there, and not written to. */
export type LineProblem = { readonly line: number; readonly message: string };

/** `start` is where the record begins: after the rest of a line that a dying writer left, if there is one. */
export type DecodedLine = {
  readonly events: readonly StudyEvent[];
  readonly problem: LineProblem | null;
  readonly start: number;
};

export type Decoder = {
  /** One complete line, without its "\n": what it means for the study that is followed. Lines of other studies mean nothing. */
  push(line: string): DecodedLine;
  /** What the writer of the next line has to know. */
  readonly ids: FileIds;
  /** Why nothing may be written, though all of it is shown; null where it may. */
  readonly obstacle: Obstacle | null;
  /** The studies of the file that are not deleted, in order. */
  readonly studies: readonly string[];
};

type Records = Readonly<Record<string, unknown>>;

type FileTrial = { readonly studyId: number; readonly number: number; state: number };

const endKinds: Readonly<Record<number, 'trialFinished' | 'trialPruned' | 'trialFailed'>> = {
  1: 'trialFinished',
  2: 'trialPruned',
  3: 'trialFailed',
};

const waiting = 4;

const notJson = 'The line is not JSON.';

const none: readonly StudyEvent[] = [];

/** Follows the study named `study`, or the first of the file. */
export function createDecoder(options: { readonly study?: string } = {}): Decoder {
  return new FileDecoder(options.study ?? null);
}

class FileDecoder implements Decoder {
  private readonly wanted: string | null;
  private readonly trials: FileTrial[] = [];
  private readonly trialIds: number[] = [];
  private readonly startTexts = new Map<number, string>();
  private readonly notes = new Map<number, NoteText>();
  private readonly records = new RecordReader();
  private readonly params = new ParamReader();
  /** By study id; null once deleted. */
  private readonly studyNames: (string | null)[] = [];
  private studyId: number | null = null;
  obstacle: Obstacle | null = null;
  private nLines = 0;
  private direction: Direction = 'minimize';
  private metric = 'value';

  constructor(wanted: string | null) {
    this.wanted = wanted;
  }

  get ids(): FileIds {
    const { studyId, studyNames, trialIds, startTexts, notes } = this;
    return { studyId, nStudies: studyNames.length, trialIds, startTexts, notes, nTrials: this.trials.length };
  }

  get studies(): readonly string[] {
    return this.studyNames.filter((name) => name !== null);
  }

  push(line: string): DecodedLine {
    const number = this.nLines++;
    const whole = this.take(line, number);
    const start = whole.problem?.message === notJson ? gluedRecordAt(line) : 0;
    if (start === 0) return { ...whole, start };
    // Mostly torn; it may also lack nothing but its end.
    const { events } = this.take(line.slice(0, start), number);
    const glued = this.take(line.slice(start), number);
    return glued.problem === null
      ? { events: [...events, ...glued.events], problem: null, start }
      : { ...whole, start: 0 };
  }

  private take(text: string, line: number): Omit<DecodedLine, 'start'> {
    const problem = (message: string) => ({ events: none, problem: { line, message } });
    let record: Records | null;
    try {
      record = this.records.read(text);
    } catch {
      return problem(notJson);
    }
    const op = record?.['op_code'];
    if (record === null || typeof op !== 'number') return problem('The line is not a journal record.');
    if (!Number.isInteger(op) || op < 0) return problem(`The operation ${op} is unknown.`);
    if (op > 10) this.obstacle ??= { kind: 'operation', op, line };
    return { events: this.decode(op, record), problem: null };
  }

  private decode(op: number, record: Records): readonly StudyEvent[] {
    if (op === 0) return this.createStudy(record);
    if (op === 1) return this.deleteStudy(record['study_id']);
    if (op === 4) return this.createTrial(record);
    if (op >= 5 && op <= 9) return this.changeTrial(op, record);
    if (record['study_id'] !== this.studyId || this.studyId === null) return [];
    if (op === 2) return this.noteStudy(objectOf(record['user_attr']) ?? {});
    if (op === 3) return this.noteSystem(objectOf(record['system_attr']) ?? {});
    return [];
  }

  private createStudy(record: Records): readonly StudyEvent[] {
    const name = record['study_name'];
    // A second study of one name is none: Optuna skips it, and counts no id.
    if (typeof name !== 'string' || this.studyNames.includes(name)) return [];
    this.studyNames.push(name);
    if (this.studyId !== null || (this.wanted !== null && name !== this.wanted)) return [];
    this.studyId = this.studyNames.length - 1;
    const directions: unknown = record['directions'];
    this.direction = Array.isArray(directions) && directions[0] === 2 ? 'maximize' : 'minimize';
    if (Array.isArray(directions) && directions.length > 1)
      this.obstacle = { kind: 'objectives', nObjectives: directions.length };
    return [{ kind: 'studyCreated', study: name, direction: this.direction }];
  }

  /** Its number stays taken, and so do its trials' ids. What is created after it may be followed. */
  private deleteStudy(id: unknown): readonly StudyEvent[] {
    if (typeof id !== 'number' || !this.exists(id)) return [];
    this.studyNames[id] = null;
    if (id !== this.studyId) return [];
    this.studyId = null;
    this.trialIds.length = 0;
    this.startTexts.clear();
    this.notes.clear();
    this.params.forget();
    this.metric = 'value';
    return [{ kind: 'studyDeleted' }];
  }

  private exists(studyId: number): boolean {
    return typeof this.studyNames[studyId] === 'string';
  }

  private noteStudy(attributes: Records): readonly StudyEvent[] {
    return Object.entries(attributes).flatMap(([name, value]): readonly StudyEvent[] => {
      const starred = parseStarAttribute(name);
      if (starred !== null) return [{ kind: 'trialStarred', trial: starred, isStarred: value === true }];
      const described = name === 'tunelens' ? parseDescription(value) : null;
      if (described === null) return [{ kind: 'factNoted', trial: null, name, fact: jsonOf(value) }];
      this.params.describe(described.space);
      return [described];
    });
  }

  private noteSystem(attributes: Records): readonly StudyEvent[] {
    const names: unknown = attributes['study:metric_names'];
    if (Array.isArray(names) && typeof names[0] === 'string') this.metric = names[0];
    return Object.entries(attributes).flatMap(([name, value]) => this.noteTrial(name, value));
  }

  private noteTrial(name: string, value: unknown): readonly StudyEvent[] {
    const said = parseNoteAttribute(name, value);
    const trial = said === null ? undefined : this.trials[said.trialId];
    if (said === null || trial === undefined || trial.studyId !== this.studyId) return [];
    const noted = this.notes.get(trial.number) ?? new NoteText();
    this.notes.set(trial.number, noted);
    noted.take(said);
    return said.part === undefined ? [] : [{ kind: 'noteWritten', trial: trial.number, note: noted.text }];
  }

  private createTrial(record: Records): readonly StudyEvent[] {
    const studyId = record['study_id'];
    if (typeof studyId !== 'number' || !this.exists(studyId)) return [];
    const isOurs = studyId === this.studyId;
    const trial: FileTrial = {
      studyId,
      number: isOurs ? this.trialIds.length : -1,
      state: typeof record['state'] === 'number' ? record['state'] : 0,
    };
    this.trials.push(trial);
    if (!isOurs) return [];
    this.trialIds.push(this.trials.length - 1);
    return this.trialCreated(trial, record);
  }

  private trialCreated(trial: FileTrial, record: Records): readonly StudyEvent[] {
    const { number } = trial;
    const params = this.params.valuesOf(record);
    const atMs = this.noteStart(number, record['datetime_start']);
    const first: StudyEvent =
      trial.state === waiting
        ? { kind: 'trialQueued', trial: number, params: { ...this.params.joined(fixedParamsOf(record)), ...params } }
        : { kind: 'trialStarted', trial: number, params, atMs };
    return [...this.describeForeign(), first, ...this.givenAtOnce(number, record), ...this.ended(trial, record)];
  }

  /** What a trial that ran elsewhere has when it is created. */
  private givenAtOnce(trial: number, record: Records): readonly StudyEvent[] {
    const { user_attrs: facts, system_attrs: system, intermediate_values: values } = record;
    if (facts === undefined && system === undefined && values === undefined) return none;
    const reports = Object.entries(objectOf(values) ?? {}).map(([step, value]): StudyEvent => ({
      kind: 'valueReported',
      trial,
      step: Number(step),
      value: Number(value),
    }));
    return [...this.factsOf(trial, facts), ...constraintEvents(trial, system), ...reports];
  }

  /** A study of another writer has the space that its trials' distributions show. */
  private describeForeign(): readonly StudyEvent[] {
    const { direction, metric } = this;
    const space = this.params.newlyShownSpace(`${direction} ${metric}`);
    return space === null
      ? none
      : [{ kind: 'studyDescribed', space, objective: { direction, metric }, seed: 0, atMs: 0 }];
  }

  private changeTrial(op: number, record: Records): readonly StudyEvent[] {
    const trial = typeof record['trial_id'] === 'number' ? this.trials[record['trial_id']] : undefined;
    // Optuna drops what comes after a trial's end, too.
    if (trial === undefined || trial.state in endKinds) return [];
    const isOurs = trial.studyId === this.studyId;
    if (op === 6) return this.changeState(trial, record, isOurs);
    if (!isOurs) return [];
    const { number } = trial;
    if (op === 5) return this.setParam(trial, record);
    if (op === 8) return this.factsOf(number, record['user_attr']);
    if (op === 9) return constraintEvents(number, record['system_attr']);
    const { step, intermediate_value: value } = record;
    if (op !== 7 || typeof step !== 'number') return [];
    return [{ kind: 'valueReported', trial: number, step, value: typeof value === 'number' ? value : NaN }];
  }

  private setParam(trial: FileTrial, record: Records): readonly StudyEvent[] {
    const { param_name: name, param_value_internal: internal, distribution } = record;
    if (typeof name !== 'string') return [];
    const value = this.params.valueOf({ name, internal, distribution });
    if (value === undefined) return [];
    const joined = Object.entries(this.params.joined({ [name]: value }));
    const events = joined.map(
      (own) => ({ kind: 'paramSet', trial: trial.number, name: own[0], value: own[1] }) as const,
    );
    return [...this.describeForeign(), ...events];
  }

  private changeState(trial: FileTrial, record: Records, isOurs: boolean): readonly StudyEvent[] {
    const state = record['state'];
    if (typeof state !== 'number') return [];
    const wasWaiting = trial.state === waiting;
    // A queued trial is taken once: the first writer has it.
    if (state === 0 && !wasWaiting) return [];
    trial.state = state;
    if (!isOurs) return [];
    if (state in endKinds) this.startTexts.delete(trial.number);
    if (state !== 0) return this.ended(trial, record);
    const atMs = this.noteStart(trial.number, record['datetime_start']);
    return [{ kind: 'trialStarted', trial: trial.number, params: null, atMs }];
  }

  private ended(trial: FileTrial, record: Records): readonly StudyEvent[] {
    const kind = endKinds[trial.state];
    if (kind === undefined) return none;
    const values: unknown = record['values'];
    const value: unknown = Array.isArray(values) ? values[0] : record['value'];
    const atMs = parseTime(record['datetime_complete']) ?? 0;
    return [{ kind, trial: trial.number, value: typeof value === 'number' ? value : null, atMs }];
  }

  private noteStart(number: number, raw: unknown): number {
    if (typeof raw === 'string') this.startTexts.set(number, raw);
    return parseTime(raw) ?? 0;
  }

  private factsOf(trial: number, raw: unknown): readonly StudyEvent[] {
    const facts = objectOf(raw) ?? {};
    const events: StudyEvent[] = [];
    for (const name of Object.keys(facts))
      if (name !== offDomainName) events.push({ kind: 'factNoted', trial, name, fact: jsonOf(facts[name]) });
    return events;
  }
}
