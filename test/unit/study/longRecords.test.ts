// Records in numbers that made readers slow: the work per record may not grow with what came before. Each study is so long that squares of it would take minutes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDecoder } from '../../../src/study/codec.ts';
import { emptyStudy, fold, type MutableStudy } from '../../../src/study/fold.ts';

function studyOf(records: Iterable<object>): MutableStudy {
  const decoder = createDecoder();
  const study = emptyStudy();
  for (const record of records) {
    const { events, problem } = decoder.push(JSON.stringify({ worker_id: 'w', ...record }));
    assert.equal(problem, null);
    fold(study, events);
  }
  return study;
}

const begun = [
  { op_code: 0, study_name: 's', directions: [1] },
  { op_code: 4, study_id: 0, datetime_start: '2026-01-01T00:00:00', state: 0 },
];
const many = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));

test('a note of 10,000 pieces, written and written again, has all of them', () => {
  const piece = (i: number, letter: string) => ({
    op_code: 3,
    study_id: 0,
    system_attr: { [`dashboard:0:note_str:${i}`]: letter.repeat(2045) },
  });
  const study = studyOf([
    ...begun,
    ...many(10_000, (i) => piece(i, 'a')),
    ...many(10_000, (i) => piece(i, 'b')),
    piece(5000, 'c'),
  ]);
  const note = study.notes.get(0) ?? '';
  assert.equal(note.length, 10_000 * 2045);
  assert.equal(note.indexOf('c'), 5000 * 2045);
});

test('20,000 parameters set one by one are all there, in the trial and in the space', () => {
  const float = JSON.stringify({ name: 'FloatDistribution', attributes: { low: 0, high: 1, log: false, step: null } });
  const set = (i: number) => ({
    op_code: 5,
    trial_id: 0,
    param_name: `p${i}`,
    param_value_internal: 0.5,
    distribution: float,
  });
  const study = studyOf([...begun, ...many(20_000, set)]);
  assert.equal(Object.keys(study.trials[0]?.params ?? {}).length, 20_000);
  assert.equal(study.space?.parameters.length, 20_000);
});

test('200,000 reports whose steps fall are kept in the order of their arrival, and a step told again has the newer value', () => {
  const report = (step: number, value: number) => ({ op_code: 7, trial_id: 0, step, intermediate_value: value });
  const study = studyOf([
    ...begun,
    ...many(200_000, (i) => report(200_000 - i, i)),
    report(100_000, -1),
    report(7e5, 5),
  ]);
  const reports = study.trials[0]?.reports ?? [];
  assert.equal(reports.length, 200_001);
  assert.deepEqual(
    [reports[0], reports[100_000], reports.at(-1)],
    [
      { step: 200_000, value: 0 },
      { step: 100_000, value: -1 },
      { step: 7e5, value: 5 },
    ],
  );
});
