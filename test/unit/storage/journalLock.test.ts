import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { withJournalLock } from '../../../src/storage/journalLock.ts';

/** A journal that has not changed since 1970, and a clock that only waiting moves. */
function still(t: TestContext): { readonly file: string; readonly lock: string } {
  const folder = mkdtempSync(join(tmpdir(), 'journal-lock-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'model.log');
  writeFileSync(file, '');
  utimesSync(file, 1, 1);
  return { file, lock: `${file}.lock` };
}

function hold(file: string, lock: string, sinceS: number): void {
  rmSync(lock, { force: true });
  symlinkSync(file, lock);
  lutimesSync(lock, sinceS, sinceS);
}

test('a lock that goes from hand to hand is not stale, though the journal stays as it is', async (t) => {
  const { file, lock } = still(t);
  hold(file, lock, 100);
  let nowMs = 0;
  const clock = {
    nowMs: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms;
      if (nowMs < 100_000) hold(file, lock, 100 + Math.floor(nowMs / 10_000));
      else rmSync(lock, { force: true });
      return Promise.resolve();
    },
  };
  assert.ok((await withJournalLock(file, () => nowMs, clock)) >= 100_000);
});

test('whoever held the lock so long that it was broken leaves the next holder its own', async (t) => {
  const { file, lock } = still(t);
  await withJournalLock(file, () => hold(file, lock, 200));
  assert.equal(existsSync(lock), true);
});

test('the lock is released when the work throws, and leaves nothing behind', async (t) => {
  const { file } = still(t);
  const work = (): never => {
    throw new Error('full');
  };
  await assert.rejects(withJournalLock(file, work), /full/);
  assert.deepEqual(readdirSync(dirname(file)), [basename(file)]);
});

const lockSource = JSON.stringify(join(import.meta.dirname, '../../../src/storage/journalLock.ts'));

test('the lock of a process of ours that died while it held it is broken without a wait', async (t) => {
  const { file, lock } = still(t);
  const program = `import { withJournalLock } from ${lockSource};
    await withJournalLock(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'));`;
  spawnSync(process.execPath, ['--input-type=module', '-e', program]);
  assert.equal(lstatSync(lock).isSymbolicLink(), true);
  assert.equal(realpathSync(lock), realpathSync(file));
  const neverWaits = { nowMs: () => 0, sleep: () => Promise.reject(new Error('it waits')) };
  assert.equal(await withJournalLock(file, () => 'done', neverWaits), 'done');
  assert.deepEqual(readdirSync(dirname(file)), [basename(file)]);
});

test('the lock of a process that lives, or of another machine, is waited for', async (t) => {
  const { file, lock } = still(t);
  for (const owner of [`${lock}.${process.pid}.@elsewhere.1`, `${lock}.999999999.@elsewhere.1`]) {
    symlinkSync(file, owner);
    symlinkSync(owner, lock);
    let nWaits = 0;
    const sleep = (): Promise<void> => {
      nWaits++;
      rmSync(lock);
      return Promise.resolve();
    };
    await withJournalLock(file, () => undefined, { nowMs: () => 0, sleep });
    assert.equal(nWaits, 1);
  }
});

test('a folder in the place of the lock is told at once, and stays as it is', async (t) => {
  const { file, lock } = still(t);
  mkdirSync(lock);
  await assert.rejects(
    withJournalLock(file, () => 'done'),
    (error) => error instanceof UserError && error.code === 'notRegularFile' && error.message.includes(lock),
  );
  assert.deepEqual(readdirSync(dirname(file)).toSorted(), [basename(file), basename(lock)]);
});

test('a lock that was broken while its holder was held up is known to be lost, also to another holder of this process', async (t) => {
  const { file, lock } = still(t);
  await withJournalLock(file, async (isOurs) => {
    assert.equal(isOurs(), true);
    rmSync(lock);
    assert.equal(isOurs(), false);
    await withJournalLock(file, (isTheirs) => assert.deepEqual([isOurs(), isTheirs()], [false, true]));
  });
});
