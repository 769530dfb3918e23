import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trialsAsCsv, trialsAsJson, trialsAsMarkdown } from '../../../src/report/trialsText.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';

const study = fold(emptyStudy('model'), [
  { kind: 'studyCreated', study: 'model', direction: 'minimize' },
  { kind: 'trialStarted', trial: 0, params: { rate: 0.001, act: 'a|b' }, atMs: 0 },
  { kind: 'trialFinished', trial: 0, value: 0.25, atMs: 1500 },
  { kind: 'trialStarted', trial: 1, params: { rate: 0.1 }, atMs: 2000 },
  { kind: 'factNoted', trial: 1, name: 'fail_reason', fact: 'It said "no",\nand ended.' },
  { kind: 'trialFailed', trial: 1, value: null, atMs: 2500 },
]);

test('CSV has a head line, empty fields for what is absent, and quotes where they are needed', () => {
  assert.equal(
    trialsAsCsv(study),
    [
      'trial,state,value,duration_s,rate,act,reason',
      '0,finished,0.25,1.5,0.001,a|b,',
      '1,failed,,0.5,0.1,,"It said ""no"",\nand ended."',
      '',
    ].join('\r\n'),
  );
});

test('JSON keeps numbers as numbers and times as ISO 8601', () => {
  assert.deepEqual(JSON.parse(trialsAsJson(study)), {
    study: 'model',
    direction: 'minimize',
    metric: null,
    trials: [
      {
        number: 0,
        state: 'finished',
        value: 0.25,
        params: { rate: 0.001, act: 'a|b' },
        startedAt: '1970-01-01T00:00:00.000Z',
        endedAt: '1970-01-01T00:00:01.500Z',
        facts: {},
      },
      {
        number: 1,
        state: 'failed',
        value: null,
        params: { rate: 0.1 },
        startedAt: '1970-01-01T00:00:02.000Z',
        endedAt: '1970-01-01T00:00:02.500Z',
        facts: { fail_reason: 'It said "no",\nand ended.' },
      },
    ],
  });
});

test('a bar in a value does not break the Markdown table', () => {
  const rows = trialsAsMarkdown(study).trimEnd().split('\n');
  assert.equal(rows[2], '| 0 | finished | 0.25 | 1.5 | 0.001 | a\\|b |');
  assert.equal(rows.length, 4);
});
