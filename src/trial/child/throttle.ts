// Runs in the child: tells of something that happens very often at most ten times a second, and of its last time always.
import type { Spool } from '../spool.ts';
import type { TrialMessage } from '../trialProtocol.ts';

const intervalMs = 100;

/** Sends at once or a little later; what is followed by another before then is left out. What waits is sent when the process ends by itself. */
export function createThrottle({ send }: Spool, nowMs: () => number = Date.now): Spool {
  let sentAtMs = -Infinity;
  let waiting: TrialMessage | null = null;
  const flush = (): void => {
    if (waiting === null) return;
    const message = waiting;
    waiting = null;
    sentAtMs = nowMs();
    send(message);
  };
  process.on('exit', flush);
  return {
    send(message) {
      const isFirst = waiting === null;
      waiting = message;
      if (nowMs() - sentAtMs >= intervalMs) flush();
      // A program that waits for something must not keep the newest value to itself, nor be kept alive by it.
      else if (isFirst) setTimeout(flush, intervalMs).unref();
    },
  };
}
