// Runs each trial as a job of a Slurm cluster. Files in the trial's folder are all that goes to and fro, so the host may be away for hours and come back to
// jobs that have ended.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { folderNotWritable } from '../../errors.ts';
import { writeOwnFile } from '../../system/ownFolder.ts';
import type { Executor } from '../executor.ts';
import type { TrialRequest } from '../trialProtocol.ts';
import { trialScript } from './jobScript.ts';
import { createSlurmJobs, type SlurmJobsOptions } from './slurmJobs.ts';

export type SlurmOptions = SlurmJobsOptions & {
  /** The Node of the nodes: a path, or a name that is found there once the set-up lines have run. */
  readonly node: string;
  /** child.ts, built or not; absolute. */
  readonly childFile: string;
  /** What is tried before the first trial. */
  readonly ready: Required<Executor>['ready'];
};

type StartOptions = Parameters<Executor['run']>[1];

export function createSlurmExecutor(options: SlurmOptions): Executor {
  const jobs = createSlurmJobs(options);
  return {
    hasQueue: true,
    ready: options.ready,
    run(request, runOptions) {
      const { cwd } = request;
      if (!existsSync(cwd)) {
        return Promise.resolve({ kind: 'spawnFailed', reason: `The folder ${cwd} does not exist.` });
      }
      writeRequest(request, runOptions);
      return jobs.run({ label: String(request.trial), script: scriptOf(request, runOptions, options) }, runOptions);
    },
    resume: (runOptions) => jobs.resume(runOptions),
    // Nothing can wait on a node that nobody has been given yet.
    prepare: () => undefined,
    close: () => Promise.resolve(),
  };
}

function writeRequest(request: TrialRequest, { folder }: StartOptions): void {
  try {
    // The sources may be private: nobody else reads them.
    writeOwnFile(folder.requestFile, JSON.stringify(request), 0o600);
  } catch (error) {
    throw folderNotWritable(folder.path, error);
  }
}

function scriptOf(request: TrialRequest, { folder, env }: StartOptions, options: SlurmOptions): string {
  const { entry, args, nodeArgs, cwd } = request;
  const { node, childFile, settings } = options;
  const command = [node, ...nodeArgs, '--import', pathToFileURL(childFile).href, entry, ...args];
  const quiet = process.env['TF_CPP_MIN_LOG_LEVEL'] === undefined ? { TF_CPP_MIN_LOG_LEVEL: '2' } : {};
  return trialScript({ command, cwd, env: { ...quiet, ...env }, setup: settings.setup }, folder);
}
