// Runs in the child: a spool for the time before it is known which file it is.
import type { Spool } from '../spool.ts';
import type { TrialMessage } from '../trialProtocol.ts';

/** What is sent before `open` is kept and goes to the opened spool, in order. */
export function createLateSpool(): Spool & { open(spool: Spool): void } {
  const kept: TrialMessage[] = [];
  let opened: Spool | null = null;
  return {
    send(message) {
      if (opened === null) kept.push(message);
      else opened.send(message);
    },
    open(spool) {
      opened = spool;
      for (const message of kept.splice(0)) spool.send(message);
    },
  };
}
