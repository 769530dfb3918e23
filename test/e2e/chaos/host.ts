// Hosts of a study of the chaos project (the built command line), and what may never be true of the study whatever has happened to them.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { identityOf, isAlive } from '../../../src/system/processIdentity.ts';
import type { Study } from '../../../src/study/study.ts';
import type { ChaosProject } from './project.ts';

const cli = join(import.meta.dirname, '../../../dist/cli.js');

export type HostOptions = { readonly nTrials: number; readonly nParallel: number };

export function startHost({ model, folder }: ChaosProject, { nTrials, nParallel }: HostOptions): ChildProcess {
  const numbers = ['--trials', String(nTrials), '--parallel', String(nParallel), '--seed', '3'];
  const args = [cli, model, ...numbers, '--sampler', 'random', '--no-pruning'];
  const host = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  // Whoever does not listen must not make it wait.
  host.stderr.resume();
  return host;
}

export type HostEnd = {
  readonly code: number | null;
  /** All that it said to the user from now on. */
  readonly words: string;
};

/** Settles when the host has ended. */
export async function endOf(host: ChildProcess): Promise<HostEnd> {
  let words = '';
  host.stderr?.setEncoding('utf8').on('data', (text: string) => (words += text));
  await once(host, 'close');
  return { code: host.exitCode, words };
}

/** In words; empty as it should be. `killed` are the processes that the test has ended itself. */
export function faultsOf(project: ChaosProject, { trials }: Study, killed: ReadonlySet<number>): readonly string[] {
  const lines = project.ledger();
  const begun = lines.filter(({ what }) => what === 'begun');
  const over = lines.filter(({ what, pid }) => what === 'over' && !killed.has(pid));
  const lost = over.filter(({ trial }) => trials[trial]?.state !== 'finished');
  const doubled = begun.filter(({ trial }, i) => begun.findIndex((other) => other.trial === trial) !== i);
  const orphans = begun.filter(({ pid }) => isAlive(identityOf(pid)) && identityOf(pid).start !== null);
  const open = trials.filter(({ state }) => state === 'running' || state === 'queued');
  return [
    ...lost.map(({ trial }) => `Trial ${trial} ran to its end and is ${trials[trial]?.state ?? 'unknown'}.`),
    ...doubled.map(({ trial }) => `Trial ${trial} was run twice.`),
    ...orphans.map(({ trial, pid }) => `Process ${pid} of trial ${trial} still runs.`),
    ...open.map(({ number, state }) => `Trial ${number} is ${state}, and no host is left.`),
  ];
}
