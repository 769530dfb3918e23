import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ParamValue, Space } from '../../../src/space/space.ts';
import { createDecoder } from '../../../src/study/codec.ts';
import { distributionFor, parseDistribution } from '../../../src/study/distribution.ts';
import { encodeEvents } from '../../../src/study/encode.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';
import { bestTrial } from '../../../src/study/study.ts';
import { failedAlike } from '../../../src/study/taken.ts';

const space: Space = {
  parameters: [
    {
      name: 'lr',
      domain: { kind: 'float', low: 1e-5, high: 0.1, scale: 'log', step: null },
      initial: 0,
      conditions: [],
    },
    { name: 'drop', domain: { kind: 'float', low: 0.1, high: 0.5, scale: 'linear', step: 0.1 }, conditions: [] },
    { name: 'units', domain: { kind: 'int', low: 16, high: 256, scale: 'linear', step: 16 }, conditions: [] },
    {
      name: 'bn',
      domain: { kind: 'choice', choices: [true, false] },
      conditions: [{ param: 'units', op: '>=', value: 32 }],
    },
  ],
};

const created: readonly StudyEvent[] = [
  { kind: 'studyCreated', study: 'model', direction: 'maximize' },
  { kind: 'studyDescribed', space, objective: { direction: 'maximize', metric: 'acc' }, seed: 7, atMs: 5000 },
];

function linesOf(events: readonly StudyEvent[]): readonly string[] {
  return encodeEvents(events, { workerId: 'w', ids: createDecoder().ids, space: null });
}

function decodeAll(lines: readonly string[], study?: string): readonly StudyEvent[] {
  const decoder = createDecoder(study === undefined ? {} : { study });
  return lines.flatMap((line) => {
    const { events, problem } = decoder.push(line);
    assert.equal(problem, null, line);
    return events;
  });
}

const params = fc.record({
  lr: fc.double({ min: 1e-5, max: 0.1, noNaN: true }),
  drop: fc.constantFrom(0.1, 0.2, 0.3, 0.4, 0.5),
  units: fc.integer({ min: 1, max: 16 }).map((k) => 16 * k),
  bn: fc.boolean(),
});

const trialHistory = fc.record({
  params,
  isQueued: fc.boolean(),
  reports: fc.array(fc.record({ step: fc.nat(99), value: fc.double() })),
  fact: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
  end: fc.constantFrom('trialFinished', 'trialPruned', 'trialFailed', null),
  value: fc.double({ noNaN: true }),
});

test('any history of a study comes back from its records as it went in', () => {
  fc.assert(
    fc.property(fc.array(trialHistory, { maxLength: 6 }), (histories) => {
      const events = [...created, ...histories.flatMap(eventsOf)];
      const back = decodeAll(linesOf(events));
      assert.deepEqual(back, events);
      assert.deepEqual(fold(emptyStudy(), back), fold(emptyStudy(), events));
    }),
    { numRuns: 200, seed: 1 },
  );
});

function eventsOf(
  history: typeof trialHistory extends fc.Arbitrary<infer T> ? T : never,
  trial: number,
): readonly StudyEvent[] {
  const { isQueued, reports, fact, end } = history;
  const atMs = 1_800_000_000_000 + trial;
  const start: readonly StudyEvent[] = isQueued
    ? [
        { kind: 'trialQueued', trial, params: { ...history.params } },
        { kind: 'trialStarted', trial, params: null, atMs },
      ]
    : [{ kind: 'trialStarted', trial, params: { ...history.params }, atMs }];
  const value = end === 'trialFailed' ? null : history.value;
  return [
    ...start,
    ...reports.map((report): StudyEvent => ({ kind: 'valueReported', trial, ...report })),
    { kind: 'factNoted', trial, name: 'note', fact },
    ...(end === null ? [] : [{ kind: end, trial, value, atMs: atMs + 1 } as const]),
  ];
}

test('a literal that no distribution can hold, such as 0 on a log scale, is kept all the same', () => {
  const events: readonly StudyEvent[] = [
    ...created,
    { kind: 'trialStarted', trial: 0, params: { lr: 0, units: 64 }, atMs: 0 },
  ];
  assert.deepEqual(decodeAll(linesOf(events)), events);
});

const mixedSpace: Space = {
  parameters: [
    {
      name: 'l2',
      domain: {
        kind: 'mixed',
        range: { kind: 'float', low: 1e-6, high: 1e-2, scale: 'log', step: null },
        specials: [0, null],
      },
      initial: 0,
      conditions: [],
    },
  ],
  constraints: [
    {
      left: { kind: 'arithmetic', op: '*', left: { kind: 'param', param: 'l2' }, right: { kind: 'number', value: 2 } },
      op: '<=',
      right: { kind: 'negate', of: { kind: 'number', value: -1 } },
    },
  ],
};

