// Follows what the copies of a trial's job say: the newest alone. Once a newer one has begun, or is to begin, nothing of the older ones is heard any more.
import { followSpool, type SpoolFollower } from '../spool.ts';
import type { TrialFolder } from '../trialFolder.ts';
import type { TrialMessage } from '../trialProtocol.ts';
import { copySpool } from './copies.ts';

export type CopyFollower = {
  /** The copy that counts. */
  readonly copy: number;
  /** From now on `copy`, if it is newer. */
  moveTo(copy: number): void;
  /** Its spool file is there. */
  begun(): void;
  /** Delivers what is unread of the copy that counts, then stops. */
  close(): Promise<void>;
};

export type CopyOptions = {
  readonly folder: TrialFolder;
  readonly pollMs: number;
  readonly onMessage: (message: TrialMessage) => void;
  /** All that was said until now does not count. */
  readonly onRestart: (copy: number) => void;
};

export function followCopies({ folder, pollMs, onMessage, onRestart }: CopyOptions): CopyFollower {
  let copy = 0;
  let spool: SpoolFollower | null = null;
  const followOne = (own: number): SpoolFollower =>
    followSpool(
      copySpool(folder, own),
      (message) => {
        if (own === copy) onMessage(message);
      },
      { pollMs },
    );
  return {
    get copy() {
      return copy;
    },
    moveTo(newer) {
      if (newer <= copy) return;
      copy = newer;
      void spool?.close();
      spool = null;
      onRestart(copy);
    },
    begun() {
      spool ??= followOne(copy);
    },
    async close() {
      await (spool ?? followOne(copy)).close();
    },
  };
}
