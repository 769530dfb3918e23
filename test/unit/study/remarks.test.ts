import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDecoder } from '../../../src/study/codec.ts';
import { encodeEvents } from '../../../src/study/encode.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';
import type { Study } from '../../../src/study/study.ts';

const begun: readonly StudyEvent[] = [
  { kind: 'studyCreated', study: 'model', direction: 'maximize' },
  { kind: 'trialStarted', trial: 0, params: {}, atMs: 0 },
  { kind: 'trialFinished', trial: 0, value: 1, atMs: 1 },
];

/** The study as others read it when `steps` are written one after the other. */
function written(...steps: readonly (readonly StudyEvent[])[]): {
  readonly study: Study;
  readonly lines: readonly string[];
} {
  const decoder = createDecoder();
  const study = emptyStudy();
  const lines = [begun, ...steps].flatMap((events) => {
    const more = encodeEvents(events, { workerId: 'w', ids: decoder.ids, space: null });
    for (const line of more) fold(study, decoder.push(line).events);
    return more;
  });
  return { study, lines };
}

const note = (text: string): StudyEvent => ({ kind: 'noteWritten', trial: 0, note: text });
const star = (isStarred: boolean): StudyEvent => ({ kind: 'trialStarred', trial: 0, isStarred });

test('a trial that has ended is noted and starred, and both can be taken back', () => {
  const kept = written([note('<b>look</b>\n\u202E here'), star(true)]).study;
  assert.deepEqual([kept.notes.get(0), kept.stars.has(0)], ['<b>look</b>\n\u202E here', true]);
  const taken = written([note('look'), star(true)], [note(''), star(false)]).study;
  assert.deepEqual([taken.notes.size, taken.stars.size], [0, 0]);
});

test('a long note comes back whole, and a shorter one leaves nothing of it', () => {
  const long = '𝒳y'.repeat(2500);
  assert.equal(written([note(long)]).study.notes.get(0), long);
  assert.equal(written([note(long)], [note('short')]).study.notes.get(0), 'short');
});

test('a note lies where optuna-dashboard has its own, one attribute a record, its version counted up', () => {
  const records = written([note('a')], [note('b')])
    .lines.slice(-4)
    .map((line): unknown => JSON.parse(line));
  const said = (name: string, value: unknown) => ({
    ...{ op_code: 3, worker_id: 'w', study_id: 0, system_attr: { [`dashboard:0:note_${name}`]: value } },
  });
  assert.deepEqual(records, [said('ver', 1), said('str:0', 'a'), said('ver', 2), said('str:0', 'b')]);
});

test('a note on a trial that is not there is none', () => {
  assert.equal(written([{ kind: 'noteWritten', trial: 7, note: 'x' }]).study.notes.size, 0);
  assert.equal(written([{ kind: 'trialStarred', trial: 7, isStarred: true }]).study.stars.size, 0);
});
