// Who a process is: its number alone may be reused, its number and start time may not.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

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
  // In a container this very program may be process 1.
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
  return start === null || typeof start === 'string' ? { pid, start } : null;
}

/** When a process started, as an opaque text that two readings of the same process share; null when there is no such process (or no way to ask). */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = statOf(pid);
    return stat === null || isDead(stat) ? null : `${stat.startTicks}${boot()}`;
  }
  if (process.platform === 'win32') return null;
  return askPs(pid, 'lstart');
}

/** The number of the process's group; null where there is none, or no way to ask. */
export function groupOf(pid: number): number | null {
  if (process.platform === 'linux') return statOf(pid)?.group ?? null;
  if (process.platform === 'win32') return null;
  return Number(askPs(pid, 'pgid')) || null;
}

/** Whether the process still lives. Where start times cannot be read, the number alone decides. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  if (start === null) return true;
  const now = processStart(pid);
  // Earlier versions have noted the first part alone.
  return now === start || (now !== null && now === `${start}${boot()}`);
}

/**
 * The processes that were started with the environment variable `name` set to `value`: a trial's, wherever they have hidden (a session of their
 * own, another parent). Only Linux shows the environment of others; elsewhere none are found.
 */
export function processesWith(name: string, value: string): readonly ProcessIdentity[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const identity = identityOf(Number(entry));
    // Read after its start: of a number that is given away in between the start does not fit any more.
    return identity.start !== null && environmentOf(identity.pid)?.get(name) === value ? [identity] : [];
  });
}

/** The environment that a process was started with; null where there is none, or no way to ask. */
export function environmentOf(pid: number): ReadonlyMap<string, string> | null {
  if (process.platform !== 'linux') return null;
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return new Map(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
  } catch {
    return null; // Gone, or somebody else's.
  }
}

/** What Linux tells of a process. */
export type ProcessStat = {
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  /** Since the machine has started. */
  readonly startTicks: string;
};

/** Null where there is no such process, or the system is not Linux. A dead process that nobody has collected is there. */
export function statOf(pid: number): ProcessStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces; the state follows, and the start time is the 20th after it (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', parent, group] = fields;
    return { state, parent: Number(parent), group: Number(group), startTicks: fields[19] ?? '' };
  } catch {
    return null;
  }
}

/** Linux counts ticks of this length, whatever its kernel's own are. */
const tickMs = 10;

/** For how long a process has lived, in milliseconds, whatever the wall clock says; null where there is none, or no way to tell. */
export function ageMsOf({ pid, start }: ProcessIdentity): number | null {
  if (process.platform !== 'linux' || start === null || processStart(pid) !== start) return null;
  const [its, own] = [statOf(pid), statOf(process.pid)];
  if (its === null || own === null) return null;
  const olderMs = (Number(own.startTicks) - Number(its.startTicks)) * tickMs;
  const ageMs = olderMs + process.uptime() * 1000;
  return Number.isFinite(ageMs) ? Math.max(0, ageMs) : null;
}

/** Whether nobody has collected the process yet, in some containers for ever: it does nothing any more. */
export function isDead({ state }: ProcessStat): boolean {
  return state === 'Z' || state === 'X';
}

let ownBoot: string | null = null;

/**
 * Which start of the machine, and which pid namespace, numbers and ticks are of: after a restart, or in another container, the same pair is another
 * process. A hash, as journals are given away.
 */
function boot(): string {
  if (ownBoot !== null) return ownBoot;
  try {
    const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const hash = createHash('sha256').update(`${id} ${readlinkSync('/proc/self/ns/pid')}`);
    ownBoot = `-${hash.digest('hex').slice(0, 16)}`;
  } catch {
    ownBoot = '';
  }
  return ownBoot;
}

function askPs(pid: number, field: 'lstart' | 'pgid'): string | null {
  try {
    const said = execFileSync('/bin/ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8', timeout: 5000 });
    return said.trim() || null;
  } catch {
    return null;
  }
}
