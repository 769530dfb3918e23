// Keeps the file of a trial's output small: a program that prints without end would fill the disk. Beginning and end are kept, with a note between.
import { appendFileSync, closeSync, constants, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

export type OutputLimits = {
  /** A file larger than this is cut. */
  readonly maxBytes?: number;
  /** What is kept of each end then. */
  readonly keptBytes?: number;
  /** Milliseconds between two looks. */
  readonly pollMs?: number;
};

/** Looks at `file` now and then until it is closed, and once more then. The program must append to it (as a stream opened with "a" does). */
export function limitOutput(
  file: string,
  { maxBytes = 16 << 20, keptBytes = 2 << 20, pollMs = 1000 }: OutputLimits = {},
): { readonly close: () => void } {
  const look = (): void => cutOutput(file, maxBytes, keptBytes);
  const timer = setInterval(look, pollMs);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
      look();
    },
  };
}

/** Cuts the middle out of a file of more than `maxBytes`. What is written at the same moment may go with it. */
export function cutOutput(file: string, maxBytes: number, keptBytes: number): void {
  let handle: number;
  try {
    // Not through a link: what it leads to is not the trial's.
    handle = openSync(file, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return;
  }
  try {
    const stats = fstatSync(handle);
    const { size } = stats;
    if (!stats.isFile() || size <= maxBytes) return;
    const tail = Buffer.alloc(keptBytes);
    readSync(handle, tail, 0, keptBytes, size - keptBytes);
    ftruncateSync(handle, keptBytes);
    const nLeftOut = size - 2 * keptBytes;
    appendFileSync(file, `\n[TuneLens: ${nLeftOut} bytes of output were left out here]\n`);
    appendFileSync(file, tail);
  } finally {
    closeSync(handle);
  }
}
