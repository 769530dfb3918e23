// How a trial's job ended, by all that is known of it: what its program said, what its script left, what Slurm says, and whether we ended it.
import type { StopReason } from '../executor.ts';
import type { JobNote } from '../trialFolder.ts';
import type { TrialEnd, TrialMessage } from '../trialProtocol.ts';
import { signalName, type JobEnd } from './jobState.ts';

/** Why we end a job, and since when. */
export type Stop = { readonly kind: Exclude<StopReason, 'detached'> | 'timedOut'; readonly atMs: number };

export type Evidence =
  /** The exit code that the script left, as a shell tells it. */
  | { readonly kind: 'exitFile'; readonly code: number }
  | JobEnd
  /** This host goes. */
  | { readonly kind: 'detached' };

export type JobFacts = {
  readonly job: JobNote;
  /** What the program said last, if it ended by itself. */
  readonly ending: Extract<TrialMessage, { kind: 'ending' }> | null;
  /** Whether the program began at all. */
  readonly hasStarted: boolean;
  readonly stop: Stop | null;
};

/** A shell's codes for a command that is not there or cannot be run. */
const notRun = [126, 127];

/** The program's own word counts most, then the exit code that the script left, then Slurm's. */
export function trialEndOf(evidence: Evidence, { job, ending, hasStarted, stop }: JobFacts): TrialEnd {
  if (evidence.kind === 'detached') return { kind: 'detached' };
  if (ending !== null && (stop === null || ending.atMs < stop.atMs)) return { kind: 'exited', code: ending.exitCode };
  if (stop !== null) return { kind: stop.kind };
  switch (evidence.kind) {
    case 'exitFile':
      return exited(evidence.code, hasStarted);
    case 'ended':
      if (!hasStarted) return { kind: 'spawnFailed', reason: 'the job ended before the program began.' };
      if (evidence.signal !== 0) return { kind: 'killed', signal: signalName(evidence.signal) };
      return exited(evidence.code, hasStarted);
    case 'timeout':
      return { kind: 'timedOut' };
    case 'outOfMemory':
      return { kind: 'outOfMemory' };
    case 'cancelled':
      return { kind: 'lost', reason: `Slurm job ${job.id ?? job.name} was cancelled by somebody else.` };
    case 'lost':
      return { kind: 'lost', reason: `Slurm job ${job.id ?? job.name} was lost: ${evidence.state}.` };
  }
}

function exited(code: number, hasStarted: boolean): TrialEnd {
  if (!hasStarted && notRun.includes(code)) return { kind: 'spawnFailed', reason: 'Node was not found on the node.' };
  return diedBy(code) === null ? { kind: 'exited', code } : { kind: 'killed', signal: signalName(diedBy(code) ?? 0) };
}

/** The signal that a shell's exit code stands for; null where it is none. */
export function diedBy(code: number): number | null {
  return code > 128 && code <= 128 + 64 ? code - 128 : null;
}
