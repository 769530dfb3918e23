// Who a process is: its number alone may be reused, its number and start time may not.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process started, as an opaque text that two readings of the same process share; null when there is no such process (or no way to ask). */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux') return startTicks(pid);
  if (process.platform === 'win32') return null;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 5000 }).trim() || null;
  } catch {
    return null;
  }
}

/** Whether the process `pid` that started at `start` still lives. Where start times cannot be read, the number alone decides. */
export function isAlive(pid: number, start: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return start === null || processStart(pid) === start;
}

function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces; the start time is the 20th after it (proc(5)).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
