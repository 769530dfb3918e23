// Where trials run. local.ts is a child process on this machine; others (Slurm) keep the same promise.
import type { TrialEnd, TrialMessage, TrialRequest } from './trialProtocol.ts';

export type RunOptions = {
  /** Called for every message of the spool file, in order, before the end settles. */
  readonly onMessage: (message: TrialMessage) => void;
  /** Where the child's stdout and stderr go (appended). */
  readonly outputFile: string;
  /** Where the request is written. */
  readonly requestFile: string;
  /** Aborted: the whole process tree is stopped (SIGTERM, then SIGKILL after a grace). */
  readonly signal: AbortSignal;
  /** Milliseconds after which the trial is stopped; null for no limit. */
  readonly timeoutMs: number | null;
  /** Added to the child's environment. */
  readonly env: Readonly<Record<string, string>>;
};

export type Executor = {
  /** Runs one trial and settles when its whole process tree is gone and all its messages were delivered. Never rejects for what the program does. */
  run(request: TrialRequest, options: RunOptions): Promise<TrialEnd>;
};
