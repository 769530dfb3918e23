// Journals and spools as somebody might have damaged, edited or made them: seeded mutations, by structure, of real ones.
import { createRandom, type Random } from '../../../src/math/random.ts';
import type { Space } from '../../../src/space/space.ts';
import { createDecoder } from '../../../src/study/codec.ts';
import { encodeEvents } from '../../../src/study/encode.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { encodeMessage, type TrialMessage } from '../../../src/trial/trialProtocol.ts';

type Fields = Record<string, unknown>;

const space: Space = {
  parameters: [
    {
      name: 'rate',
      domain: { kind: 'float', low: 1e-4, high: 1, scale: 'log', step: null },
      initial: 0.01,
      conditions: [],
    },
    { name: 'units', domain: { kind: 'int', low: 8, high: 64, scale: 'linear', step: 8 }, initial: 16, conditions: [] },
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'tanh', null, true, 3] }, conditions: [] },
    {
      name: 'drop',
      domain: {
        kind: 'mixed',
        range: { kind: 'float', low: 0, high: 0.5, scale: 'linear', step: 0.1 },
        specials: [null, 'auto'],
      },
      conditions: [{ param: 'units', op: '>', value: 16 }],
    },
  ],
  constraints: [{ left: { kind: 'param', param: 'rate' }, op: '<=', right: { kind: 'number', value: 0.9 } }],
};

/** Lines of a study of ours and of one of another writer, whole. */
function journalLines(random: Random): readonly string[] {
  return random.below(3) === 0 ? theirLines(random) : ourLines(random);
}

function ourLines(random: Random): readonly string[] {
  const t0 = 1_800_000_000_000;
  const events: StudyEvent[] = [
    { kind: 'studyCreated', study: 'model', direction: 'maximize' },
    { kind: 'studyDescribed', space, objective: { direction: 'maximize', metric: 'acc' }, seed: 7, atMs: t0 },
    { kind: 'factNoted', trial: null, name: 'run', fact: { executor: 'local', file: 'model.js' } },
  ];
  const nTrials = 3 + random.below(12);
  for (let trial = 0; trial < nTrials; trial++) {
    const atMs = t0 + trial * 1000;
    const params = {
      rate: 10 ** (-4 * random.uniform()),
      units: 8 * (1 + random.below(8)),
      act: ['relu', 'tanh', null, true, 3][random.below(5)]!,
      drop: [0.1, null, 'auto'][random.below(3)]!,
    };
    events.push({ kind: 'trialStarted', trial, params, atMs });
    events.push({ kind: 'factNoted', trial, name: 'source', fact: trial === 0 ? 'literals' : 'model' });
    for (let step = 0; step < 3; step++) events.push({ kind: 'valueReported', trial, step, value: random.uniform() });
    const end = (['trialFinished', 'trialFinished', 'trialPruned', 'trialFailed'] as const)[random.below(4)]!;
    events.push({ kind: end, trial, value: end === 'trialFailed' ? null : random.uniform(), atMs: atMs + 900 });
  }
  events.push({ kind: 'noteWritten', trial: 1, note: 'a note' }, { kind: 'trialStarred', trial: 0, isStarred: true });
  return encodeEvents(events, { workerId: 'w', ids: createDecoder().ids, space: null });
}

function theirLines(random: Random): readonly string[] {
  const worker = { worker_id: 'optuna-1' };
  const float = JSON.stringify({
    name: 'FloatDistribution',
    attributes: { step: null, low: 0.001, high: 1, log: true },
  });
  const choice = JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices: ['a', 'b', [1, 2], null] } });
  const records: Fields[] = [{ op_code: 0, ...worker, study_name: 'theirs', directions: [1] }];
  const nTrials = 3 + random.below(12);
  for (let trial_id = 0; trial_id < nTrials; trial_id++) {
    const of = { ...worker, trial_id };
    const set = { op_code: 5, ...of, param_name: 'x', param_value_internal: 0.001 + 0.9 * random.uniform() };
    records.push({ op_code: 4, ...worker, study_id: 0, datetime_start: '2026-01-01T00:00:00.000000' });
    records.push({ ...set, distribution: float });
    records.push({ ...set, param_name: 'c', param_value_internal: random.below(4), distribution: choice });
    records.push({ op_code: 7, ...of, step: 0, intermediate_value: random.uniform() });
    records.push({ op_code: 8, ...of, user_attr: { nested: { a: [1, { b: null }] } } });
    records.push({ op_code: 9, ...of, system_attr: { constraints: [random.uniform() - 0.5] } });
    const end = { state: 1 + random.below(3), values: [random.uniform()], datetime_complete: '2026-01-01T00:00:01' };
    records.push({ op_code: 6, ...of, ...end });
  }
  return records.map((record) => JSON.stringify(record));
}

/** The journal of that number: the same bytes each time. */
export function fuzzedJournal(seed: number): Buffer {
  const random = createRandom(seed, 1);
  return mutated(journalLines(random), random);
}

/** The same of a spool. */
export function fuzzedSpool(seed: number): Buffer {
  const random = createRandom(seed, 2);
  const messages: TrialMessage[] = [
    { kind: 'started', pid: 4_000_000, node: '24.0.0', atMs: 1.8e12, host: null, job: null },
    { kind: 'backend', tfjs: '4.22.0', backend: 'cpu' },
    { kind: 'evaluated', metrics: { loss: 1, acc: NaN } },
    { kind: 'threw', name: 'Error', message: 'a\nb', stack: 'at x' },
    { kind: 'modelSaved', bytes: 1000 },
    { kind: 'ending', exitCode: 0, atMs: 1.8e12 },
  ];
  for (let step = 0; step < 5; step++) {
    messages.push({ kind: 'epochEnded', fit: 0, step, logs: { loss: random.uniform(), val_acc: random.uniform() } });
    messages.push({ kind: 'objectiveValue', step, value: random.uniform() });
  }
  return mutated(
    messages.map((message) => encodeMessage(message).trimEnd()),
    random,
  );
}

