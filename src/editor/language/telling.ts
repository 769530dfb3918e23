// Telling VS Code that what stands in the text has changed. It asks for it only after a quiet moment since it was told last, longer on a busy
// machine: told of every trial of a fast program, it would never ask, and the lenses would stand still until the end of the run.
import { throttled } from '../throttled.ts';

export type Telling = {
  /** Something has changed. */
  readonly changed: () => void;
  /** VS Code asks for what there is now. */
  readonly asked: () => void;
  readonly dispose: () => void;
};

/** Calls `tell` on changes, at most once every `everyMs` milliseconds, and not again until VS Code has asked. */
export function tellingUntilAsked(tell: () => void, everyMs: number): Telling {
  let isAwaited = false;
  let isDue = false;
  const update = throttled(() => {
    isDue = isAwaited;
    if (isAwaited) return;
    isAwaited = true;
    tell();
  }, everyMs);
  return {
    changed: update.run,
    asked: () => {
      isAwaited = false;
      if (isDue) update.run();
      isDue = false;
    },
    dispose: update.dispose,
  };
}
