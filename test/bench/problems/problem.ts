// A problem of the benchmark: a space, and what a trial of it would report. All are minimised.
import { createRandom } from '../../../src/math/random.ts';
import type { Params } from '../../../src/space/space.ts';
import { activeParams, type WireParameter } from './wire.ts';

export const problemKinds = [
  'smooth',
  'noisy',
  'mixed',
  'conditional',
  'failing',
  'high-dimensional',
  'curve',
] as const;
export type ProblemKind = (typeof problemKinds)[number];

export type BenchProblem = {
  readonly name: string;
  readonly kind: ProblemKind;
  readonly space: readonly WireParameter[];
  /** Trials of one run: the full budget. */
  readonly nTrials: number;
  /** The least noise-free value; null where only the best ever seen is known (runs/reference.json). */
  readonly best: number | null;
  /** Standard deviation of the noise, in the unit of the value. */
  readonly noise: number;
  /** The noise-free value; null where the trial fails. */
  trueValue(params: Params): number | null;
  /** What the trial reports. The noise depends on the problem, the run's seed and the trial's index alone: every optimiser meets the same. */
  value(params: Params, seed: number, trialIdx: number): number | null;
};

type Definition = Pick<BenchProblem, 'name' | 'kind' | 'space' | 'nTrials' | 'best'> & {
  readonly noise?: number;
  /** The noise-free value of the active params; not finite where the trial fails. */
  readonly of: (params: Params) => number;
};

export function defineProblem({ of, noise = 0, ...rest }: Definition): BenchProblem {
  const trueValue = (params: Params): number | null => {
    const value = of(activeParams(rest.space, params));
    return Number.isFinite(value) ? value : null;
  };
  const nameSeed = hashOf(rest.name);
  return {
    ...rest,
    noise,
    trueValue,
    value: (params, seed, trialIdx) => {
      const value = trueValue(params);
      if (value === null || noise === 0) return value;
      return value + noise * createRandom(nameSeed, seed, trialIdx).gaussian();
    },
  };
}

function hashOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (31 * hash + name.charCodeAt(i)) | 0;
  return hash;
}

/** A number among the params. Throws where there is none: a fault of the problem, for suggestions are checked before. */
export function numberOf(params: Params, name: string): number {
  const value = params[name];
  if (typeof value !== 'number') throw new Error(`${name} is no number: ${String(value)}`);
  return value;
}

/** x0, x1, … of `count` numbers. */
export function vectorOf(params: Params, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => numberOf(params, `x${i}`));
}

/** The entry of a table for the choice that a parameter holds. */
export function entryOf(table: Readonly<Record<string, number>>, params: Params, name: string): number {
  const entry = table[String(params[name])];
  if (entry === undefined) throw new Error(`${name} has no ${String(params[name])}`);
  return entry;
}
