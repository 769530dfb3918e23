// Jobs of a Slurm cluster, each with a folder that its nodes share with this machine: handed in, followed to their end, found again by the next host.
import { join } from 'node:path';
import { folderNotWritable, messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { writeOwnFile } from '../../system/ownFolder.ts';
import { stopReasonOf, type RunOptions } from '../executor.ts';
import { readJob, writeJob, type JobNote } from '../trialFolder.ts';
import type { TrialEnd } from '../trialProtocol.ts';
import { createCanceller } from './canceller.ts';
import { followJob, type FollowTools, type TrialJob } from './followedJob.ts';
import { newJobName } from './jobName.ts';
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
  const follow = async (job: TrialJob, options: RunOptions): Promise<TrialEnd> => {
    nFollowed++;
    try {
      return await followJob(job, options, tools);
    } finally {
      nFollowed--;
    }
  };
  return {
    run: async (job, options) => {
      const submitted = await handIn(job, options, { settings, submitter });
      return 'kind' in submitted ? submitted : follow({ ...submitted, isConfirmed: true }, options);
    },
    resume: async (options) => {
      const job = readJob(options.folder);
      if (job === null) return { kind: 'lost', reason: 'The trial was left before its job was submitted.' };
      return follow({ ...job, isConfirmed: false }, options);
    },
  };
}

type Tools = { readonly settings: SlurmSettings; readonly submitter: Submitter };

/** The job once Slurm has it; else why it has not. */
async function handIn(
  { label, script }: NewJob,
  { folder, signal, timeoutMs }: RunOptions,
  { settings, submitter }: Tools,
): Promise<TrialEnd | JobNote> {
  try {
    const scriptFile = join(folder.path, 'job.sh');
    writeOwnFile(scriptFile, script, 0o700);
    const name = newJobName(label);
    writeJob(folder, { name, id: null });
    const args = [...argumentsFor(settings, folder.outputFile, timeoutMs), scriptFile];
    const submitted = await submitter.submit({ name, args }, signal);
    if (submitted.kind === 'stopped') return { kind: stopReasonOf(signal) };
    if (submitted.kind === 'refused') return { kind: 'spawnFailed', reason: submitted.reason };
    const noted = { name, id: submitted.id };
    writeJob(folder, noted);
    return noted;
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
