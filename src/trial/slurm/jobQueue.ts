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

export function createJobQueue(options: JobQueueOptions): JobQueue {
  return new Looker(options);
}

class Looker implements JobQueue {
  private readonly options: JobQueueOptions;
  private readonly followers = new Set<Follower>();
  private readonly listeners = new Set<(jobs: readonly QueuedJob[]) => void>();
  private timer: NodeJS.Timeout | null = null;
  private dueMs = Infinity;
  private isLooking = false;
  private nFailures = 0;
  private hasAccounts = true;

  constructor(options: JobQueueOptions) {
    this.options = options;
  }

  follow(job: () => JobNote, onSight: (sight: Sight) => void): () => void {
    const follower = { job, onSight };
    this.followers.add(follower);
    this.plan(this.options.pollMs);
    return () => {
      this.followers.delete(follower);
      this.rest();
    };
  }

  list(signal: AbortSignal): Promise<readonly QueuedJob[] | null> {
    if (signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (jobs: readonly QueuedJob[] | null): void => {
        signal.removeEventListener('abort', stop);
        this.listeners.delete(settle);
        resolve(jobs);
      };
      const stop = (): void => {
        settle(null);
        this.rest();
      };
      signal.addEventListener('abort', stop);
      this.listeners.add(settle);
      this.hurry();
    });
  }

  hurry(): void {
    this.plan(Math.min(mostHurryMs, this.options.pollMs));
  }

  private get isNeeded(): boolean {
    return this.followers.size > 0 || this.listeners.size > 0;
  }

  /** A process that waits for nothing may end. */
  private rest(): void {
    if (this.isNeeded || this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
  }

  /** The next look comes in `ms`, or sooner where that is planned already. */
  private plan(ms: number): void {
    if (this.isLooking || !this.isNeeded) return;
    const atMs = performance.now() + ms;
    if (this.timer !== null && this.dueMs <= atMs) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.dueMs = atMs;
    this.timer = setTimeout(() => void this.look(), ms);
  }

  private async look(): Promise<void> {
    this.timer = null;
    this.isLooking = true;
    const jobs = await this.listed();
    if (jobs !== null) {
      for (const settle of this.listeners) settle(jobs);
      await this.tell(jobs);
    }
    this.isLooking = false;
    this.plan(Math.min(this.options.pollMs * 2 ** this.nFailures, longestMs));
  }

  /** Null where Slurm does not answer. */
  private async listed(): Promise<readonly QueuedJob[] | null> {
    const { ask, log } = this.options;
    const { code, stdout, stderr } = await ask('squeue', squeueArguments);
    if (code === 0) {
      if (this.nFailures > 0) log.info('Slurm answers again.');
      this.nFailures = 0;
      return parseSqueue(stdout);
    }
    if (this.nFailures++ === 0) log.warn(`Slurm does not tell of its jobs; it is asked again. ${stderr.trim()}`);
    return null;
  }

  private async tell(jobs: readonly QueuedJob[]): Promise<void> {
    const byId = new Map(jobs.map((job) => [job.id, job]));
    const byName = new Map(jobs.map((job) => [job.name, job]));
    const found = [...this.followers].map((follower) => {
      const { id, name } = follower.job();
      const numbered = id === null ? undefined : byId.get(id);
      // The number may be any that somebody has written; the name is the job's own.
      return { follower, id, job: numbered?.name === name ? numbered : byName.get(name) };
    });
    const gone = found.filter(({ job }) => job === undefined);
    const ends = await this.accounted(gone.flatMap(({ id }) => (id === null ? [] : [id])));
    for (const { follower, id, job } of found) {
      if (!this.followers.has(follower)) continue;
      const end = ends.get(id ?? '') ?? null;
      follower.onSight(job === undefined ? { kind: 'gone', end } : { kind: 'listed', job });
    }
  }

  private async accounted(ids: readonly string[]): Promise<ReadonlyMap<string, JobEnd>> {
    if (ids.length === 0 || !this.hasAccounts) return new Map();
    const answer = await this.options.ask('sacct', sacctArguments(ids));
    if (keepsNoAccounts(answer)) this.hasAccounts = false;
    return answer.code === 0 ? parseSacct(answer.stdout) : new Map();
  }
}
