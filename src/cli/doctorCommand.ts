// `tunelens doctor`: what trials need and whether it is there, as text or as JSON.
import { resolve } from 'node:path';
import { examine, hasProblem } from '../doctor/doctor.ts';
import type { FindingStatus } from '../doctor/finding.ts';
import { findingsText } from '../doctor/findingsText.ts';
import { findGpus } from '../trial/local/gpu.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import type { Output } from './output.ts';
import { builtFile } from './ownFiles.ts';
import { outputWidth, paint } from './terminal.ts';

export type DoctorArgs = {
  /** Null: the folder one is in. */
  readonly file: string | null;
  readonly program: string | undefined;
  readonly node: string | null;
};

/** Prints the findings; the exit code tells whether there is a problem. */
export async function printDoctor({ file, program, node }: DoctorArgs, out: Output): Promise<ExitCode> {
  const findings = await examine({
    file: file === null ? null : resolve(file),
    folder: process.cwd(),
    plan: program === undefined ? {} : { program: { entry: resolve(program), args: [] } },
    node,
    nParallel: null,
    isTrusted: null,
    findGpus: () => findGpus(process.env),
    childFile: builtFile('child.js'),
    probeFile: builtFile('probeChild.js'),
    gpuScript: builtFile('../media/example/mnist/gpu.js'),
    signal: new AbortController().signal,
  });
  if (out.isJson) out.json({ kind: 'doctor', version: 1, findings });
  else out.print(findingsText(findings, { width: outputWidth(), colour }));
  return hasProblem(findings) ? exitCodes.userError : exitCodes.done;
}

const colours = { ok: 'green', warning: 'yellow', problem: 'red' } as const;

function colour(status: FindingStatus, text: string): string {
  return paint(colours[status], text);
}
