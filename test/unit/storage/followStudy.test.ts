import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { studyLocation } from '../../../src/program/location.ts';
import { followStudy, type FollowedChange } from '../../../src/storage/followStudy.ts';
import { Journal } from '../../../src/storage/journal.ts';
import type { StudyEvent } from '../../../src/study/event.ts';

const created: StudyEvent = { kind: 'studyCreated', study: 'model', direction: 'minimize' };
const note = (fact: number): StudyEvent => ({ kind: 'factNoted', trial: null, name: 'note', fact });

/** A look of its own that never comes in a test: what is found, `look` or a notice has found. */
const never = 1 << 30;

function begin(t: TestContext, { pollMs = never } = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'follow-')));
  writeFileSync(join(folder, 'model.js'), '');
  const dataFolder = join(folder, '.tune');
  const changes: FollowedChange[] = [];
  let wake = (): void => undefined;
  const follower = followStudy({ ...studyLocation(join(folder, 'model.js')), pollMs }, (change) => {
    changes.push(change);
    wake();
  });
  t.after(async () => {
    await follower.close();
    rmSync(folder, { recursive: true, force: true });
  });
  /** Waits for changes to come by themselves until `isDone`. */
  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone()) await new Promise<void>((resolve) => (wake = resolve));
  };
  const kinds = () => changes.map(({ kind }) => kind);
  return { folder, dataFolder, file: join(dataFolder, 'model.log'), changes, follower, until, kinds };
}

async function write(file: string, ...events: readonly StudyEvent[]): Promise<void> {
  await (await Journal.open(file)).append(events);
}

function noteOf(change: FollowedChange | undefined): unknown {
  return change !== undefined && 'journal' in change ? change.journal.study.facts['note'] : undefined;
}

for (const [how, pollMs] of [
  ['notices of the system', never],
  ['a look of its own', 5],
] as const) {
  test(`what a second process writes is told by ${how}, in order and without loss`, async (t) => {
    const { dataFolder, file, changes, follower, until } = begin(t, { pollMs });
    if (pollMs === never) {
      // Notices need a folder to come from.
      mkdirSync(dataFolder);
      await follower.look();
    }
    const program = `
      import { mkdirSync } from 'node:fs';
      import { Journal } from ${JSON.stringify(join(import.meta.dirname, '../../../src/storage/journal.ts'))};
      mkdirSync(${JSON.stringify(dataFolder)}, { recursive: true });
      const journal = await Journal.open(${JSON.stringify(file)});
      await journal.append([${JSON.stringify(created)}]);
      for (let i = 0; i < 50; i++) await journal.append([{ kind: 'factNoted', trial: null, name: 'n' + i, fact: i }]);
    `;
    const writer = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
    const exit = once(writer, 'exit');
    const study = () => changes.map((change) => ('journal' in change ? change.journal.study : null)).at(-1);
    await until(() => Object.keys(study()?.facts ?? {}).length === 50);
    assert.deepEqual(await exit, [0, null]);
    assert.equal(changes[0]?.kind, 'opened');
    const events = changes.flatMap((change) => (change.kind === 'appended' ? change.events : []));
    const appended = events.flatMap((event) => (event.kind === 'factNoted' ? [event.fact] : []));
    // The first ones may have been there when it was opened.
    assert.deepEqual(appended, Array.from({ length: 50 }, (_, i) => i).slice(50 - appended.length));
  });
}

test('a folder that does not exist has no study, and one that appears later is opened', async (t) => {
  const { dataFolder, file, changes, follower, kinds } = begin(t);
  await follower.look();
  assert.deepEqual(kinds(), []);
  mkdirSync(dataFolder);
  await write(file, created, note(1));
  await follower.look();
  assert.deepEqual(kinds(), ['opened']);
  assert.equal(noteOf(changes[0]), 1);
});

test('a look at what has not changed tells nothing', async (t) => {
  const { dataFolder, file, follower, kinds } = begin(t);
  mkdirSync(dataFolder);
  await write(file, created);
  await follower.look();
  await follower.look();
  assert.deepEqual(kinds(), ['opened']);
});

test('a file that another takes the place of is opened anew, and one that is deleted is gone', async (t) => {
  const { folder, dataFolder, file, changes, follower, kinds } = begin(t);
  mkdirSync(dataFolder);
  await write(file, created, note(1));
  await follower.look();
  await write(join(folder, 'other.log'), created, note(2), note(3));
  renameSync(join(folder, 'other.log'), file);
  await follower.look();
  assert.equal(noteOf(changes.at(-1)), 3);
  rmSync(dataFolder, { recursive: true });
  await follower.look();
  assert.equal(changes.at(-1)?.kind, 'gone');
  mkdirSync(dataFolder);
  await write(file, created, note(4));
  await follower.look();
  assert.equal(noteOf(changes.at(-1)), 4);
  assert.deepEqual(
    kinds().filter((kind) => kind !== 'gone'),
    ['opened', 'opened', 'opened'],
  );
});

test('a newer study of the same file takes over', async (t) => {
  const { dataFolder, file, changes, follower } = begin(t);
  mkdirSync(dataFolder);
  await write(file, created);
  await follower.look();
  await write(join(dataFolder, 'model.2.log'), created);
  await follower.look();
  const last = changes.at(-1);
  assert.ok(last?.kind === 'opened');
  assert.equal(basename(last.journal.file), 'model.2.log');
});

test('a file that cannot be read is told once, and is shown as soon as it can', async (t) => {
  const { dataFolder, file, changes, follower, kinds } = begin(t);
  mkdirSync(dataFolder);
  await write(file, created, note(1));
  await follower.look();
  appendFileSync(file, 'oops\n');
  await follower.look();
  await follower.look();
  const last = changes.at(-1);
  assert.ok(last?.kind === 'unreadable' && last.error instanceof UserError);
  assert.deepEqual(kinds(), ['opened', 'unreadable']);
  writeFileSync(file, '');
  await write(file, created, note(2));
  await follower.look();
  assert.equal(noteOf(changes.at(-1)), 2);
});

test('nothing is told after close', async (t) => {
  const { dataFolder, file, follower, kinds } = begin(t);
  mkdirSync(dataFolder);
  await write(file, created);
  const look = follower.look();
  await follower.close();
  await look;
  await write(file, note(1));
  await follower.look();
  assert.ok(!kinds().includes('appended'));
});
