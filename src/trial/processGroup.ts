// A child and all its descendants as one thing that can be ended. On POSIX that is the process group of a detached child; on Windows its tree.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** After SIGKILL only a process stuck in the kernel is left; nobody can wait for that. */
const killedWaitMs = 2000;

/** Asks the group of `leader` to end, insists after `graceMs`, and settles when no member is left that could still do something. */
export async function endGroup(leader: number, graceMs: number): Promise<void> {
  if (!hasLivingMember(leader)) return;
  signalGroup(leader, 'SIGTERM');
  if (await isGoneWithin(leader, graceMs)) return;
  signalGroup(leader, 'SIGKILL');
  await isGoneWithin(leader, killedWaitMs);
}

/** Sends `signal` to every member, in this very call. A group that is gone already is fine. */
export function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    // Windows has no SIGTERM for a process without a window.
    if (signal === 'SIGKILL') spawnSync('taskkill', ['/PID', String(leader), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-leader, signal);
  } catch {
    // ESRCH: nobody left.
  }
}

async function isGoneWithin(leader: number, ms: number): Promise<boolean> {
  const deadlineMs = performance.now() + ms;
  for (let pauseMs = 5; hasLivingMember(leader); pauseMs = Math.min(2 * pauseMs, 100)) {
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
