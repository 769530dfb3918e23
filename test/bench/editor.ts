// What the extension costs inside a real extension host: its activation, its lenses behind an edit, its size. Build first.
import { statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { extensionSizes } from '../e2e/loadedAtStart.ts';
import { packageExtension } from '../e2e/extensionPackage.ts';
import { runInHost } from '../e2e/hostRun.ts';
import { workspaceOf } from '../e2e/workspace.ts';
import { leftRun } from './leftRun.ts';
import { longModel } from './longModel.ts';
import { quantile } from './results.ts';

const nStarts = 5;
const nLines = 2000;

/** By the clock, and of the processor. */
type Cost = { readonly ms: number; readonly cpuMs: number };
type Start = { readonly activation: Cost; readonly edits: readonly Cost[] };

/** The section of RESULTS.md. Throws where VS Code or Chromium is missing. */
export async function benchEditor(): Promise<string> {
  const starts: Start[] = [];
  for (let i = 0; i < nStarts; i++) starts.push(await start());
  const takeOversMs: number[] = [];
  for (let i = 0; i < nStarts; i++) takeOversMs.push(await takeOverMs());
  const activations = starts.map(({ activation }) => activation);
  const edits = starts.flatMap((one) => one.edits);
  const { atStartBytes, laterBytes } = extensionSizes();
  return `Made by \`npm run bench -- editor\` in the extension host of VS Code in Chromium, on ${cpus().length} shared cores (load ${Math.round(loadavg()[0] ?? 0)}): medians, by the clock and, behind the stroke, in CPU time, which other
work on the machine hardly lengthens.

| what | measured | goal |
|---|---|---|
| activation, loading included, in ${nStarts} starts of the editor | ${costOf(activations)} | 50 ms |
| from an edit in the middle of a file of ${nLines} lines to its lenses, ${edits.length} edits | ${costOf(edits)} | 50 ms |
| from the activation, with no file open, until the running trial of a left run is taken over, ${nStarts} starts | ${quantile(takeOversMs, 0.5).toFixed(0)} ms (longest ${Math.max(...takeOversMs).toFixed(0)}) | 1000 ms |
| the package (\`.vsix\`) | ${megabytes(packageBytes())} | 4 MB |
| read at activation | ${megabytes(atStartBytes)} | |
| read when it is first needed: runs, the doctor, writing back; worker threads and the results page not counted | ${megabytes(laterBytes)} | |`;
}

async function start(): Promise<Start> {
  const workspace = workspaceOf({ 'package.json': '{ "type": "module" }\n', 'model.js': longModel(nLines) });
  try {
    return startIn(await runInHost(workspace.folder, { suite: 'benchSuite.ts' }));
  } finally {
    workspace.remove();
  }
}

async function takeOverMs(): Promise<number> {
  const workspace = await leftRun();
  try {
    const written = await runInHost(workspace.folder, { suite: 'takeOverSuite.ts' });
    const { wasActive, takenOverMs } = Object(written) as Readonly<Record<string, unknown>>;
    if (wasActive !== false) throw new Error(wasActiveBefore);
    if (typeof takenOverMs !== 'number') throw new Error('The suite wrote no time.');
    return takenOverMs;
  } finally {
    workspace.remove();
  }
}

const wasActiveBefore = 'The extension was active before it was timed.';

function startIn(written: unknown): Start {
  const { wasActive, times, edits } = Object(written) as Readonly<Record<string, unknown>>;
  if (wasActive !== false) throw new Error(wasActiveBefore);
  if (!Array.isArray(edits)) throw new Error('The suite wrote no edits.');
  return { activation: costIn(times), edits: edits.map(costIn) };
}

function costIn(raw: unknown): Cost {
  const { ms, cpuMs } = Object(raw) as Readonly<Record<string, unknown>>;
  if (typeof ms !== 'number' || typeof cpuMs !== 'number') throw new Error('That is no time.');
  return { ms, cpuMs };
}

function costOf(costs: readonly Cost[]): string {
  const median = (values: readonly number[]): string => quantile(values, 0.5).toFixed(0);
  return `${median(costs.map(({ ms }) => ms))} / ${median(costs.map(({ cpuMs }) => cpuMs))} ms`;
}

function packageBytes(): number {
  return statSync(packageExtension()).size;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
