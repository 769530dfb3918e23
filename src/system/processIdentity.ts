// Who a process is: its number alone may be reused, its number and start time may not.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** `start` is an opaque text that two readings of the same process share; null where the system does not tell. */
export type ProcessIdentity = { readonly pid: number; readonly start: string | null };

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid);
}

/** The process that has the number now. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, start: processStart(pid) };
}

export function parseIdentity(raw: unknown): ProcessIdentity | null {
  if (typeof raw !== 'object' || raw === null || !('pid' in raw) || !('start' in raw)) return null;
  const { pid, start } = raw;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
  return start === null || typeof start === 'string' ? { pid, start } : null;
}

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

/** Whether the process still lives. Where start times cannot be read, the number alone decides. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return start === null || processStart(pid) === start;
}

/**
 * The processes that were started with the environment variable `name` set to `value`: a trial's, wherever they have hidden (a session of their
 * own, another parent). Only Linux shows the environment of others; elsewhere none are found.
 */
export function processesWith(name: string, value: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  const wanted = `${name}=${value}`;
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      return readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0').includes(wanted) ? [Number(entry)] : [];
    } catch {
      return []; // Gone, or somebody else's.
    }
  });
}

function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces; the state follows, and the start time is the 20th after it (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie is a dead process that nobody has collected, in some containers for ever.
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
