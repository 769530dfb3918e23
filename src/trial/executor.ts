// Where trials run. local.ts is a child process on this machine; others (Slurm) keep the same promise.
import type { TrialEnd, TrialMessage, TrialRequest } from './trialProtocol.ts';
import type { TrialFolder } from './trialFolder.ts';

/** Why a trial is no longer watched: the reason with which `RunOptions.signal` is aborted (any other counts as `stopped`). */
export type StopReason =
  /** By the user: the whole process tree is ended (SIGTERM, then SIGKILL after a grace). */
  | 'stopped'
  /** It is not worth its remaining steps; ended in the same way. */
  | 'pruned'
  /** A value that is no finite number was reported; ended in the same way. */
  | 'diverged'
  /** This host goes; the trial goes on, and the next host resumes it. */
  | 'detached';

export type RunOptions = {
  /** Called for every message of the spool file, in order, before the end settles. */
  readonly onMessage: (message: TrialMessage) => void;
  /** Exists; empty for a new trial. */
  readonly folder: TrialFolder;
  /** The trial begins anew, for the `count`th time: nothing that it has said so far counts. Slurm does so where a node falls. */
  readonly onRestart?: (count: number) => void;
  readonly signal: AbortSignal;
  /** Milliseconds after which the trial is stopped; null for no limit. Where trials queue (`hasQueue`) they count from its own start. */
  readonly timeoutMs: number | null;
};

/** What is known of a trial to come. */
export type NextTrial = {
  readonly program: Pick<TrialRequest, 'entry' | 'args' | 'nodeArgs' | 'cwd'>;
  readonly env: Readonly<Record<string, string>>;
  /** Files to load before the trial is there: tfjs, as an earlier trial has told. */
  readonly preload: readonly string[];
  /** Where files that belong to no trial yet may lie. Exists. */
  readonly trialsFolder: string;
};

export type Executor = {
  /** Whether a trial may wait for long before it starts: then its time is its own from its message `started` on. */
  readonly hasQueue?: boolean;
  /**
   * What trials need that only shows when something is tried; called before the first of a run begins. Throws a UserError; settles early once `signal` is
   * aborted.
   */
  ready?(signal: AbortSignal): Promise<void>;
  /**
   * Runs one trial and settles when its whole process tree is gone and all its messages were delivered, or when it was detached. A trial that came to its
   * own end before it was told to end has exited, whatever the reason for which it was to be ended. `env` is added to
   * the child's environment. Never rejects for what the program does; with a UserError where the disk is full.
   */
  run(
    request: TrialRequest,
    options: RunOptions & { readonly env: Readonly<Record<string, string>> },
  ): Promise<TrialEnd>;
  /** The same for a trial that a host which is gone has started, alive or not: its messages come from the first one on. */
  resume(options: RunOptions): Promise<TrialEnd>;
  /** A trial like this comes next: what can be done ahead may be done now. */
  prepare(next: NextTrial): void;
  /** Ends what was prepared and is not needed any more. */
  close(): Promise<void>;
};

/** The reason of an aborted signal. */
export function stopReasonOf({ reason }: AbortSignal): StopReason {
  const known: readonly StopReason[] = ['stopped', 'pruned', 'diverged', 'detached'];
  return known.find((one) => one === reason) ?? 'stopped';
}
