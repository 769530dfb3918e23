// The rest between two looks at a file that others append to: it ends with the time, with the system's notice of a change, or with the wish to stop.
import { watch, type FSWatcher } from 'node:fs';

export type WakeUp = {
  /** Asks once for notices of changes to `file`, which exists. Where the system gives none, time alone ends a rest. */
  listenTo(file: string): void;
  /** Settles after `ms` or, with `orNotice`, as soon as the file has changed since the end of the last rest. */
  after(ms: number, until: { readonly orNotice: boolean }): Promise<void>;
  close(): void;
};

/** Every rest ends when `stop` is aborted. */
export function createWakeUp(stop: AbortSignal): WakeUp {
  let watcher: FSWatcher | null = null;
  let isAsked = false;
  let isNoticed = false;
  let onNotice: (() => void) | null = null;
  return {
    listenTo(file) {
      if (isAsked) return;
      isAsked = true;
      try {
        watcher = watch(file, { persistent: false }, () => {
          isNoticed = true;
          onNotice?.();
        });
        // The file has gone; the looks in time go on.
        watcher.on('error', () => watcher?.close());
      } catch {
        // The system has no more watchers to give.
      }
    },
    after: (ms, { orNotice }) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          stop.removeEventListener('abort', end);
          onNotice = null;
          isNoticed = false;
          resolve();
        };
        const timer = setTimeout(end, ms);
        stop.addEventListener('abort', end);
        if (orNotice) onNotice = end;
        if (stop.aborted || (orNotice && isNoticed)) end();
      }),
    close: () => watcher?.close(),
  };
}
