// What must never happen to a study's file: an empty line, values of one trial in another, an append to a file that is no longer the one read.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

function started(trial: number): StudyEvent {
  return { kind: 'trialStarted', trial, params: {}, atMs };
}

function note(fact: string): StudyEvent {
  return { kind: 'factNoted', trial: null, name: 'note', fact };
}

async function study(t: TestContext): Promise<{ readonly file: string; readonly journal: Journal }> {
  const folder = mkdtempSync(join(tmpdir(), 'journal-safety-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'model.log');
  const journal = await Journal.open(file);
  await journal.append(created);
  return { file, journal };
}

const hasCode = (code: string) => (error: unknown) => error instanceof UserError && error.code === code;

test('events that make no record add no empty line, which would end the file for Optuna', async (t) => {
  const { file, journal } = await study(t);
  const before = readFileSync(file, 'utf8');
  await journal.append([]);
  await journal.append([{ kind: 'studyCreated', study: 'model', direction: 'minimize' }]);
  assert.equal(readFileSync(file, 'utf8'), before);
});

test('a trial whose number another writer took is refused, and nothing of its append is written', async (t) => {
  const { file, journal } = await study(t);
  const other = await Journal.open(file);
  await other.append([started(0)]);
  const before = readFileSync(file, 'utf8');
  await assert.rejects(journal.append([note('ours'), started(0)]), hasCode('studyShared'));
  assert.equal(readFileSync(file, 'utf8'), before);
  await journal.append([started(1), { kind: 'trialFinished', trial: 1, value: 5, atMs }]);
  await other.refresh();
  assert.deepEqual(
    other.study.trials.map(({ number, value }) => [number, value]),
    [
      [0, null],
      [1, 5],
    ],
  );
});

test('a queued trial that another writer took is not started a second time', async (t) => {
  const { file, journal } = await study(t);
  await journal.append([{ kind: 'trialQueued', trial: 0, params: {} }]);
  const taken: StudyEvent = { kind: 'trialStarted', trial: 0, params: null, atMs };
  await (await Journal.open(file)).append([taken]);
  await assert.rejects(journal.append([taken]), hasCode('studyShared'));
});

test('a file that was deleted is told on refresh and append, and not begun anew without its first records', async (t) => {
  const { file, journal } = await study(t);
  rmSync(file);
  await assert.rejects(journal.refresh(), hasCode('journalReplaced'));
  await assert.rejects(journal.append([note('lost')]), hasCode('journalReplaced'));
  assert.equal(existsSync(file), false);
});

test('a file that another took the place of is told on refresh and append, and left as it is', async (t) => {
  const { file, journal } = await study(t);
  const other = await Journal.open(`${file}.new`);
  await other.append(created);
  await other.append(Array.from({ length: 20 }, (_, trial) => started(trial)));
  renameSync(other.file, file);
  const before = readFileSync(file);
  await assert.rejects(journal.refresh(), hasCode('journalReplaced'));
  await assert.rejects(journal.append([note('lost')]), hasCode('journalReplaced'));
  writeFileSync(file, '');
  await assert.rejects(journal.append([note('lost')]), hasCode('journalReplaced'));
  writeFileSync(file, before);
  assert.equal((await Journal.open(file)).study.trials.length, 20);
});

test('a line that breaks off the reading later is told by every refresh, and the study stays as it was', async (t) => {
  const { file, journal } = await study(t);
  appendFileSync(file, 'oops\n{"op_code":2,"worker_id":"x","study_id":0,"user_attr":{"late":1}}\n');
  await assert.rejects(journal.refresh(), hasCode('journalUnreadable'));
  await assert.rejects(journal.refresh(), hasCode('journalUnreadable'));
  assert.equal(journal.study.name, 'model');
  assert.deepEqual(journal.study.facts, {});
});

test('lines are whole wherever a read ends, short ones and one of half a megabyte', async (t) => {
  const { file, journal } = await study(t);
  const facts = Array.from({ length: 3000 }, (_, i) => `${'é'.repeat(i % 97)} ${i}`);
  await journal.append([...facts.map(note), note('ü'.repeat(1 << 18)), note('last')]);
  const opened = await Journal.open(file);
  assert.equal(opened.lines.length, journal.lines.length);
  assert.deepEqual([...opened.lines, ''].join('\n'), readFileSync(file, 'utf8'));
  assert.equal(opened.study.facts['note'], 'last');
});
