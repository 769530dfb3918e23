// What runs are measured by: the least value known of each problem and random search's medians, in runs/reference.json. Made once per
// problem from many draws; the least value falls when a run finds a lower one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type Random } from '../../src/math/random.ts';
import { isRecord } from './json.ts';
import type { BenchProblem } from './problems/problem.ts';
import { drawParams, paramsAt } from './problems/wire.ts';
import { quantile } from './results.ts';
import { stepsOf } from './runOnce.ts';
import type { Run } from './runs.ts';
import { valueAfter, type Yardstick } from './score.ts';

/** By problem: the least value known, and random search's median by the count of trials. */
export type Reference = Readonly<Record<string, ProblemReference>>;
type ProblemReference = { readonly best: number; readonly randomMedian: Readonly<Record<string, number>> };

/** Seeds of random search behind each median. */
export const nRandomSeeds = 2000;

/** The counts of trials at which medians are kept, besides the whole budget. */
const counts = [10, 20, 25, 50];

/** The reference with all of `problems` in it and no `best` above what the runs found; written back where it changed. */
export function updateReference(folder: string, problems: readonly BenchProblem[], runs: readonly Run[]): Reference {
  const stored = readReference(folder);
  const updated: Record<string, ProblemReference> = { ...stored };
  for (const problem of problems) {
    const known = stored[problem.name] ?? referenceOf(problem);
    const found = runs
      .filter((run) => run.problem === problem.name)
      .flatMap(({ steps }) => steps.map(([, value]) => value));
    const best = problem.best ?? Math.min(known.best, ...found);
    updated[problem.name] = { ...known, best };
  }
  const text = `${JSON.stringify(updated, null, 2)}\n`;
  if (text !== `${JSON.stringify(stored, null, 2)}\n`) writeFileSync(fileOf(folder), text);
  return updated;
}

/** Throws where the reference lacks the problem or the count: a fault of the bench. */
export function yardstickOf(reference: Reference, problem: BenchProblem, nTrials: number): Yardstick {
  const { best, randomMedian } = reference[problem.name] ?? { best: NaN, randomMedian: {} };
  const median = randomMedian[nTrials];
  if (median === undefined) throw new Error(`No reference for ${problem.name} at ${nTrials} trials.`);
  return { best, randomMedian: median };
}

function referenceOf(problem: BenchProblem): ProblemReference {
  return { best: problem.best ?? leastOf(problem), randomMedian: randomMediansOf(problem) };
}

function randomMediansOf(problem: BenchProblem): Readonly<Record<string, number>> {
  const runs = Array.from({ length: nRandomSeeds }, (_, seed) => {
    const random = createRandom(seed, 71);
    return stepsOf(problem, seed, () => drawParams(problem.space, random));
  });
  const wanted = [...new Set([...counts.filter((count) => count <= problem.nTrials), problem.nTrials])];
  return Object.fromEntries(
    wanted.map((count) => {
      const values = runs.map((steps) => valueAfter(steps, count) ?? Number.MAX_VALUE);
      return [count, Number(quantile(values, 0.5).toPrecision(9))];
    }),
  );
}

/** The least value that a long random search finds, each of its ten best points improved by ever smaller steps. */
function leastOf(problem: BenchProblem): number {
  const random = createRandom(72);
  const valueOf = (shares: readonly number[]): number => problem.trueValue(paramsAt(problem.space, shares)) ?? Infinity;
  const draws = Array.from({ length: 10_000 }, () => problem.space.map(() => random.uniform()));
  const starts = draws
    .map((shares) => ({ shares, value: valueOf(shares) }))
    .sort((a, b) => a.value - b.value)
    .slice(0, 10);
  return Number(Math.min(...starts.map((start) => descend(start, valueOf, random))).toPrecision(9));
}

type Place = { readonly shares: readonly number[]; readonly value: number };

function descend(start: Place, valueOf: (shares: readonly number[]) => number, random: Random): number {
  let place = start;
  for (let i = 0; i < 3000; i++) {
    const size = 0.3 * 0.997 ** i;
    const share = Math.max(0.3, 1.5 / place.shares.length);
    const shares = place.shares.map((u) => (random.uniform() < share ? stepped(u, size, random) : u));
    const value = valueOf(shares);
    if (value <= place.value) place = { shares, value };
  }
  return place.value;
}

/** Mostly a small step, at times a draw anew (choices need it); inside [0, 1). */
function stepped(u: number, size: number, random: Random): number {
  if (random.uniform() < 0.05) return random.uniform();
  return Math.min(1 - 1e-12, Math.max(0, u + size * random.gaussian()));
}

function readReference(folder: string): Reference {
  if (!existsSync(fileOf(folder))) return {};
  const raw: unknown = JSON.parse(readFileSync(fileOf(folder), 'utf8'));
  if (!isReference(raw)) throw new Error(`${fileOf(folder)} is no reference.`);
  return raw;
}

function isReference(raw: unknown): raw is Reference {
  return isRecord(raw) && Object.values(raw).every(isProblemReference);
}

function isProblemReference(raw: unknown): raw is ProblemReference {
  if (!isRecord(raw) || typeof raw['best'] !== 'number' || !isRecord(raw['randomMedian'])) return false;
  return Object.values(raw['randomMedian']).every((value) => typeof value === 'number');
}

function fileOf(folder: string): string {
  return join(folder, 'reference.json');
}
