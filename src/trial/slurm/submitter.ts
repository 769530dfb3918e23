// Hands jobs in, one after the other, and no faster than the cluster takes them.
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import type { JobQueue } from './jobQueue.ts';
import { parseSbatch } from './sbatch.ts';
import type { AskSlurm } from './slurmCommands.ts';

/** A job to hand in: the name by which it is found again, and sbatch's arguments, the script last. */
export type NewJob = { readonly name: string; readonly args: readonly string[] };

export type Submitted =
  | { readonly kind: 'submitted'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The signal was aborted before. */
  | { readonly kind: 'stopped' };

export type Submitter = {
  /** Waits where there are too many jobs for now, and where nobody answers: then the job is looked for before it is handed in again. */
  submit(job: NewJob, signal: AbortSignal): Promise<Submitted>;
};

export type SubmitterOptions = {
  readonly ask: AskSlurm;
  readonly queue: JobQueue;
  /** Milliseconds until a job is tried again for which there was no room. */
  readonly retryMs: number;
  readonly log: Log;
};

export function createSubmitter(options: SubmitterOptions): Submitter {
  let last: Promise<unknown> = Promise.resolve();
  const limit = createLimitNote(options.log);
  return {
    submit(job, signal) {
      const submitted = last.then(() => submit(job, signal, { ...options, limit }));
      last = submitted;
      return submitted;
    },
  };
}

type Tools = SubmitterOptions & { readonly limit: ReturnType<typeof createLimitNote> };

async function submit({ name, args }: NewJob, signal: AbortSignal, tools: Tools): Promise<Submitted> {
  const { ask, queue, retryMs, limit } = tools;
  while (!signal.aborted) {
    const said = parseSbatch(await ask('sbatch', ['--parsable', `--job-name=${name}`, ...args]));
    if (said.kind === 'submitted') limit.passed();
    if (said.kind === 'submitted' || said.kind === 'refused') return said;
    const jobs = await queue.list(signal);
    if (jobs === null) break;
    const found = jobs.find((job) => job.name === name);
    if (found !== undefined) return { kind: 'submitted', id: found.id };
    if (said.kind === 'unsure') continue;
    // There cannot be too many where there is none: more is asked for than is ever given.
    if (jobs.every(({ end }) => end !== null)) return { kind: 'refused', reason: said.reason };
    limit.met(said.reason);
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
  }
  return { kind: 'stopped' };
}

/** Says once that jobs have to wait for others, until one has passed. */
function createLimitNote(log: Log): { readonly met: (reason: string) => void; readonly passed: () => void } {
  let isMet = false;
  return {
    met: (reason) => {
      if (!isMet) log.info(`Slurm takes no more jobs for now; the next trials wait. ${reason}`);
      isMet = true;
    },
    passed: () => {
      isMet = false;
    },
  };
}
