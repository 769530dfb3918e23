// Ends jobs. Slurm is told of all that come within a moment at once: a study that is stopped may have hundreds.
import type { JobNote } from '../trialFolder.ts';
import type { AskSlurm } from './slurmCommands.ts';

const gatherMs = 50;

/** Slurm answers with no error for a job that it does not know, so whether one has ended is seen in its queue alone. */
export function createCanceller(ask: AskSlurm): (job: JobNote) => void {
  const ids = new Set<string>();
  const cancelAll = (): void => {
    const all = [...ids];
    ids.clear();
    void ask('scancel', all);
  };
  return ({ id, name }) => {
    if (id === null) {
      void ask('scancel', [`--name=${name}`]);
      return;
    }
    if (ids.size === 0) setTimeout(cancelAll, gatherMs);
    ids.add(id);
  };
}
