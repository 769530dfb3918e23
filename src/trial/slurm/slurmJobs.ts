// Jobs of a Slurm cluster, each with a folder that its nodes share with this machine: handed in, followed to their end, found again by the next host.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderNotWritable, messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { stopReasonOf, type RunOptions } from '../executor.ts';
import { readJob, writeJob } from '../trialFolder.ts';
import type { TrialEnd } from '../trialProtocol.ts';
import { createCanceller } from './canceller.ts';
import { followJob, type FollowTools } from './followedJob.ts';
import { createJobQueue } from './jobQueue.ts';
import type { AskSlurm } from './slurmCommands.ts';
import { sbatchArguments, type SlurmSettings } from './slurmSettings.ts';
import { createSubmitter, type Submitter } from './submitter.ts';

export type SlurmJobs = {
  /** Hands in a job that works in `options.folder`. Settles as an executor's `run` does; a job that Slurm refuses could not be started. */
  run(job: NewJob, options: RunOptions): Promise<TrialEnd>;
  /** Goes on with the job of a folder. */
  resume(options: RunOptions): Promise<TrialEnd>;
};

export type NewJob = { readonly label: string; readonly script: string };

export type SlurmJobsOptions = { readonly settings: SlurmSettings; readonly ask: AskSlurm; readonly log: Log };

/** Between two looks at a folder, at least; and all folders together are looked at 200 times a second at most. */
const leastLookMs = 500;
const sharedLookMs = 5;

/** A file that another machine has written is seen within this, on the slowest of shared disks. */
const settleMs = 60_000;

export function createSlurmJobs({ settings, ask, log }: SlurmJobsOptions): SlurmJobs {
  const pollMs = 1000 * settings.pollS;
  const queue = createJobQueue({ ask, pollMs, log });
  const submitter = createSubmitter({ ask, queue, retryMs: pollMs, log });
  let nFollowed = 0;
  const tools: FollowTools = {
    ...{ queue, cancel: createCanceller(ask), log, doubtMs: 1.5 * pollMs, settleMs },
    lookMs: () => Math.max(Math.min(leastLookMs, pollMs), sharedLookMs * nFollowed),
  };
  const resume = async (options: RunOptions): Promise<TrialEnd> => {
    const job = readJob(options.folder);
    if (job === null) return { kind: 'lost', reason: 'The trial was left before its job was submitted.' };
    nFollowed++;
    try {
      return await followJob(job, options, tools);
    } finally {
      nFollowed--;
    }
  };
  return {
    run: async (job, options) => (await handIn(job, options, { settings, submitter })) ?? resume(options),
    resume,
  };
}

type Tools = { readonly settings: SlurmSettings; readonly submitter: Submitter };

/** Null once Slurm has the job; else why it has not. */
async function handIn(
  { label, script }: NewJob,
  { folder, signal, timeoutMs }: RunOptions,
  { settings, submitter }: Tools,
): Promise<TrialEnd | null> {
  try {
    const scriptFile = join(folder.path, 'job.sh');
    writeFileSync(scriptFile, script, { mode: 0o700 });
    const name = `tunelens-${label}-${randomBytes(6).toString('hex')}`;
    writeJob(folder, { name, id: null });
    const args = [...argumentsFor(settings, folder.outputFile, timeoutMs), scriptFile];
    const submitted = await submitter.submit({ name, args }, signal);
    if (submitted.kind === 'stopped') return { kind: stopReasonOf(signal) };
    if (submitted.kind === 'refused') return { kind: 'spawnFailed', reason: submitted.reason };
    writeJob(folder, { name, id: submitted.id });
    return null;
  } catch (error) {
    const trouble = folderNotWritable(folder.path, error);
    // The next trial would meet the same.
    if (trouble.code === 'diskFull') throw trouble;
    return { kind: 'spawnFailed', reason: messageOf(error) };
  }
}

/** sbatch's arguments. Slurm keeps the host's time limit, too, should the host be away. */
function argumentsFor(settings: SlurmSettings, outputFile: string, timeoutMs: number | null): readonly string[] {
  const limit = timeoutMs === null ? [] : [`--time=${Math.ceil(timeoutMs / 60_000) + 1}`];
  // A percent sign is sbatch's own.
  const output = `--output=${outputFile.replaceAll('%', '%%')}`;
  return [output, '--open-mode=append', '--requeue', ...limit, ...sbatchArguments(settings)];
}
