// How runs are scored: normalised regret, mean ranks, bootstrap intervals. Pure; knows no optimiser.
import { createRandom } from '../../src/math/random.ts';
import type { Step } from './runs.ts';

/** What a regret is measured by: the least value known, and the median that random search reaches. */
export type Yardstick = { readonly best: number; readonly randomMedian: number };

/** The value of the incumbent after `nTrials` trials; null while all have failed. */
export function valueAfter(steps: readonly Step[], nTrials: number): number | null {
  return steps.findLast(([n]) => n <= nTrials)?.[1] ?? null;
}

/**
 * 0 at the least value known, 1 at random search's median, at most 2 (also for a run whose trials all failed). Where random search
 * itself finds the least value, a run that does not has 2.
 */
export function normalisedRegret(value: number | null, { best, randomMedian }: Yardstick): number {
  if (value === null) return 2;
  const regret = Math.max(0, value - best);
  if (randomMedian <= best) return regret === 0 ? 0 : 2;
  return Math.min(2, regret / (randomMedian - best));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The rank of each row (1 is the least), averaged over the columns; equals share the mean of their ranks. */
export function meanRanks(rows: readonly (readonly number[])[]): readonly number[] {
  const nColumns = rows[0]?.length ?? 0;
  return rows.map((row) => mean(Array.from({ length: nColumns }, (_, j) => rankAmong(rows, row[j]!, j))));
}

function rankAmong(rows: readonly (readonly number[])[], value: number, column: number): number {
  const others = rows.map((row) => row[column]!);
  const nLess = others.filter((other) => other < value).length;
  const nEqual = others.filter((other) => other === value).length;
  return 1 + nLess + (nEqual - 1) / 2;
}

/** A mean and the ends of its 95 % interval. */
export type Estimate = { readonly mean: number; readonly low: number; readonly high: number };

/** One list of regrets per problem, one regret per seed. */
export type RegretTable = readonly (readonly number[])[];

/**
 * The mean over problems of the mean over seeds. Its interval comes from 1000 tables drawn with replacement: problems, and in each its
 * seeds; of one problem, its seeds.
 */
export function estimateMean(table: RegretTable): Estimate {
  return intervalOf(table.length, (i, draw) => resampledMean(table[i]!, draw), mean(table.map(mean)));
}

/** The same of the difference first - second on the same problems; the seeds of the two are drawn apart. */
export function estimateDifference(first: RegretTable, second: RegretTable): Estimate {
  const difference = (i: number, draw: Draw): number =>
    resampledMean(first[i]!, draw) - resampledMean(second[i]!, draw);
  return intervalOf(first.length, difference, mean(first.map(mean)) - mean(second.map(mean)));
}

type Draw = (count: number) => number;

const nTables = 1000;

function intervalOf(nProblems: number, statistic: (problemIdx: number, draw: Draw) => number, of: number): Estimate {
  const random = createRandom(95, nProblems);
  const draw: Draw = (count) => random.below(count);
  const means = Array.from({ length: nTables }, () =>
    mean(Array.from({ length: nProblems }, (_, i) => statistic(nProblems === 1 ? i : draw(nProblems), draw))),
  ).sort((a, b) => a - b);
  return { mean: of, low: means[Math.floor(0.025 * nTables)]!, high: means[Math.ceil(0.975 * nTables) - 1]! };
}

function resampledMean(values: readonly number[], draw: Draw): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[draw(values.length)]!;
  return sum / values.length;
}
