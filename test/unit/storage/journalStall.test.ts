// A writer is held up before each of its system calls in turn, longer than any lock lasts: others break the lock and write meanwhile. Nothing of theirs is lost
// or damaged, and no record of the writer refers to a trial of theirs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { Journal } from '../../../src/storage/journal.ts';
import type { StudyEvent } from '../../../src/study/event.ts';

const atMs = 1_800_000_000_000;
const created: readonly StudyEvent[] = [
  { kind: 'studyCreated', study: 'model', direction: 'minimize' },
  {
    kind: 'studyDescribed',
    space: { parameters: [] },
    objective: { direction: 'minimize', metric: 'loss' },
    seed: 1,
    atMs,
  },
];

const names = [
  'openSync',
  'closeSync',
  'readSync',
  'writeSync',
  'fsyncSync',
  'fstatSync',
  'statSync',
  'lstatSync',
] as const;
const links = ['existsSync', 'symlinkSync', 'renameSync', 'unlinkSync', 'readlinkSync'] as const;

/** Calls `meanwhile` before system call number `nth` from now on, and returns how many there were when `stop` is called. */
function heldUpAt(nth: number, meanwhile: () => void): { readonly stop: () => number } {
  const originals = [...names, ...links].map((name) => [name, fs[name]] as const);
  const real = { ...fs };
  let nCalls = 0;
  let isOver = false;
  for (const [name, original] of originals) {
    const held = (...args: unknown[]): unknown => {
      if (!isOver && nCalls++ === nth) {
        isOver = true;
        meanwhile();
        isOver = false;
      }
      return Reflect.apply(original, real, args);
    };
    Object.assign(fs, { [name]: Object.assign(held, original) });
  }
  syncBuiltinESMExports();
  return {
    stop() {
      for (const [name, original] of originals) Object.assign(fs, { [name]: original });
      syncBuiltinESMExports();
      return nCalls;
    },
  };
}

/** What Optuna does: it breaks a stale lock, appends its records wherever the file ends, and gives the lock back. */
function writeAsOptuna(file: string, records: readonly object[]): void {
  fs.rmSync(`${file}.lock`, { force: true });
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  fs.appendFileSync(file, lines);
}

const worker = { worker_id: 'optuna-1' };
const start = { op_code: 4, ...worker, study_id: 0, datetime_start: '2026-01-01T00:00:00', state: 0 };
const theirs = (trialId: number): readonly object[] => [
  { ...start, user_attrs: { writer: 'theirs' } },
  { op_code: 6, ...worker, trial_id: trialId, state: 1, values: [77], datetime_complete: '2026-01-01T00:00:01' },
];

const ours = (trial: number): readonly StudyEvent[] => [
  { kind: 'trialStarted', trial, params: {}, atMs },
  { kind: 'factNoted', trial, name: 'writer', fact: 'ours' },
  { kind: 'valueReported', trial, step: 0, value: 5 },
  { kind: 'trialFinished', trial, value: 5, atMs },
];

type Case = {
  readonly name: string;
  /** What stands after the first trial when the append begins. */
  readonly tail: string;
  /** Trials in the file before. */
  readonly nBefore: number;
  readonly append: (journal: Journal) => Promise<unknown>;
};

const addTrial = (journal: Journal): Promise<unknown> => journal.transact(({ trials }) => ours(trials.length));
const unended = JSON.stringify({ op_code: 2, ...worker, study_id: 0, user_attr: { kept: 'ünded' } });
const take: readonly StudyEvent[] = [
  { kind: 'trialStarted', trial: 0, params: null, atMs },
  { kind: 'factNoted', trial: 0, name: 'writer', fact: 'ours' },
  { kind: 'trialFinished', trial: 0, value: 5, atMs },
];
const cases: readonly Case[] = [
  { name: 'a new trial', tail: '', nBefore: 0, append: addTrial },
  { name: 'after a torn line', tail: '{"op_code":8,"worker_id":"dead","trial_', nBefore: 0, append: addTrial },
  { name: 'after a line that lacks its end', tail: unended, nBefore: 0, append: addTrial },
  { name: 'after bytes that a power cut left', tail: '\0\0\0\0\0', nBefore: 0, append: addTrial },
  { name: 'taking a trial that waits', tail: '', nBefore: 1, append: (journal) => journal.append(take) },
];

