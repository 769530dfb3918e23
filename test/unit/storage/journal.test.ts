import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import type { Space } from '../../../src/space/space.ts';
import { Journal } from '../../../src/storage/journal.ts';
import { withJournalLock } from '../../../src/storage/journalLock.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { parsePythonJson } from '../../../src/study/pythonJson.ts';

const space: Space = {
  parameters: [
    {
      name: 'lr',
      domain: { kind: 'float', low: 1e-5, high: 0.1, scale: 'log', step: null },
      initial: 1e-3,
      conditions: [],
    },
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'tanh', true, null] }, initial: 'relu', conditions: [] },
  ],
};

const created: readonly StudyEvent[] = [
  { kind: 'studyCreated', study: 'model', direction: 'maximize' },
  {
    kind: 'studyDescribed',
    space,
    objective: { direction: 'maximize', metric: 'acc' },
    seed: 7,
    atMs: 1_800_000_000_000,
  },
];

function trialEvents(trial: number, value: number): readonly StudyEvent[] {
  const atMs = 1_800_000_000_000 + trial * 1000;
  return [
    { kind: 'trialStarted', trial, params: { lr: 1e-3 * (trial + 1), act: 'tanh' }, atMs },
    { kind: 'valueReported', trial, step: 0, value: value / 2 },
    { kind: 'factNoted', trial, name: 'note', fact: 'ünïcode "quoted"' },
    { kind: 'trialFinished', trial, value, atMs: atMs + 500 },
  ];
}

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('what was appended is there when the journal is opened again', async (t) => {
  const file = join(scratch(t), 'model.log');
  const journal = await Journal.open(file);
  await journal.append([...created, ...trialEvents(0, 0.9)]);
  await journal.append(trialEvents(1, 0.95));
  const again = await Journal.open(file, { readonly: true });
  assert.deepEqual(again.study, journal.study);
  assert.deepEqual(again.lines, journal.lines);
  assert.equal(again.study.trials[1]?.value, 0.95);
  assert.deepEqual(again.study.space, space);
});

test('a journal that was cut at any byte opens, keeps every complete record and goes on', async (t) => {
  const folder = scratch(t);
  const whole = join(folder, 'whole.log');
  await (await Journal.open(whole)).append([...created, ...trialEvents(0, 0.9), ...trialEvents(1, 0.95)]);
  const bytes = readFileSync(whole);
  const file = join(folder, 'cut.log');
  for (let nBytes = 0; nBytes <= bytes.length; nBytes++) {
    writeFileSync(file, bytes.subarray(0, nBytes));
    const nComplete = bytes.subarray(0, nBytes).filter((byte) => byte === 0x0a).length;
    const journal = await Journal.open(file);
    assert.equal(journal.lines.length, nComplete);
    // A line that lacks only its end is whole by then.
    await journal.transact(({ space: described, trials }) => [
      ...(described === null ? created : []),
      ...trialEvents(trials.length, 0.5),
    ]);
    const text = readFileSync(file, 'utf8');
    assert.ok(text.endsWith('\n') && bytes.subarray(0, nBytes).lastIndexOf(0x0a) < text.length);
    for (const line of text.trimEnd().split('\n')) parsePythonJson(line);
    const resumed = await Journal.open(file);
    assert.equal(resumed.lines.length > nComplete, true);
    assert.equal(resumed.study.trials.at(-1)?.value, 0.5, `cut after ${nBytes} bytes`);
  }
});

test('two processes that write at once lose nothing', async (t) => {
  const file = join(scratch(t), 'shared.log');
  await (await Journal.open(file)).append(created);
  const program = `
    import { Journal } from ${JSON.stringify(join(import.meta.dirname, '../../../src/storage/journal.ts'))};
    const journal = await Journal.open(${JSON.stringify(file)});
    for (let i = 0; i < 50; i++) await journal.append([{ kind: 'factNoted', trial: null, name: process.argv[1] + i, fact: i }]);
  `;
  const writers = ['a', 'b'].map((name) =>
    spawn(process.execPath, ['--input-type=module', '-e', program, name], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(writers.map(async (writer): Promise<unknown> => (await once(writer, 'exit'))[0]));
  assert.deepEqual(codes, [0, 0]);
  const { study } = await Journal.open(file);
  assert.equal(Object.keys(study.facts).length, 100);
});

test('what another writer appends shows after a refresh, and one that is half written does not yet', async (t) => {
  const file = join(scratch(t), 'model.log');
  const reader = await Journal.open(file);
  const writer = await Journal.open(file);
  await writer.append([...created, ...trialEvents(0, 0.9)]);
  assert.equal((await reader.refresh()).length, 6);
  appendFileSync(file, '{"op_code":2,"worker_id":"x","study_id":0,');
  assert.deepEqual(await reader.refresh(), []);
  appendFileSync(file, '"user_attr":{"a":1}}\n');
  assert.deepEqual(await reader.refresh(), [{ kind: 'factNoted', trial: null, name: 'a', fact: 1 }]);
});

test('a line that is no record is told with its place, and the file is left as it is', async (t) => {
  const file = join(scratch(t), 'broken.log');
  await (await Journal.open(file)).append(created);
  appendFileSync(file, 'oops\n');
  const before = readFileSync(file);
  await assert.rejects(Journal.open(file), (error) => error instanceof UserError && error.place?.line === 3);
  assert.deepEqual(readFileSync(file), before);
});

test('a journal in a folder that cannot be written is refused with the path', async (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, 'plain'), '');
  const journal = await Journal.open(join(folder, 'plain', 'model.log'));
  await assert.rejects(
    journal.append(created),
    (error) => error instanceof UserError && error.code === 'folderNotWritable' && error.message.includes('plain'),
  );
});

test('a lock that a dead process left is broken once the journal has been still for 30 seconds', async (t) => {
  const file = join(scratch(t), 'model.log');
  writeFileSync(file, '');
  utimesSync(file, 1, 1);
  symlinkSync(file, `${file}.lock`);
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, sleep: (ms: number) => ((nowMs += ms), Promise.resolve()) };
  const heldAtMs = await withJournalLock(file, () => nowMs, clock);
  assert.ok(heldAtMs >= 30_000 && heldAtMs < 33_000);
  assert.equal(existsSync(`${file}.lock`), false);
});

test('a lock whose holder still writes is waited for', async (t) => {
  const file = join(scratch(t), 'model.log');
  writeFileSync(file, '');
  symlinkSync(file, `${file}.lock`);
  let nowMs = 0;
  const clock = {
    nowMs: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms;
      utimesSync(file, nowMs, nowMs);
      if (nowMs > 120_000) rmSync(`${file}.lock`);
      return Promise.resolve();
    },
  };
  assert.ok((await withJournalLock(file, () => nowMs, clock)) > 120_000);
});
