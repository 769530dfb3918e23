// The shell script that is a job: set-up lines of the user's, then one program, whose exit code it leaves as a file.
import { requestVariable, spoolVariable } from '../trialProtocol.ts';
import type { TrialFolder } from '../trialFolder.ts';
import { copyClaim, copyExit, copySpool } from './copies.ts';

export type JobProgram = {
  /** The program and its arguments, one word each. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Lines that come first. */
  readonly setup: readonly string[];
};

/** The script of a trial's job. Each of its copies (copies.ts) has files of its own. */
export function trialScript({ command, cwd, env, setup }: JobProgram, { path, requestFile }: TrialFolder): string {
  const folder = { path: '$folder' };
  const exports = Object.entries({ ...env, [requestVariable]: requestFile });
  return [
    '#!/bin/bash',
    ...setup,
    `folder=${quoted(path)}`,
    'copy="${SLURM_RESTART_COUNT:-0}"',
    `mkdir "${copyClaim(folder, '$copy')}" || exit 1`,
    `export ${spoolVariable}="${copySpool(folder, '$copy')}"`,
    `exit_file="${copyExit(folder, '$copy')}"`,
    ...exports.map(([name, value]) => `export ${name}=${quoted(value)}`),
    `cd ${quoted(cwd)} || exit 1`,
    command.map(quoted).join(' '),
    'code=$?',
    // Renamed, so that it is whole once it is there.
    'echo "$code" > "$exit_file.part" && mv "$exit_file.part" "$exit_file"',
    'exit "$code"',
    '',
  ].join('\n');
}

/** One word of a shell. */
function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
