// squeue: the jobs that Slurm holds, those that have ended within the last minutes too. One call tells of all of them.
import { jobEndOf, type JobEnd } from './jobState.ts';

export type QueuedJob = {
  readonly id: string;
  readonly name: string;
  /** Slurm's word, such as PENDING. */
  readonly state: string;
  /** How often it was started anew: 0 for its first copy. */
  readonly restarts: number;
  /** Why it waits; "None" where it does not. */
  readonly reason: string;
  readonly node: string;
  /** Null while it is not over. */
  readonly end: JobEnd | null;
};

const fields = ['JobArrayID', 'State', 'exit_code', 'RestartCnt', 'Reason', 'NodeList', 'Name'] as const;

/** The arguments of the one call. */
export const squeueArguments: readonly string[] = [
  ...['--noheader', '--me', '--states=all', '--array'],
  `--Format=${fields.map((field) => `${field}:|`).join(',')}`,
];

/** The jobs of squeue's answer; lines that are none are left out. */
export function parseSqueue(stdout: string): readonly QueuedJob[] {
  return stdout.split('\n').flatMap((line) => {
    const parts = line.split('|').map((part) => part.trim());
    const [id = '', state = '', status, restarts, reason = '', node = '', name = ''] = parts;
    if (parts.length < fields.length || !/^\d/.test(id) || state === '') return [];
    // A wait status, as wait(2) gives it.
    const wait = Number(status) || 0;
    const end = jobEndOf(state, { code: (wait >> 8) & 0xff, signal: wait & 0x7f });
    return [{ id, name, state, restarts: Number(restarts) || 0, reason, node, end }];
  });
}
