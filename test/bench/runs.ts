// The results of runs: one JSON line each in runs/<label>.jsonl, appended as runs end, so that a bench that was stopped goes on where it was.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNumbers, isRecord } from './json.ts';

/** One run of an optimiser on a problem. */
export type Run = {
  readonly problem: string;
  readonly seed: number;
  readonly nTrials: number;
  /** Each time a trial looked best so far: the count of trials until then, and its noise-free value. */
  readonly steps: readonly Step[];
  /** Milliseconds of an ask with its tell after the first ten trials: median and 95th percentile. Null where the run was made on another machine. */
  readonly ms: readonly [number, number] | null;
  /** Trials that failed, of these suggestions that were not legal. */
  readonly nFailed: number;
  readonly nIllegal: number;
};

export type Step = readonly [nTrials: number, value: number];

/** A run that the optimiser did not end. */
export type BrokenRun = Pick<Run, 'problem' | 'seed' | 'nTrials'> & { readonly error: string };

export function isBroken(run: Run | BrokenRun): run is BrokenRun {
  return 'error' in run;
}

export const runsFolder = join(import.meta.dirname, 'runs');

const extension = '.jsonl';

/** The labels that have results. */
export function labelsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(extension));
  return names.map((name) => name.slice(0, -extension.length)).sort();
}

/** The runs of a label in the order of their end. Throws on a line that is no run. */
export function readRuns(folder: string, label: string): readonly (Run | BrokenRun)[] {
  const file = fileOf(folder, label);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, i) => (line === '' ? [] : [parseRun(JSON.parse(line), `${file}:${i + 1}`)]));
}

export function appendRun(folder: string, label: string, run: Run | BrokenRun): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(fileOf(folder, label), lineOf(run));
}

/** Takes the runs out for which `isOld` holds. */
export function dropRuns(folder: string, label: string, isOld: (run: Run | BrokenRun) => boolean): void {
  const kept = readRuns(folder, label).filter((run) => !isOld(run));
  writeFileSync(fileOf(folder, label), kept.map(lineOf).join(''));
}

function fileOf(folder: string, label: string): string {
  return join(folder, `${label}${extension}`);
}

function lineOf(run: Run | BrokenRun): string {
  return `${JSON.stringify(run)}\n`;
}

function parseRun(raw: unknown, where: string): Run | BrokenRun {
  if (!isRecord(raw)) throw new Error(`${where}: no run`);
  const { problem, seed, nTrials, error, steps, ms, nFailed, nIllegal } = raw;
  if (typeof problem !== 'string' || typeof seed !== 'number' || typeof nTrials !== 'number') {
    throw new Error(`${where}: no run`);
  }
  if (typeof error === 'string') return { problem, seed, nTrials, error };
  if (
    !Array.isArray(steps) ||
    !(ms === null || isPair(ms)) ||
    typeof nFailed !== 'number' ||
    typeof nIllegal !== 'number'
  ) {
    throw new Error(`${where}: no run`);
  }
  const parsed = steps.map((step: unknown): Step => (isPair(step) ? step : fail(`${where}: no step`)));
  return { problem, seed, nTrials, steps: parsed, ms, nFailed, nIllegal };
}

function isPair(raw: unknown): raw is readonly [number, number] {
  return isNumbers(raw) && raw.length === 2;
}

function fail(sentence: string): never {
  throw new Error(sentence);
}
