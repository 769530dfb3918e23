// The problems of the benchmark: known functions in the shapes that tuning has (log scales, integers, choices). All are minimised; failures are none.
import type { Params } from '../../src/space/space.ts';

/** A parameter in the form of the ask/tell protocol. */
export type ProtocolParameter =
  | {
      readonly name: string;
      readonly type: 'float';
      readonly low: number;
      readonly high: number;
      readonly log: boolean;
    }
  | {
      readonly name: string;
      readonly type: 'int';
      readonly low: number;
      readonly high: number;
      readonly log: boolean;
      readonly step: number;
    }
  | { readonly name: string; readonly type: 'categorical'; readonly choices: readonly (string | boolean)[] };

export type BenchProblem = {
  readonly name: string;
  readonly space: readonly ProtocolParameter[];
  /** Trials of one run. */
  readonly nTrials: number;
  /** The least value, or the best known. */
  readonly least: number;
  readonly value: (params: Params) => number;
};

const float = (name: string, low: number, high: number, log = false): ProtocolParameter => ({
  name,
  type: 'float',
  low,
  high,
  log,
});

function numberOf(params: Params, name: string): number {
  const value = params[name];
  if (typeof value !== 'number') throw new Error(`${name} is no number: ${String(value)}`);
  return value;
}

/** Dixon & Szegö 1978. */
function branin(params: Params): number {
  const x = numberOf(params, 'x1');
  const y = numberOf(params, 'x2');
  const valley = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
  return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

const hartmannA = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const hartmannP = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
const hartmannWeights = [1, 1.2, 3, 3.2];

/** Hartmann 1973, six dimensions. */
function hartmann6(params: Params): number {
  const sums = hartmannA.map((row, i) =>
    row.reduce((sum, a, j) => sum + a * (numberOf(params, `x${j}`) - (hartmannP[i]?.[j] ?? 0) * 1e-4) ** 2, 0),
  );
  return -sums.reduce((sum, exponent, i) => sum + (hartmannWeights[i] ?? 0) * Math.exp(-exponent), 0);
}

/** An error surface of a small network: a bowl in log learning rate, tilted by the units, and a cliff where training diverges. */
function network(params: Params): number {
  const rate = Math.log10(numberOf(params, 'rate')) + 2.8;
  const width = Math.log2(numberOf(params, 'units')) - 7;
  const dropout = numberOf(params, 'dropout') - 0.25 - 0.05 * width;
  const penalty = { relu: 0, tanh: 0.03, elu: 0.01 }[String(params['activation'])] ?? 1;
  const cliff = 0.8 / (1 + Math.exp(-8 * (rate - 1)));
  return 0.02 + 0.05 * (rate + 0.2 * width) ** 2 + 0.01 * width ** 2 + 0.4 * dropout ** 2 + penalty + cliff;
}

export const problems: readonly BenchProblem[] = [
  {
    name: 'branin',
    space: [float('x1', -5, 10), float('x2', 0, 15)],
    nTrials: 20,
    least: 0.397887,
    value: branin,
  },
  {
    name: 'network',
    space: [
      float('rate', 1e-5, 1, true),
      { name: 'units', type: 'int', low: 16, high: 512, log: true, step: 1 },
      float('dropout', 0, 0.8),
      { name: 'activation', type: 'categorical', choices: ['relu', 'tanh', 'elu'] },
    ],
    nTrials: 30,
    least: 0.02,
    value: network,
  },
  {
    name: 'hartmann6',
    space: Array.from({ length: 6 }, (_, i) => float(`x${i}`, 0, 1)),
    nTrials: 50,
    least: -3.322368,
    value: hartmann6,
  },
];
