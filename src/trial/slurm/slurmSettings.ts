// How a study's jobs are to be submitted: what the user says in the settings or on the command line. A journal keeps none of it but the executor's name and
// the number of jobs: it may come from anybody, and what is said here is executed.
import { isCount, isRecord } from '../shapes.ts';

export type SlurmSettings = {
  /** As sbatch takes them; null: the cluster's own. */
  readonly partition: string | null;
  readonly account: string | null;
  readonly gres: string | null;
  /** A job's time limit in a form of sbatch's, such as 30 (minutes), 2:00:00 or 1-12. */
  readonly time: string | null;
  /** Further arguments of sbatch, one word each. */
  readonly arguments: readonly string[];
  /** Lines of a shell script that come before the program: modules, conda. */
  readonly setup: readonly string[];
  /** Jobs at a time, waiting ones included; at least one. */
  readonly nJobs: number;
  /** Seconds between two looks at Slurm's queue; one look is for all jobs. */
  readonly pollS: number;
};

/** Where the trials of a run are: processes of this machine, or jobs of a cluster. */
export type Place = 'local' | SlurmSettings;

/** What holds where nobody says anything. */
export const slurmDefaults: SlurmSettings = {
  ...{ partition: null, account: null, gres: null, time: null },
  ...{ arguments: [], setup: [], nJobs: 20, pollS: 15 },
};

/** Jobs at a time, and seconds between two looks, lie in these. */
export const slurmRanges = { nJobs: { low: 1, high: 10_000 }, pollS: { low: 1, high: 3600 } } as const;

/** The settings as sbatch's arguments. The user's own come last: they win. */
export function sbatchArguments(settings: SlurmSettings): readonly string[] {
  const named = (['partition', 'account', 'gres', 'time'] as const).flatMap((name) => {
    const value = settings[name];
    return value === null ? [] : [`--${name}=${value}`];
  });
  return [...named, ...settings.arguments];
}

/** What a journal keeps of a place. */
export type PlaceNote =
  | { readonly executor: 'local' }
  /** `nJobs` is null where nobody has noted it. */
  | { readonly executor: 'slurm'; readonly nJobs: number | null };

/** What is noted of `place`. */
export function placeNote(place: Place): PlaceNote {
  return place === 'local' ? { executor: 'local' } : { executor: 'slurm', nJobs: place.nJobs };
}

/** Of the journal: local where it says nothing else. Earlier versions noted lines to execute as well; they are not read. */
export function parsePlaceNote(raw: unknown): PlaceNote {
  if (!isRecord(raw)) return { executor: 'local' };
  const { nJobs } = raw;
  const { low, high } = slurmRanges.nJobs;
  return { executor: 'slurm', nJobs: isCount(nJobs) && nJobs >= low && nJobs <= high ? nJobs : null };
}
