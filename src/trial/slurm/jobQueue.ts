// Looks at Slurm's queue, one call for all jobs of a run, as long as somebody waits for one of them. A controller that does not answer says nothing of
// them: the looks go on, less and less often.
import type { Log } from '../../log.ts';
import type { JobNote } from '../trialFolder.ts';
import type { JobEnd } from './jobState.ts';
import { keepsNoAccounts, parseSacct, sacctArguments } from './sacct.ts';
import type { AskSlurm } from './slurmCommands.ts';
import { parseSqueue, squeueArguments, type QueuedJob } from './squeue.ts';

/** What a look has shown of a job. */
export type Sight =
  | { readonly kind: 'listed'; readonly job: QueuedJob }
  /** Slurm holds it no longer; `end` is what its accounts say, where there are any. */
  | { readonly kind: 'gone'; readonly end: JobEnd | null };

export type JobQueue = {
  /** Calls `onSight` after every look that was answered, until what is returned is called. */
  follow(job: () => JobNote, onSight: (sight: Sight) => void): () => void;
  /** The jobs of this user, as soon as Slurm tells; null once `signal` is aborted. */
  list(signal: AbortSignal): Promise<readonly QueuedJob[] | null>;
  /** The next look comes as soon as that is polite. */
  hurry(): void;
};

export type JobQueueOptions = { readonly ask: AskSlurm; readonly pollMs: number; readonly log: Log };

/** Until a look that somebody has asked for, at the most. */
const mostHurryMs = 1000;
const longestMs = 300_000;

type Follower = { readonly job: () => JobNote; readonly onSight: (sight: Sight) => void };

export function createJobQueue({ ask, pollMs, log }: JobQueueOptions): JobQueue {
  const followers = new Set<Follower>();
  const waiting = new Set<(jobs: readonly QueuedJob[]) => void>();
  let timer: NodeJS.Timeout | null = null;
  let dueMs = Infinity;
  let isLooking = false;
  let nFailures = 0;
  let hasAccounts = true;

  const plan = (ms: number): void => {
    if (isLooking || (followers.size === 0 && waiting.size === 0)) return;
    const atMs = performance.now() + ms;
    if (timer !== null && dueMs <= atMs) return;
    if (timer !== null) clearTimeout(timer);
    dueMs = atMs;
    timer = setTimeout(() => void look(), ms);
  };
  const look = async (): Promise<void> => {
    timer = null;
    isLooking = true;
    const jobs = await listed();
    if (jobs !== null) await tell(jobs);
    isLooking = false;
    plan(Math.min(pollMs * 2 ** nFailures, longestMs));
  };
  const listed = async (): Promise<readonly QueuedJob[] | null> => {
    const { code, stdout, stderr } = await ask('squeue', squeueArguments);
    if (code === 0) {
      if (nFailures > 0) log.info('Slurm answers again.');
      nFailures = 0;
      return parseSqueue(stdout);
    }
    if (nFailures++ === 0) log.warn(`Slurm does not tell of its jobs; it is asked again. ${stderr.trim()}`);
    return null;
  };
  const tell = async (jobs: readonly QueuedJob[]): Promise<void> => {
    for (const resolve of waiting) resolve(jobs);
    waiting.clear();
    const byId = new Map(jobs.map((job) => [job.id, job]));
    const byName = new Map(jobs.map((job) => [job.name, job]));
    const found = [...followers].map((follower) => {
      const { id, name } = follower.job();
      return { follower, id, job: (id === null ? undefined : byId.get(id)) ?? byName.get(name) };
    });
    const gone = found.filter(({ job }) => job === undefined);
    const ends = await accounted(gone.flatMap(({ id }) => (id === null ? [] : [id])));
    for (const { follower, id, job } of found) {
      if (!followers.has(follower)) continue;
      follower.onSight(job === undefined ? { kind: 'gone', end: ends.get(id ?? '') ?? null } : { kind: 'listed', job });
    }
  };
  const accounted = async (ids: readonly string[]): Promise<ReadonlyMap<string, JobEnd>> => {
    if (ids.length === 0 || !hasAccounts) return new Map();
    const answer = await ask('sacct', sacctArguments(ids));
    if (keepsNoAccounts(answer)) hasAccounts = false;
    return answer.code === 0 ? parseSacct(answer.stdout) : new Map();
  };
  return {
    follow(job, onSight) {
      const follower = { job, onSight };
      followers.add(follower);
      plan(pollMs);
      return () => {
        followers.delete(follower);
        if (followers.size > 0 || waiting.size > 0 || timer === null) return;
        clearTimeout(timer);
        timer = null;
      };
    },
    list: (signal) =>
      new Promise((resolve) => {
        const stop = (): void => {
          waiting.delete(settle);
          resolve(null);
        };
        const settle = (jobs: readonly QueuedJob[]): void => {
          signal.removeEventListener('abort', stop);
          resolve(jobs);
        };
        if (signal.aborted) {
          resolve(null);
          return;
        }
        signal.addEventListener('abort', stop);
        waiting.add(settle);
        plan(Math.min(mostHurryMs, pollMs));
      }),
    hurry: () => plan(Math.min(mostHurryMs, pollMs)),
  };
}
