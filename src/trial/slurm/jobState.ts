// What Slurm's states mean for a trial.
import { constants } from 'node:os';

/** How a job ended, as Slurm tells it. */
export type JobEnd =
  /** By itself; `signal` is 0 where none ended it. */
  | { readonly kind: 'ended'; readonly code: number; readonly signal: number }
  | { readonly kind: 'timeout' | 'outOfMemory' | 'cancelled' }
  /** The machine's fault: its node failed, something more urgent took its place. */
  | { readonly kind: 'lost'; readonly state: string };

/** States after which nothing comes; all others, unknown ones too, are those of a job that is waiting or under way. */
const ends: Readonly<Record<string, (exit: { code: number; signal: number }) => JobEnd>> = {
  COMPLETED: (exit) => ({ kind: 'ended', ...exit }),
  FAILED: (exit) => ({ kind: 'ended', ...exit }),
  TIMEOUT: () => ({ kind: 'timeout' }),
  DEADLINE: () => ({ kind: 'timeout' }),
  OUT_OF_MEMORY: () => ({ kind: 'outOfMemory' }),
  CANCELLED: () => ({ kind: 'cancelled' }),
  BOOT_FAIL: () => ({ kind: 'lost', state: 'BOOT_FAIL' }),
  NODE_FAIL: () => ({ kind: 'lost', state: 'NODE_FAIL' }),
  PREEMPTED: () => ({ kind: 'lost', state: 'PREEMPTED' }),
  REVOKED: () => ({ kind: 'lost', state: 'REVOKED' }),
};

/** Null while the job is not over. `state` is a word of squeue's or sacct's. */
export function jobEndOf(state: string, exit: { readonly code: number; readonly signal: number }): JobEnd | null {
  return ends[state]?.(exit) ?? null;
}

/** The name of signal `number`, as Node gives it. */
export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}