async function study(t: TestContext, { tail, nBefore }: Case): Promise<string> {
  const folder = fs.mkdtempSync(join(tmpdir(), 'journal-stall-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'model.log');
  const queued = Array.from({ length: nBefore }, (_, trial): StudyEvent => ({
    kind: 'trialQueued',
    trial,
    params: {},
  }));
  await (await Journal.open(file)).append([...created, ...queued]);
  fs.appendFileSync(file, tail);
  return file;
}

for (const one of cases) {
  test(`whoever is held up before any system call of an append does no harm: ${one.name}`, async (t) => {
    for (let nth = 0, nCalls = 1; nth < nCalls; nth++) {
      const file = await study(t, one);
      const journal = await Journal.open(file);
      const meanwhile = (): void => writeAsOptuna(file, one.nBefore === 0 ? theirs(countTrials(file)) : takeover(file));
      const held = heldUpAt(nth, meanwhile);
      const result = await one.append(journal).then(
        () => 'done',
        (error: unknown) => (error instanceof UserError ? error.code : error),
      );
      nCalls = held.stop();
      assert.ok(result === 'done' || result === 'studyShared', `call ${nth}: ${String(result)}`);
      await checkFile(file, one, { isOurs: result === 'done', nth });
    }
  });
}

/** Theirs take the trial that waits, where nobody has yet: Optuna looks before it goes on. */
function takeover(file: string): readonly object[] {
  if (fs.readFileSync(file, 'utf8').includes('{"op_code":6,')) return [];
  return [
    { op_code: 6, ...worker, trial_id: 0, state: 0, values: null, datetime_start: '2026-01-01T00:00:00' },
    { op_code: 8, ...worker, trial_id: 0, user_attr: { writer: 'theirs' } },
    { op_code: 6, ...worker, trial_id: 0, state: 1, values: [77], datetime_complete: '2026-01-01T00:00:01' },
  ];
}

function countTrials(file: string): number {
  return fs.readFileSync(file, 'utf8').split('{"op_code":4,').length - 1;
}

async function checkFile(file: string, one: Case, { isOurs, nth }: { isOurs: boolean; nth: number }): Promise<void> {
  const about = `${one.name}, call ${nth}`;
  // What Optuna glued to a torn line is legible for Optuna again after the next append.
  await (await Journal.open(file)).append([{ kind: 'factNoted', trial: null, name: 'last', fact: true }]);
  for (const line of fs.readFileSync(file, 'utf8').trimEnd().split('\n')) JSON.parse(line);
  const { trials, facts } = (await Journal.open(file, { readonly: true })).study;
  const valuesOf = (writer: string): readonly (number | null)[] =>
    trials.filter((trial) => trial.facts['writer'] === writer).map(({ value }) => value);
  const ends = trials.map(({ state }) => state).toSorted();
  if (one.nBefore > 0) {
    assert.deepEqual([trials.length, ends], [1, ['finished']], about);
    assert.deepEqual([valuesOf('ours'), valuesOf('theirs')], isOurs ? [[5], []] : [[], [77]], about);
  } else {
    assert.deepEqual(valuesOf('theirs'), [77], about);
    assert.deepEqual(
      valuesOf('ours').filter((value) => value !== null),
      isOurs ? [5] : [],
      about,
    );
    assert.ok(
      ends.every((state) => state === 'finished' || (state === 'failed' && !isOurs)),
      `${about}: ${ends.join()}`,
    );
  }
  if (one.tail === unended) assert.equal(facts['kept'], 'ünded', about);
  assert.deepEqual(fs.readdirSync(join(file, '..')), ['model.log'], about);
}