function mutated(whole: readonly string[], random: Random): Buffer {
  let lines = [...whole];
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.below(Math.max(1, lines.length));
    if (random.below(8) === 0) lines = lineMutations[random.below(lineMutations.length)]!(lines, at, random);
    else lines[at] = fieldMutation(lines[at] ?? '', random);
  }
  const end = ['\n\n', '\r\n', '\0\0\0', ''][random.below(16)] ?? '\n';
  let bytes = Buffer.from(lines.join(random.below(20) === 0 ? '\r\n' : '\n') + end);
  if (random.below(15) === 0) bytes = bytes.subarray(0, random.below(bytes.length + 1));
  if (random.below(15) === 0) for (let n = 0; n < 3; n++) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

type LineMutation = (lines: string[], at: number, random: Random) => string[];

const lineMutations: readonly LineMutation[] = [
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''),
  (lines, at, random) => lines.with(at, (lines[at] ?? '').slice(0, random.below(1 + (lines[at] ?? '').length))),
  // Torn, and the next writer did not look.
  (lines, at, random) => {
    const torn = (lines[at] ?? '').slice(0, random.below(1 + (lines[at] ?? '').length));
    return lines.toSpliced(at, 2, torn + (lines[at + 1] ?? ''));
  },
  (lines, at) => lines.toSpliced(at, 2, `${lines[at] ?? ''}${lines[at + 1] ?? ''}`),
  (lines, at, random) => [...lines.slice(at), ...lines.slice(0, random.below(at + 1))],
  (lines, at, random) =>
    lines.toSpliced(at, 0, ['', 'oops', 'null', '[]', '{}', '{"op_code":99}', '\uD800', ' '][random.below(8)]!),
  (lines, at, random) =>
    lines.toSpliced(at, 0, `{"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"deep":${deepText(random)}}}`),
];

function deepText(random: Random): string {
  const nLevels = 10 ** (1 + random.below(5));
  return random.below(2) === 0
    ? `${'['.repeat(nLevels)}${']'.repeat(nLevels)}`
    : `${'{"a":'.repeat(nLevels)}1${'}'.repeat(nLevels)}`;
}

/** Changes one value, name or number somewhere in the line, also inside the texts that hold JSON themselves. */
function fieldMutation(line: string, random: Random): string {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return line.replace(/[\d.]+/, () => String(strange(random)));
  }
  if (typeof record !== 'object' || record === null) return line;
  const text = textOf(changed(record as Fields, random, 0)) ?? line;
  if (random.below(12) === 0)
    return text.replace(/(?<=:)-?\d[\d.e+-]*/, () => ['NaN', '-Infinity', '1e999', '-0'][random.below(4)]!);
  return random.below(30) === 0 ? text.replace('{', `{"${hostileName(random)}":1,`) : text;
}

/** Null for what is nested too deeply to be written again. */
function textOf(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

function changed(record: Fields | unknown[], random: Random, depth: number): unknown {
  const keys = Object.keys(record);
  const key = keys[random.below(Math.max(1, keys.length))];
  if (key === undefined) return strange(random);
  const fields = record as Fields;
  const value = fields[key];
  if (typeof value === 'object' && value !== null && depth < 8 && random.below(4) > 0) {
    return replaced(fields, key, changed(value as Fields, random, depth + 1));
  }
  if (typeof value === 'string' && value.startsWith('{') && random.below(5) > 0) {
    return replaced(fields, key, fieldMutation(value, random));
  }
  switch (random.below(8)) {
    case 0:
      return Array.isArray(record)
        ? record.slice(1)
        : Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
    case 1:
      return Array.isArray(record)
        ? [...record, value]
        : Object.fromEntries(
            Object.entries(fields).map(([name, own]) => [name === key ? hostileName(random) : name, own]),
          );
    case 2:
      return typeof value === 'number'
        ? replaced(fields, key, value + random.below(5) - 2)
        : replaced(fields, key, [value]);
    default:
      return replaced(fields, key, strange(random));
  }
}

function replaced(record: Fields | unknown[], key: string, value: unknown): unknown {
  if (Array.isArray(record)) return record.with(Number(key), value);
  return Object.fromEntries(Object.entries(record).map(([name, own]) => [name, name === key ? value : own]));
}

function hostileName(random: Random): string {
  const names = ['__proto__', 'constructor', 'toString', 'op_code', '', 'study:metric_names', 'dashboard:0:note_str:0'];
  return [...names, 'tunelens', 'off_domain', 'constraints', 'starred:0', '\uDC00', 'a\nb', '<b>', '=1+1'][
    random.below(15)
  ]!;
}

function strange(random: Random): unknown {
  const values = [
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    3,
    1e21,
    1e308,
    -1.7e308,
    5e-324,
    2 ** 53,
    2 ** 31,
    1e9,
    4294967296,
  ];
  const texts = [
    '',
    'x',
    '__proto__',
    '\uD800',
    'NaN',
    '9999-12-31T23:59:59',
    '+275760-09-13',
    '1e999',
    'a'.repeat(10_000),
  ];
  const others: readonly unknown[] = [
    [],
    {},
    [[]],
    { a: { b: 1 } },
    [null, 1, 'x'],
    { constructor: 1 },
    Array.from({ length: 2000 }, (_, i) => i),
  ];
  const all: readonly unknown[] = [...values, ...texts, ...others];
  return all[random.below(all.length)];
}
