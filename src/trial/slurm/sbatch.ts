// sbatch: what it says to a job that is handed in.
import type { Answer } from './slurmCommands.ts';

export type Submission =
  | { readonly kind: 'submitted'; readonly id: string }
  /** There are too many jobs for now: the same is accepted later. */
  | { readonly kind: 'limited'; readonly reason: string }
  /** Nobody answered, or not in time: it may have been submitted all the same. */
  | { readonly kind: 'unsure'; readonly reason: string }
  /** It never will be. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Slurm's and its plug-ins' words for limits on the number of jobs, or on what they take together. */
const limits =
  /violates accounting\/QOS policy|MaxSubmitJob|MaxJobCount|GrpSubmitJobs|temporarily unable to accept job|Resource temporarily unavailable|too many jobs|submit(?:ted)? job limit/i;

const silence =
  /Unable to contact slurm controller|Connection (?:refused|timed out)|Socket timed out|Zero Bytes were transmitted|Slurm backup controller in standby|Transport endpoint|Communication connection failure|Slurmctld has not been contacted/i;

/** What an answer of `sbatch --parsable` says. */
export function parseSbatch({ code, stdout, stderr }: Answer): Submission {
  // "123" or, on several clusters, "123;name".
  const id = /^(\d+)(?:;\S*)?$/m.exec(stdout)?.[1];
  if (code === 0 && id !== undefined) return { kind: 'submitted', id };
  const reason = stderr.trim().replace(/^sbatch: (?:error: )?/gm, '') || `sbatch ended with code ${code}.`;
  if (limits.test(stderr)) return { kind: 'limited', reason };
  if (code === 0 || code === 124 || silence.test(stderr)) return { kind: 'unsure', reason };
  return { kind: 'refused', reason };
}
