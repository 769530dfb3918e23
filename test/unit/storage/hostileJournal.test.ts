// Journals that somebody else made: what is no file of records is told at once, and nothing of what is one is lost.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { followStudy, type FollowedChange } from '../../../src/storage/followStudy.ts';
import { Journal } from '../../../src/storage/journal.ts';

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const codeOf = (error: unknown): unknown => (error instanceof UserError ? error.code : error);
const openCode = (file: string, more = {}): Promise<unknown> =>
  Journal.open(file, { readonly: true, ...more }).then(() => 'opened', codeOf);
const start = { op_code: 4, worker_id: 'w', study_id: 0, datetime_start: '2026-01-01T00:00:00', state: 0 };
const created = { op_code: 0, worker_id: 'w', study_name: 's', directions: [1] };
const textOf = (records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

test('a device, a pipe and a folder in the place of a journal are told at once, also by links', async (t) => {
  if (process.platform === 'win32') return;
  const folder = scratch(t);
  const pipe = join(folder, 'pipe.log');
  execFileSync('mkfifo', [pipe]);
  mkdirSync(join(folder, 'folder.log'));
  for (const [name, target] of [
    ['zero', '/dev/zero'],
    ['random', '/dev/urandom'],
    ['piped', pipe],
  ] as const)
    symlinkSync(target, join(folder, `${name}.log`));
  for (const name of ['pipe', 'folder', 'zero', 'random', 'piped']) {
    const file = join(folder, `${name}.log`);
    assert.equal(await openCode(file), 'notRegularFile', name);
    const changes: FollowedChange[] = [];
    const follower = followStudy({ dataFolder: folder, studyName: name }, (change) => changes.push(change));
    await follower.look();
    await follower.close();
    assert.deepEqual(
      changes.map((change) => change.kind === 'unreadable' && codeOf(change.error)),
      ['notRegularFile'],
    );
  }
});

test('a journal behind a link is read, and refused where links are not followed', async (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, 'own.txt'), textOf([created]));
  symlinkSync(join(folder, 'own.txt'), join(folder, 'm.log'));
  assert.equal(await openCode(join(folder, 'm.log')), 'opened');
  assert.equal(await openCode(join(folder, 'm.log'), { followLinks: false }), 'notRegularFile');
  const changes: FollowedChange[] = [];
  const options = { dataFolder: folder, studyName: 'm', followLinks: false };
  const follower = followStudy(options, (change) => changes.push(change));
  await follower.look();
  await follower.close();
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ['unreadable'],
  );
});

test('a journal that must not be read is told with its path', async (t) => {
  const file = join(scratch(t), 'm.log');
  writeFileSync(file, textOf([created]));
  chmodSync(file, 0);
  // Root reads everything.
  const isReadable = spawnSync('cat', [file]).status === 0;
  assert.equal(await openCode(file), isReadable ? 'opened' : 'fileUnreadable');
});

test('a line of more than 64 MB and a file of more than 1 GB are refused, not read to their end', async (t) => {
  const file = join(scratch(t), 'm.log');
  writeFileSync(file, textOf([created]));
  truncateSync(file, 100 * 2 ** 20);
  assert.equal(await openCode(file), 'journalUnreadable');
  truncateSync(file, 2 ** 30 + 1);
  assert.equal(await openCode(file), 'fileTooLarge');
});

test('nothing after the first line that is no record is looked at', async (t) => {
  const file = join(scratch(t), 'm.log');
  writeFileSync(file, `nothing\n${'x'.repeat(2 ** 20)}\n`);
  await assert.rejects(Journal.open(file), (error) => error instanceof UserError && error.place?.line === 0);
});

const deep = (nLevels: number): string => `${'['.repeat(nLevels)}${']'.repeat(nLevels)}`;

test("another writer's attributes may be anything: no JSON, nested deeply, 30 MB beside a NaN", async (t) => {
  const file = join(scratch(t), 'm.log');
  const lines = [
    { ...start, user_attrs: { off_domain: 'x' } },
    { ...start, user_attrs: { off_domain: deep(100_000) } },
    { ...start, distributions: { x: deep(100_000), y: [[[]]] }, params: { x: 1, y: 2 } },
  ];
  const deepLine = `{"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"deep":${deep(50_000)}}}\n`;
  const deepDistributions = `{"op_code":4,"worker_id":"w","study_id":0,"distributions":{"x":${deep(50_000)}},"datetime_start":null}\n`;
  const long = `{"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"long":"${'a\\"'.repeat(1e7)}","nan":NaN}}\n`;
  writeFileSync(file, textOf([created, ...lines]) + deepLine + deepDistributions + long);
  const { trials } = (await Journal.open(file, { readonly: true })).study;
  assert.equal(trials.length, 4);
  assert.ok(Number.isNaN(trials[0]?.facts['nan']));
  const kept = trials[0]?.facts['long'];
  assert.equal(typeof kept === 'string' ? kept.length : 0, 2e7);
});

test('parameters and attributes named as every object inherits them are kept, and missing ones are missing', async (t) => {
  const file = join(scratch(t), 'm.log');
  const float = JSON.stringify({ name: 'FloatDistribution', attributes: { low: 0, high: 1, log: false, step: null } });
  const names = ['__proto__', 'constructor', 'toString', 'x'];
  const record = (of: readonly string[], value: unknown) => Object.fromEntries(of.map((name) => [name, value]));
  const given = { distributions: record(names, float), params: record(names, 0.5), user_attrs: record(names, 'fact') };
  const set = { op_code: 5, worker_id: 'w', trial_id: 1, param_name: '__proto__', param_value_internal: 0.25 };
  writeFileSync(
    file,
    textOf([
      created,
      { ...start, ...given },
      start,
      { ...set, distribution: float },
      { op_code: 2, worker_id: 'w', study_id: 0, user_attr: record(['__proto__'], 'of the study') },
    ]),
  );
  const { study } = await Journal.open(file, { readonly: true });
  const own = (object: object | undefined) => Object.entries(object ?? {}).toSorted();
  assert.deepEqual(own(study.trials[0]?.params), own(record(names, 0.5)));
  assert.deepEqual(own(study.trials[0]?.facts), own(record(names, 'fact')));
  assert.deepEqual(own(study.trials[1]?.params), [['__proto__', 0.25]]);
  assert.deepEqual(own(study.facts), [['__proto__', 'of the study']]);
  assert.equal(readFileSync(file, 'utf8').includes('{"op_code":5'), true);
});
