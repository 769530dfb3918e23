// The name of a trial's job: by it the job is found again and ended, so it is one that nobody else's job has, and none but such a name is ever asked about.
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';

/** The folder of the job that tries the cluster; its name in that of the job. */
export const checkFolder = 'slurm-check';
export const checkLabel = 'check';

/** A name that is its own in all the world. `label` is the trial's number, or that of the check. */
export function newJobName(label: string): string {
  return `tunelens-${label}-${randomBytes(6).toString('hex')}`;
}

/** Whether `name`, which was read from the folder `path`, is one that a job of that folder can have. */
export function isJobNameOf(path: string, name: string): boolean {
  const label = /^tunelens-(\d{1,15}|check)-[\da-f]{12}$/.exec(name)?.[1];
  const folder = basename(path);
  return label === (folder === checkFolder ? checkLabel : folder);
}

/** Whether `id` is Slurm's number of a job, or of one of an array. */
export function isJobId(id: string): boolean {
  return /^\d{1,15}(?:_\d{1,15})?$/.test(id);
}
