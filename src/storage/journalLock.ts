// The lock of a journal, the same as Optuna's: the existence of `<file>.lock` (a symbolic link; on Windows a file). Readers take none.
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, renameSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export type LockClock = {
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
};

const realClock: LockClock = { nowMs: () => performance.now(), sleep };

/** A lock whose journal has not changed for so long is taken to be left behind by a dead process (as Optuna does since 4.3). */
const staleAfterMs = 30_000;

/** Runs `work` while this process holds the lock of `file` (absolute), and releases it whatever happens. Waits for other holders; breaks a stale lock. */
export async function withJournalLock<T>(file: string, work: () => T, clock: LockClock = realClock): Promise<T> {
  const lock = `${file}.lock`;
  await acquire(file, lock, clock);
  try {
    return work();
  } finally {
    remove(lock);
  }
}

async function acquire(file: string, lock: string, { nowMs, sleep: wait }: LockClock): Promise<void> {
  let waitMs = 1;
  let seen = { mtimeMs: modifiedMs(lock), sinceMs: nowMs() };
  while (!tryCreate(file, lock)) {
    await wait(waitMs);
    waitMs = Math.min(1000, waitMs * 2);
    const mtimeMs = modifiedMs(lock);
    if (mtimeMs !== seen.mtimeMs) seen = { mtimeMs, sinceMs: nowMs() };
    else if (nowMs() - seen.sinceMs >= staleAfterMs) {
      remove(lock);
      seen = { mtimeMs, sinceMs: nowMs() };
    }
  }
}

function tryCreate(file: string, lock: string): boolean {
  try {
    // The link's target is absolute: a dangling one would make Optuna wait for ever.
    if (process.platform === 'win32') closeSync(openSync(lock, 'wx'));
    else symlinkSync(file, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The change time of what the lock points at (the journal itself); null where there is nothing. */
function modifiedMs(lock: string): number | null {
  try {
    return statSync(lock).mtimeMs;
  } catch {
    return null;
  }
}

/** By way of a rename, so that of two processes that break one lock only one removes it. */
function remove(lock: string): void {
  const aside = `${lock}${randomUUID()}.rename`;
  try {
    renameSync(lock, aside);
    unlinkSync(aside);
  } catch {
    // Somebody else broke it in between.
  }
}
