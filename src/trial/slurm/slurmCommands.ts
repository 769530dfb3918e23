// Slurm's commands as this machine has them. What they say is read elsewhere (squeue.ts, sacct.ts, sbatch.ts).
import { execFile } from 'node:child_process';
import { findOnPath } from '../../system/executables.ts';
import { childEnv } from '../local/childEnv.ts';

export type SlurmTool = 'sbatch' | 'squeue' | 'sacct' | 'scancel';

/** As in a shell, code 127 stands for a command that is not there, and 124 for one that did not answer in time. */
export type Answer = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Never rejects. */
export type AskSlurm = (tool: SlurmTool, args: readonly string[]) => Promise<Answer>;

export const notFound = 127;
const timedOut = 124;

/** sbatch itself tries again for a minute or two where Slurm cannot take a job; the others give up after some seconds. */
const timeoutMs = 180_000;

/** Lines of a thousand jobs and more. */
const maxBuffer = 1 << 26;

/** Runs the commands found on the PATH. */
export const askSlurm: AskSlurm = (tool, args) =>
  new Promise((resolve) => {
    const program = findOnPath(tool);
    if (program === null) {
      resolve({ code: notFound, stdout: '', stderr: `${tool} is not on the PATH.` });
      return;
    }
    const options = { env: jobEnv(process.env), timeout: timeoutMs, maxBuffer };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else if (error.code === 'ENOENT') resolve({ code: notFound, stdout, stderr: `${tool} is not on the PATH.` });
      else resolve({ code: timedOut, stdout, stderr: stderr || error.message });
    });
  });

/** What a job inherits: a host that is a job itself does not pass on what Slurm has told it of that. */
export function jobEnv(base: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(base).filter(([name]) => !/^SLURM_/.test(name) || name === 'SLURM_CONF');
  return childEnv(Object.fromEntries(kept), {});
}
