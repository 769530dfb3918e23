import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trialsAsCsv, trialsAsJson, trialsAsMarkdown } from '../../../src/report/trialsText.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';
import type { Study } from '../../../src/study/study.ts';

const atMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const events: readonly StudyEvent[] = [
  { kind: 'studyCreated', study: 'model', direction: 'maximize' },
  { kind: 'trialStarted', trial: 0, params: { rate: 0.001, act: 'relu' }, atMs },
  { kind: 'factNoted', trial: 0, name: 'source', fact: 'literals' },
  { kind: 'valueReported', trial: 0, step: 0, value: 0.5 },
  { kind: 'trialFinished', trial: 0, value: 0.97125, atMs: atMs + 1500 },
  { kind: 'trialStarted', trial: 1, params: { rate: 0.01, act: 'a,"b"', deep: 3 }, atMs: atMs + 2000 },
  { kind: 'factNoted', trial: 1, name: 'fail_reason', fact: 'Error: a | b\nline 2' },
  { kind: 'factNoted', trial: 1, name: 'sizes', fact: [1, 2] },
  { kind: 'trialFailed', trial: 1, value: null, atMs: atMs + 63_000 },
  { kind: 'trialStarted', trial: 2, params: { rate: 0.1, act: 'relu' }, atMs: atMs + 70_000 },
];
const study: Study = fold(emptyStudy(), events);

test('CSV has a column per parameter and attribute, and quotes as RFC 4180 asks', () => {
  assert.equal(
    trialsAsCsv(study),
    [
      'trial,state,value,started,ended,duration_s,reason,starred,note,param.rate,param.act,param.deep,attribute.source,attribute.sizes',
      '0,finished,0.97125,2026-01-02T03:04:05.000Z,2026-01-02T03:04:06.500Z,1.5,,false,,0.001,relu,,literals,',
      '1,failed,,2026-01-02T03:04:07.000Z,2026-01-02T03:05:08.000Z,61,"Error: a | b\nline 2",false,,0.01,"a,""b""",3,,"[1,2]"',
      '2,running,,2026-01-02T03:05:15.000Z,,,,false,,0.1,relu,,,',
      '',
    ].join('\r\n'),
  );
});

test('JSON holds the same, with the values on the way', () => {
  const parsed: unknown = JSON.parse(trialsAsJson(study));
  assert.ok(typeof parsed === 'object' && parsed !== null && 'trials' in parsed && Array.isArray(parsed.trials));
  assert.deepEqual(
    { ...parsed, trials: parsed.trials.slice(0, 1) },
    {
      study: 'model',
      direction: 'maximize',
      metric: null,
      trials: [
        {
          trial: 0,
          state: 'finished',
          value: 0.97125,
          started: '2026-01-02T03:04:05.000Z',
          ended: '2026-01-02T03:04:06.500Z',
          duration_s: 1.5,
          reason: null,
          starred: false,
          note: null,
          params: { rate: 0.001, act: 'relu' },
          attributes: { source: 'literals' },
          reports: [{ step: 0, value: 0.5 }],
        },
      ],
    },
  );
  assert.equal(parsed.trials.length, 3);
});

test('a number that JSON lacks is not lost as null', () => {
  const diverged = fold(emptyStudy(), [
    { kind: 'studyCreated', study: 's', direction: 'minimize' },
    { kind: 'trialStarted', trial: 0, params: { rate: 1 }, atMs },
    { kind: 'valueReported', trial: 0, step: 0, value: NaN },
    { kind: 'trialFinished', trial: 0, value: Infinity, atMs },
  ]);
  assert.match(trialsAsJson(diverged), /"value": "Infinity"[^]*"value": "NaN"/);
  assert.match(trialsAsCsv(diverged), /\r\n0,finished,Infinity,/);
});

test('Markdown is a table that texts with bars and line breaks do not break', () => {
  assert.equal(
    trialsAsMarkdown(study),
    `| trial | state | value | took | rate | act | deep | reason |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 0 | finished | 0.9712 | 2 s | 0.001 | relu |  |  |
| 1 | failed |  | 61 s | 0.01 | a,"b" | 3 | Error: a \\| b line 2 |
| 2 | running |  |  | 0.1 | relu |  |  |
`,
  );
});

test('a study without trials has its head line alone', () => {
  assert.equal(trialsAsCsv(emptyStudy('s')), 'trial,state,value,started,ended,duration_s,reason,starred,note\r\n');
});

const remarked: Study = fold(emptyStudy(), [
  ...events,
  { kind: 'trialStarred', trial: 0, isStarred: true },
  { kind: 'noteWritten', trial: 1, note: '=HYPERLINK("http://x") <b>again</b>\n| next' },
]);

test('stars and notes stand in all three formats', () => {
  assert.match(
    trialsAsCsv(remarked),
    /\r\n0,[^\r]*,true,,0\.001,[^]*,false," =HYPERLINK\(""http:\/\/x""\) <b>again<\/b>\n\| next",0\.01,/,
  );
  assert.match(
    trialsAsJson(remarked),
    /"starred": true,\s+"note": null[^]*"note": "=HYPERLINK\(\\"http:\/\/x\\"\) <b>again<\/b>\\n\| next"/,
  );
  const [head, , starred, noted] = trialsAsMarkdown(remarked).split('\n');
  assert.match(head ?? '', / reason \| note \|$/);
  assert.match(starred ?? '', /^\| 0 ★ \| finished /);
  assert.match(noted ?? '', /\| =HYPERLINK\("http&#58;\/\/x"\) \\<b\\>again\\<\/b\\> \\\| next \|$/);
});

test('in the CSV no text is a formula to a spreadsheet: not a note, a reason, a choice, an attribute or a name', () => {
  const text = trialsAsCsv(
    fold(emptyStudy(), [
      { kind: 'studyCreated', study: 's', direction: 'minimize' },
      { kind: 'trialStarted', trial: 0, params: { '@x': '-a', rate: -0.5 }, atMs },
      { kind: 'factNoted', trial: 0, name: 'by', fact: '+1+cmd' },
      { kind: 'factNoted', trial: 0, name: 'fail_reason', fact: '=1+1' },
      { kind: 'trialFailed', trial: 0, value: null, atMs },
      { kind: 'noteWritten', trial: 0, note: '@SUM(A1)' },
    ]),
  );
  assert.match(text, /, =1\+1,false, @SUM\(A1\), -a,-0\.5, \+1\+cmd\r\n$/);
});
