// The lock of a journal, the same as Optuna's: the existence of `<file>.lock` (a symbolic link; on Windows a file). Readers take none.
// Ours reaches the journal by way of a second link, whose name says which process holds it: one that has died need not be waited for.
import { randomUUID } from 'node:crypto';
import { closeSync, lstatSync, openSync, readlinkSync, renameSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { notRegularFile } from '../fileErrors.ts';
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
 * and at once that of a process of ours on this machine that has died. Whoever is held up for long has lost the lock without a word: `isOurs` tells, as of
 * the moment, so nothing that `work` does may rely on it. Throws a UserError where something else than a lock is in its place.
 */
export async function withJournalLock<T>(
  file: string,
  work: (isOurs: () => boolean) => T,
  clock: LockClock = realClock,
): Promise<T> {
  const lock = `${file}.lock`;
  const owner = `${lock}.${ownName()}`;
  await acquire({ file, lock, owner }, clock);
  // Where there are no links a lock has no name.
  const made = linkOf(lock) === null ? identityOf(lock) : null;
  const isOurs = (path = lock): boolean => (made === null ? linkOf(path) === owner : identityOf(path) === made);
  try {
    return work(() => isOurs());
  } finally {
    if (isOurs()) remove(lock, isOurs);
    unlink(owner);
  }
}

type LockPaths = { readonly file: string; readonly lock: string; readonly owner: string };

async function acquire(paths: LockPaths, { nowMs, sleep: wait }: LockClock): Promise<void> {
  const { lock } = paths;
  let waitMs = 1;
  let seen = { state: stateOf(lock), sinceMs: nowMs() };
  while (!tryCreate(paths)) {
    if (isFolder(lock)) throw notRegularFile(lock, 'folder');
    if (breakDead(lock)) continue;
    await wait(waitMs);
    waitMs = Math.min(1000, waitMs * 2);
    const state = stateOf(lock);
    if (state !== seen.state) seen = { state, sinceMs: nowMs() };
    else if (nowMs() - seen.sinceMs >= staleAfterMs) {
      const stale = identityOf(lock);
      remove(lock, (aside) => identityOf(aside) === stale);
      seen = { state: stateOf(lock), sinceMs: nowMs() };
    }
  }
}

function tryCreate({ file, lock, owner }: LockPaths): boolean {
  // Whoever waits leaves no link of its own meanwhile.
  if (identityOf(lock) !== null) return false;
  try {
    if (process.platform === 'win32') closeSync(openSync(lock, 'wx'));
    else link({ file, lock, owner });
    return true;
  } catch (error) {
    unlink(owner);
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The links' targets are absolute: a dangling one would make Optuna wait for ever. */
function link({ file, lock, owner }: LockPaths): void {
  try {
    symlinkSync(file, owner);
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

/** Breaks the lock of a process of ours on this machine that lives no more. False where there is none such, or another process is at it. */
function breakDead(lock: string): boolean {
  const target = linkOf(lock);
  const [, pid, start = '', machine] = /\.lock\.(?:x[\da-f-]+\.)?(\d+)\.([^@/\\]*)@([^/\\]*)$/.exec(target ?? '') ?? [];
  if (target === null || pid === undefined || machine !== machineName()) return false;
  if (isAlive({ pid: Number(pid), start: start === '' ? null : decoded(start) })) return false;
  // Of several that see it only one gets hold of the dead one's link, and only that one may remove the lock.
  const aside = `${target}.${randomUUID()}`;
  if (!succeeds(() => renameSync(target, aside))) return false;
  remove(lock, (path) => linkOf(path) === target);
  unlink(aside);
  return true;
}

/** The text itself where it is none of ours. */
function decoded(text: string): string {
  return orNull(() => decodeURIComponent(text)) ?? text;
}

let known: string | null = null;

/** Another one for each lock that is taken, so that nobody takes a later one of this process for its own. */
function ownName(): string {
  if (known === null) {
    const { pid, start } = ownIdentity();
    known = `${pid}.${encodeURIComponent(start ?? '')}@${machineName()}`;
  }
  return `x${randomUUID()}.${known}`;
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

function linkOf(path: string): string | null {
  return orNull(() => readlinkSync(path));
}

function isFolder(path: string): boolean {
  return orNull(() => lstatSync(path).isDirectory()) ?? false;
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/**
 * By way of a rename, so that of two processes that break one lock only one removes it; and what is taken away by then that is another's (we were held up
 * since we looked), gets its place back unless that is taken.
 */
function remove(lock: string, isIt: (path: string) => boolean): void {
  const aside = `${lock}${randomUUID()}.rename`;
  // Somebody else broke it in between.
  if (!succeeds(() => renameSync(lock, aside))) return;
  const target = isIt(aside) ? null : linkOf(aside);
  if (target !== null) succeeds(() => symlinkSync(target, lock));
  unlink(aside);
}

function succeeds(change: () => void): boolean {
  try {
    change();
    return true;
  } catch {
    return false;
  }
}
