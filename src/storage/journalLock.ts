// The lock of a journal, the same as Optuna's: the existence of `<file>.lock` (a symbolic link; on Windows a file). Readers take none.
// Ours reaches the journal by way of a second link, whose name says which process holds it: one that has died need not be waited for.
import { randomUUID } from 'node:crypto';
import { closeSync, lstatSync, openSync, readlinkSync, renameSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, ownIdentity } from '../system/processIdentity.ts';

export type LockClock = {
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
};

const realClock: LockClock = { nowMs: () => performance.now(), sleep };

/** A lock whose journal has not changed for so long is taken to be left behind by a dead process (as Optuna does since 4.3). */
const staleAfterMs = 30_000;

/**
 * Runs `work` while this process holds the lock of `file` (absolute), and releases it whatever happens. Waits for other holders; breaks a stale lock,
 * and at once that of a process of ours on this machine that has died.
 */
export async function withJournalLock<T>(file: string, work: () => T, clock: LockClock = realClock): Promise<T> {
  const lock = `${file}.lock`;
  await acquire(file, lock, clock);
  const ours = identityOf(lock);
  try {
    return work();
  } finally {
    // Held so long that somebody broke it: then the lock that is there now belongs to another.
    if (identityOf(lock) === ours) remove(lock);
    unlink(ownerLink(lock));
  }
}

async function acquire(file: string, lock: string, { nowMs, sleep: wait }: LockClock): Promise<void> {
  let waitMs = 1;
  let seen = { state: stateOf(lock), sinceMs: nowMs() };
  while (!tryCreate(file, lock)) {
    if (breakDead(lock)) continue;
    await wait(waitMs);
    waitMs = Math.min(1000, waitMs * 2);
    const state = stateOf(lock);
    if (state !== seen.state) seen = { state, sinceMs: nowMs() };
    else if (nowMs() - seen.sinceMs >= staleAfterMs) {
      remove(lock);
      seen = { state: stateOf(lock), sinceMs: nowMs() };
    }
  }
}

function tryCreate(file: string, lock: string): boolean {
  // Whoever waits leaves no link of its own meanwhile.
  if (identityOf(lock) !== null) return false;
  try {
    if (process.platform === 'win32') closeSync(openSync(lock, 'wx'));
    else link(file, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The links' targets are absolute: a dangling one would make Optuna wait for ever. */
function link(file: string, lock: string): void {
  const owner = ownerLink(lock);
  try {
    if (identityOf(owner) === null) symlinkSync(file, owner);
    symlinkSync(owner, lock);
  } catch (error) {
    // Disks formatted for Windows have no symbolic links. A plain file of that name is Optuna's other lock, so the two exclude each other.
    if (!withoutLinks.has(codeOf(error))) throw error;
    closeSync(openSync(lock, 'wx'));
  }
}

const withoutLinks = new Set<unknown>(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

/** The link of this process, through which its lock reaches the journal. */
function ownerLink(lock: string): string {
  return `${lock}.${ownName()}`;
}

/** Breaks the lock of a process of ours on this machine that lives no more. False where there is none such, or another process is at it. */
function breakDead(lock: string): boolean {
  const target = orNull(() => readlinkSync(lock));
  const [, pid, start = '', machine] = /\.lock\.(\d+)\.([^@/\\]*)@([^/\\]*)$/.exec(target ?? '') ?? [];
  if (target === null || pid === undefined || machine !== machineName()) return false;
  if (isAlive({ pid: Number(pid), start: start === '' ? null : decodeURIComponent(start) })) return false;
  // Of several that see it only one gets hold of the dead one's link, and only that one may remove the lock.
  const aside = `${target}.${randomUUID()}`;
  if (!succeeds(() => renameSync(target, aside))) return false;
  remove(lock);
  unlink(aside);
  return true;
}

let known: string | null = null;

function ownName(): string {
  if (known !== null) return known;
  const { pid, start } = ownIdentity();
  known = `${pid}.${encodeURIComponent(start ?? '')}@${machineName()}`;
  return known;
}

/** Where process numbers mean the same: a machine or, of several containers that share its name, one of them. */
function machineName(): string {
  const namespace = orNull(() => readlinkSync('/proc/self/ns/pid')) ?? '';
  return `${hostname()}.${namespace.replaceAll(/\D/g, '')}`;
}

function unlink(path: string): void {
  succeeds(() => unlinkSync(path));
}

/** Which lock it is, and when the journal last changed: as long as this text stays the same, nobody has got anything done. */
function stateOf(lock: string): string {
  return `${identityOf(lock)} ${orNull(() => statSync(lock).mtimeMs)}`;
}

/** When the lock itself, not what it points at, was made. (File numbers would be surer, but some network file systems change them.) */
function identityOf(lock: string): number | null {
  return orNull(() => lstatSync(lock).mtimeMs);
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
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

function succeeds(change: () => void): boolean {
  try {
    change();
    return true;
  } catch {
    return false;
  }
}
