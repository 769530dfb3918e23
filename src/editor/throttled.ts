// Updates that come in bursts, or without end: one for all of a moment.

/** For trees: VS Code gathers their changes until 200 ms have passed without one. */
export const treeEveryMs = 500;

type Throttled = { readonly run: () => void; readonly dispose: () => void };

/** Runs `update` soon after the first call of a burst, and then at most once every `everyMs` milliseconds; the last call is never lost. */
export function throttled(update: () => void, everyMs: number): Throttled {
  let timer: NodeJS.Timeout | null = null;
  let earliestMs = 0;
  return {
    run: () => {
      timer ??= setTimeout(
        () => {
          timer = null;
          earliestMs = Date.now() + everyMs;
          update();
        },
        // No longer than that where the clock was set back.
        Math.min(everyMs, Math.max(0, earliestMs - Date.now())),
      );
    },
    dispose: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
