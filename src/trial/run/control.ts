// What a person may say to a run while it goes on: wait, keep this trial, do not stop yet.

/** The fact of a trial that is never pruned: whoever goes on with the run keeps it, too. */
export const keptFact = 'kept';

export type TuneControl = {
  /** No new trial starts until `resume`; those that run go on. */
  pause(): void;
  resume(): void;
  readonly isPaused: boolean;
  /** The trial is never pruned from now on. */
  keep(trial: number): void;
  isKept(trial: number): boolean;
  /** The run does not end before its trials are done, whatever the engine advises. */
  goOn(): void;
  readonly isGoingOn: boolean;
  /** Settles once the run is not paused, or `signal` is aborted. */
  whenResumed(signal: AbortSignal): Promise<void>;
};

export function createControl(): TuneControl {
  const kept = new Set<number>();
  const waiting = new Set<() => void>();
  let isPaused = false;
  let isGoingOn = false;
  return {
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      for (const go of waiting) go();
    },
    get isPaused() {
      return isPaused;
    },
    keep: (trial) => void kept.add(trial),
    isKept: (trial) => kept.has(trial),
    goOn: () => {
      isGoingOn = true;
    },
    get isGoingOn() {
      return isGoingOn;
    },
    whenResumed: async (signal) => {
      if (!isPaused || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const go = (): void => {
          waiting.delete(go);
          signal.removeEventListener('abort', go);
          resolve();
        };
        waiting.add(go);
        signal.addEventListener('abort', go);
      });
    },
  };
}
