// The one way to end a process. What a file says of a process (its number, its start) may be old, or made up by whoever wrote the file: a number is signalled
// only while the process of the noted start has it, and this process's own children may always be.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { groupOf, identityOf, isDead, processStart, statOf, type ProcessIdentity } from './processIdentity.ts';

export type EndSignal = 'SIGTERM' | 'SIGKILL';

/** A process that may be ended. Made by `ownChild` and `foundProcess` alone. */
export type Endable = {
  readonly identity: ProcessIdentity;
  /** Whether this process has started it. */
  readonly isOwn: boolean;
  /** Whether it leads a group, which is ended with it. */
  readonly isLeader: boolean;
};

/** Sends a signal to a process or, where the number is negative, to a group. `process.kill`, but in tests. */
type Kill = (pid: number, signal: EndSignal) => unknown;
const kill: Kill = (pid, signal) => process.kill(pid, signal);

/** A child that this process has started as the leader of a group, by its number. */
export function ownChild(pid: number): Endable {
  return { identity: identityOf(pid), isOwn: true, isLeader: true };
}

/**
 * The process that `noted` tells of; null unless it certainly lives and is neither this process, nor its parent, nor the system's first. So it is null
 * where the system does not tell when processes start (Windows).
 */
export function foundProcess(noted: ProcessIdentity): Endable | null {
  const { pid, start } = noted;
  if (!isForeign(pid) || start === null || processStart(pid) !== start) return null;
  return { identity: noted, isOwn: false, isLeader: groupOf(pid) === pid && !ownGroups().includes(pid) };
}

/** Sends `signal`, in this very call, if the process is still the one that it was. One that is gone already is fine. */
export function send({ identity, isOwn, isLeader }: Endable, signal: EndSignal, by: Kill = kill): void {
  const { pid } = identity;
  if (!isForeign(pid) || isReused(identity, isLeader)) return;
  if (process.platform === 'win32') {
    // Windows has no SIGTERM for a process without a window.
    if (isOwn && signal === 'SIGKILL') endTree(pid);
    return;
  }
  if (isLeader && ownGroups().includes(pid)) return;
  try {
    by(isLeader ? -pid : pid, signal);
  } catch {
    // ESRCH: nobody left.
  }
}

/** Whether it, or a member of its group, could still do something. */
export function isLeft({ identity, isLeader }: Endable): boolean {
  const { pid } = identity;
  if (isReused(identity, isLeader)) return false;
  try {
    process.kill(isLeader && process.platform !== 'win32' ? -pid : pid, 0);
  } catch {
    return false;
  }
  // In a container whose first process does not reap, the dead stay in the group for ever: they are told apart where the system lets us.
  if (process.platform !== 'linux') return true;
  return isLeader ? hasRunningMember(pid) : processStart(pid) !== null;
}

/** Whether the number belongs to another process by now. A group keeps the number of its leader taken, even if that is gone. */
function isReused({ pid, start }: ProcessIdentity, isLeader: boolean): boolean {
  if (start === null) return false;
  const now = processStart(pid);
  if (now !== null) return now !== start;
  // Gone, or dead and not collected: then nobody else can have the number.
  return !isLeader;
}

function isForeign(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 1 && pid !== process.pid && pid !== process.ppid;
}

/** The groups that this process and its parent are in. */
function ownGroups(): readonly (number | null)[] {
  return [groupOf(process.pid), groupOf(process.ppid)];
}

function hasRunningMember(leader: number): boolean {
  return readdirSync('/proc').some((name) => {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    return stat !== null && stat.group === leader && !isDead(stat);
  });
}

/** By its full path: Windows looks for programs in the current folder first. */
function endTree(pid: number): void {
  const taskkill = join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'taskkill.exe');
  spawnSync(taskkill, ['/PID', String(pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' });
}