test('a range with special values is two parameters of Optuna, and one of ours again', () => {
  const objective = { direction: 'minimize', metric: 'loss', isExpression: true } as const;
  const events: readonly StudyEvent[] = [
    { kind: 'studyCreated', study: 'model', direction: 'minimize' },
    { kind: 'studyDescribed', space: mixedSpace, objective, seed: 7, atMs: 5000 },
    ...[0, 1e-3, null, 5].map((l2, trial): StudyEvent => ({ kind: 'trialStarted', trial, params: { l2 }, atMs: 6000 })),
    { kind: 'trialQueued', trial: 4, params: { l2: 0 } },
  ];
  const lines = linesOf(events);
  assert.deepEqual(decodeAll(lines), events);
  const params = lines.slice(3, 6).map((line) => {
    const raw: unknown = JSON.parse(line);
    return typeof raw === 'object' && raw !== null && 'params' in raw ? raw.params : null;
  });
  assert.deepEqual(params, [{ 'l2?': 1 }, { 'l2?': 0, l2: 1e-3 }, { 'l2?': 2 }]);
});

test('what Optuna suggests for such a parameter, one part after the other, is read as one value', () => {
  const kinds = (internal: number, value: number | null) => [
    { op_code: 4, worker_id: 'p', study_id: 0, datetime_start: '2026-01-01T00:00:00' },
    {
      op_code: 5,
      worker_id: 'p',
      param_name: 'l2?',
      param_value_internal: internal,
      distribution: '{"name": "CategoricalDistribution", "attributes": {"choices": ["range", 0, null]}}',
    },
    ...(value === null
      ? []
      : [
          {
            op_code: 5,
            worker_id: 'p',
            param_name: 'l2',
            param_value_internal: value,
            distribution:
              '{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-06, "high": 0.01, "log": true}}',
          },
        ]),
  ];
  const objective = { direction: 'minimize', metric: 'loss' } as const;
  const head = linesOf([
    { kind: 'studyCreated', study: 'model', direction: 'minimize' },
    { kind: 'studyDescribed', space: mixedSpace, objective, seed: 7, atMs: 5000 },
  ]);
  const foreign = [kinds(1, null), kinds(0, 0.005)].flatMap((records, trial) =>
    records.map((record) => JSON.stringify(record.op_code === 5 ? { ...record, trial_id: trial } : record)),
  );
  const study = fold(emptyStudy(), decodeAll([...head, ...foreign]));
  assert.deepEqual(
    study.trials.map(({ params }) => params),
    [{ l2: 0 }, { l2: 0.005 }],
  );
});

test('a literal off its range or step is written with a distribution that holds it, and the scale kept', () => {
  const attributes = (value: ParamValue, name: string): unknown => {
    const { domain } = space.parameters.find((parameter) => parameter.name === name)!;
    const outer: unknown = JSON.parse(distributionFor(domain, value)?.text ?? 'null');
    return typeof outer === 'object' && outer !== null && 'attributes' in outer ? outer.attributes : null;
  };
  assert.deepEqual(attributes(64, 'units'), { step: 16, low: 16, high: 256, log: false });
  assert.deepEqual(attributes(100, 'units'), { step: 1, low: 16, high: 256, log: false });
  assert.deepEqual(attributes(300, 'units'), { step: 1, low: 16, high: 300, log: false });
  assert.deepEqual(attributes(0.5, 'lr'), { step: null, low: 1e-5, high: 0.5, log: true });
  assert.deepEqual(attributes(0.3, 'drop'), { step: 0.1, low: 0.1, high: 0.5, log: false });
  assert.equal(attributes(0, 'lr'), null);
});

test('a finished trial whose value is NaN is written as failed, since Optuna has no such trial', () => {
  const [, , , , end] = linesOf([
    ...created,
    { kind: 'trialStarted', trial: 0, params: {}, atMs: 0 },
    { kind: 'trialFinished', trial: 0, value: NaN, atMs: 1 },
  ]);
  assert.match(end ?? '', /"state":3,"values":null/);
});

test('NaN and infinity are bare tokens, and words inside strings stay words', () => {
  const events: readonly StudyEvent[] = [
    ...created,
    { kind: 'trialStarted', trial: 0, params: {}, atMs: 0 },
    { kind: 'valueReported', trial: 0, step: 1, value: NaN },
    { kind: 'factNoted', trial: 0, name: 'words', fact: 'NaN "Infinity" \\' },
    { kind: 'trialFinished', trial: 0, value: -Infinity, atMs: 1 },
  ];
  const lines = linesOf(events);
  assert.match(lines[4] ?? '', /"intermediate_value":NaN/);
  assert.match(lines[6] ?? '', /"values":\[-Infinity\]/);
  assert.deepEqual(decodeAll(lines), events);
});

