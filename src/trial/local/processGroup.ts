// A child and all its descendants as one thing that can be ended. On POSIX that is the process group of a detached child; on Windows its tree.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { processesWith } from '../../system/processIdentity.ts';

/** After SIGKILL only a process stuck in the kernel is left; nobody can wait for that. */
const killedWaitMs = 2000;

/** Asks the group of `leader` to end, insists after `graceMs`, and settles when no member is left that could still do something. */
export function endGroup(leader: number, graceMs: number): Promise<void> {
  return end(
    () => hasLivingMember(leader),
    (signal) => signalGroup(leader, signal),
    graceMs,
  );
}

/**
 * The same for the processes that were started with the environment variable `name` set to `value`, in whatever group: a program that puts a
 * process into a session of its own leaves it no other way to be found.
 */
export function endMarked(name: string, value: string, graceMs: number): Promise<void> {
  return end(
    () => markedBy(name, value).length > 0,
    (signal) => signalMarked(name, value, signal),
    graceMs,
  );
}

/** Sends `signal` to every process with that variable, in this very call. */
export function signalMarked(name: string, value: string, signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of markedBy(name, value)) signalProcess(pid, signal);
}

function markedBy(name: string, value: string): readonly number[] {
  return processesWith(name, value).filter((pid) => pid !== process.pid);
}

async function end(
  isLeft: () => boolean,
  signalAll: (signal: 'SIGTERM' | 'SIGKILL') => void,
  graceMs: number,
): Promise<void> {
  if (!isLeft()) return;
  signalAll('SIGTERM');
  if (await isGoneWithin(isLeft, graceMs)) return;
  signalAll('SIGKILL');
  await isGoneWithin(isLeft, killedWaitMs);
}

/** Sends `signal` to every member, in this very call. A group that is gone already is fine. */
export function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    // Windows has no SIGTERM for a process without a window.
    if (signal === 'SIGKILL') spawnSync('taskkill', ['/PID', String(leader), '/T', '/F'], { windowsHide: true });
    return;
  }
  signalProcess(-leader, signal);
}

function signalProcess(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: nobody left.
  }
}

async function isGoneWithin(isLeft: () => boolean, ms: number): Promise<boolean> {
  const deadlineMs = performance.now() + ms;
  for (let pauseMs = 5; isLeft(); pauseMs = Math.min(2 * pauseMs, 100)) {
    if (performance.now() >= deadlineMs) return false;
    await delay(pauseMs);
  }
  return true;
}

function hasLivingMember(leader: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 0);
  } catch {
    return false;
  }
  // In a container whose first process does not reap, the dead stay in the group for ever: they are told apart where the system lets us.
  return process.platform !== 'linux' || hasRunningMember(leader);
}

function hasRunningMember(leader: number): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    const [state, , group] = statFields(name);
    return group === String(leader) && state !== 'Z' && state !== 'X';
  });
}

/** State, parent and group of a process, and more (proc(5)); empty when it is gone. */
function statFields(pid: string): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
