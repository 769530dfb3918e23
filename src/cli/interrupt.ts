// Ctrl-C: once stops cleanly, twice ends at once.
import { exitCodes } from './exitCodes.ts';
import type { Output } from './output.ts';

/** The first Ctrl-C stops the trials cleanly, the second ends the process at once. */
export function stopOnInterrupt(out: Output): { signal: AbortSignal; close: () => void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    out.note('Stopping; once more ends it at once.');
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  return {
    signal: controller.signal,
    close: () => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onSignal);
    },
  };
}
