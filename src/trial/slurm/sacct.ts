// sacct: how jobs ended that have left Slurm's queue. Not every cluster keeps such accounts.
import { jobEndOf, type JobEnd } from './jobState.ts';

/** The arguments that ask for the jobs `ids`. */
export function sacctArguments(ids: readonly string[]): readonly string[] {
  return ['--allocations', '--parsable2', '--noheader', '--format=JobID,State,ExitCode', `--jobs=${ids.join(',')}`];
}

/** Job -> how it ended; jobs that are not over, or of which nothing is known, are left out. */
export function parseSacct(stdout: string): ReadonlyMap<string, JobEnd> {
  const found = new Map<string, JobEnd>();
  for (const line of stdout.split('\n')) {
    const [id = '', words = '', exit = ''] = line.trim().split('|');
    // "CANCELLED by 1000"
    const state = words.split(' ')[0] ?? '';
    const [code, signal] = exit.split(':').map(Number);
    const end = jobEndOf(state, { code: code ?? 0, signal: signal ?? 0 });
    if (id !== '' && end !== null) found.set(id, end);
  }
  return found;
}

/** Whether the cluster keeps no accounts at all. */
export function keepsNoAccounts({ stderr }: { readonly stderr: string }): boolean {
  return /accounting storage is disabled/i.test(stderr);
}
