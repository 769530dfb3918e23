// Holds back the engine's answers while a run is paused, so that no new trial starts; trials that are running end as usual.
import type { Asker } from '../trial/asker.ts';

export type PauseGate = {
  /** `asker`, whose questions wait while the gate is closed. The end of the run (`signal`) opens it for good. */
  guard(asker: Asker, signal: AbortSignal): Asker;
  pause(): void;
  resume(): void;
};

export function createPauseGate(): PauseGate {
  /** Null while the gate is open. */
  let waiting: (() => void)[] | null = null;
  const resume = (): void => {
    const released = waiting ?? [];
    waiting = null;
    for (const release of released) release();
  };
  return {
    guard: (asker, signal) => {
      signal.addEventListener('abort', resume, { once: true });
      return {
        ask: async (question) => {
          while (waiting !== null && !signal.aborted) {
            const queue = waiting;
            await new Promise<void>((release) => queue.push(release));
          }
          return asker.ask(question);
        },
        close: () => asker.close(),
      };
    },
    pause: () => {
      waiting ??= [];
    },
    resume,
  };
}
