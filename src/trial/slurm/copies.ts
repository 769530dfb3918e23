// The copies of a trial's job. Where a node falls, Slurm starts the job anew while the old copy may live on, so each start has files of its own in the
// trial's folder, by its restart count, and the newest counts.
import { join } from 'node:path';

/** A copy's restart count; in the job's own script the variable that holds it. */
type Copy = number | '$copy';

/** The spool file of a copy. */
export function copySpool({ path }: { readonly path: string }, copy: Copy): string {
  return join(path, `spool.${copy}.jsonl`);
}

/** Where a copy leaves the exit code of its program, as a shell tells it. */
export function copyExit({ path }: { readonly path: string }, copy: Copy): string {
  return join(path, `exit.${copy}`);
}

/** The folder that a copy makes when it begins. Only one job can make it, should Slurm have been handed two. */
export function copyClaim({ path }: { readonly path: string }, copy: Copy): string {
  return join(path, `begun.${copy}`);
}

/** What the names of a trial's folder tell: the newest copy that has begun, and the newest that has ended; -1 for none. */
export function copiesIn(names: readonly string[]): { readonly begun: number; readonly ended: number } {
  const newest = (pattern: RegExp): number =>
    Math.max(-1, ...names.map((name) => Number(pattern.exec(name)?.[1] ?? -1)));
  const ended = newest(/^exit\.(\d+)$/);
  return { begun: Math.max(ended, newest(/^begun\.(\d+)$/)), ended };
}