test("another writer's study has the space that its trials show; spaced JSON and parameters set one by one are read", () => {
  const float = JSON.stringify({ name: 'FloatDistribution', attributes: { step: null, low: 0, high: 1, log: false } });
  const choice = JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices: ['a', 'b'] } });
  const events = decodeAll([
    '{"op_code": 0, "worker_id": "p", "study_name": "theirs", "directions": [1]}',
    '{"op_code": 4, "worker_id": "p", "study_id": 0, "datetime_start": "2026-11-24T00:00:00.000000+00:00"}',
    `{"op_code": 5, "worker_id": "p", "trial_id": 0, "param_name": "x", "param_value_internal": 0.5, "distribution": ${JSON.stringify(float)}}`,
    `{"op_code": 5, "worker_id": "p", "trial_id": 0, "param_name": "c", "param_value_internal": 1, "distribution": ${JSON.stringify(choice)}}`,
    '{"op_code": 9, "worker_id": "p", "trial_id": 0, "system_attr": {"x": 1}}',
    '{"op_code": 6, "worker_id": "p", "trial_id": 0, "state": 1, "values": [2.5], "datetime_complete": "2026-11-24T00:00:01.000000"}',
    '{"op_code": 8, "worker_id": "p", "trial_id": 0, "user_attr": {"late": 1}}',
  ]);
  const study = fold(emptyStudy(), events);
  assert.deepEqual(study.trials[0]?.params, { x: 0.5, c: 'b' });
  assert.equal(study.trials[0].value, 2.5);
  assert.deepEqual(study.trials[0].facts, {});
  assert.deepEqual(
    study.space?.parameters.map(({ domain }) => domain.kind),
    ['float', 'choice'],
  );
});

test('one study of a file with several is followed, with trial numbers of its own', () => {
  const lines = [
    '{"op_code":0,"worker_id":"p","study_name":"first","directions":[1]}',
    '{"op_code":0,"worker_id":"p","study_name":"second","directions":[2]}',
    '{"op_code":4,"worker_id":"p","study_id":0,"datetime_start":null}',
    '{"op_code":4,"worker_id":"p","study_id":1,"datetime_start":null}',
    '{"op_code":6,"worker_id":"p","trial_id":1,"state":1,"values":[3],"datetime_complete":null}',
  ];
  const second = fold(emptyStudy(), decodeAll(lines, 'second'));
  assert.equal(second.direction, 'maximize');
  assert.deepEqual(
    second.trials.map(({ number, value }) => [number, value]),
    [[0, 3]],
  );
  assert.equal(fold(emptyStudy(), decodeAll(lines)).trials[0]?.state, 'running');
});

test('what is no record is a problem with its line', () => {
  for (const line of ['nonsense', '[]', '{}', '{"op_code":-1}', '{"op_code":"x"}']) {
    const decoder = createDecoder();
    decoder.push('{"op_code":0,"worker_id":"p","study_name":"s","directions":[1]}');
    assert.equal(decoder.push(line).problem?.line, 1, line);
  }
  assert.equal(parseDistribution('{"name":"Mystery","attributes":{}}'), null);
});

test('an operation that nobody writes today, and several objectives, are an obstacle to writing and not to reading', () => {
  const ended = [
    '{"op_code":4,"worker_id":"p","study_id":0,"datetime_start":null}',
    '{"op_code":6,"worker_id":"p","trial_id":0,"state":1,"values":[3,4],"datetime_complete":null}',
  ];
  const obstacleOf = (directions: string, ...more: readonly string[]) => {
    const decoder = createDecoder();
    const create = `{"op_code":0,"worker_id":"p","study_name":"s","directions":${directions}}`;
    const study = fold(
      emptyStudy(),
      [create, ...more, ...ended].flatMap((line) => decoder.push(line).events),
    );
    assert.equal(study.trials[0]?.value, 3);
    return decoder.obstacle;
  };
  assert.equal(obstacleOf('[1]'), null);
  assert.deepEqual(obstacleOf('[1]', '{"op_code":11,"worker_id":"p"}'), { kind: 'operation', op: 11, line: 1 });
  assert.deepEqual(obstacleOf('[2,1]'), { kind: 'objectives', nObjectives: 2 });
});

test('a trial whose outcome constraints are broken is never the best, and teaches the engine as a failure does', () => {
  const lines = [
    '{"op_code":0,"worker_id":"p","study_name":"s","directions":[1]}',
    ...[[-1], [0.5, -1]].flatMap((constraints, i) => [
      '{"op_code":4,"worker_id":"p","study_id":0,"datetime_start":null}',
      `{"op_code":9,"worker_id":"p","trial_id":${i},"system_attr":{"constraints":${JSON.stringify(constraints)}}}`,
      `{"op_code":6,"worker_id":"p","trial_id":${i},"state":1,"values":[${5 - i}],"datetime_complete":null}`,
    ]),
  ];
  const study = fold(emptyStudy(), decodeAll(lines));
  assert.equal(bestTrial(study)?.number, 0);
  assert.deepEqual(study.trials.map(failedAlike), [false, true]);
});
