// How far a run is and how long it will still take, from the durations of the trials it has seen.

export type RunProgress = {
  readonly nTrialsPlanned: number;
  readonly nTrialsEnded: number;
  readonly nTrialsRunning: number;
  /** Estimated milliseconds until the run is done; null before the first trial has ended. */
  readonly remainingMs: number | null;
};

/** Counts the trials of one run; `nowMs` is a clock that nobody sets. */
export function createProgressMeter(
  nTrialsPlanned: number,
  nParallel: number,
  nowMs: () => number = () => performance.now(),
) {
  const durationsMs: number[] = [];
  let nTrialsRunning = 0;
  let lastChangeMs = nowMs();
  return {
    trialStarted: (): void => {
      nTrialsRunning++;
      lastChangeMs = nowMs();
    },
    trialEnded: (durationMs: number): void => {
      nTrialsRunning--;
      durationsMs.push(durationMs);
      lastChangeMs = nowMs();
    },
    read: (): RunProgress => ({
      nTrialsPlanned,
      nTrialsEnded: durationsMs.length,
      nTrialsRunning,
      remainingMs: remainingMs(),
    }),
  };

  function remainingMs(): number | null {
    if (durationsMs.length === 0) return null;
    const meanMs = durationsMs.reduce((sum, ms) => sum + ms, 0) / durationsMs.length;
    const nRounds = Math.ceil((nTrialsPlanned - durationsMs.length) / nParallel);
    const elapsedMs = nTrialsRunning > 0 ? Math.min(meanMs, nowMs() - lastChangeMs) : 0;
    return Math.max(0, nRounds * meanMs - elapsedMs);
  }
}
