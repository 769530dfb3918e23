// Problems held back: of the same kinds as those of development but of other forms and seeds, looked at once, when the work on the engine is done.
import type { Params } from '../../../src/space/space.ts';
import { dixonPrice, griewank, rosenbrock } from './functions.ts';
import { defineProblem, entryOf, numberOf, vectorOf, type BenchProblem } from './problem.ts';
import { gaussianProcessDraw, moved, sharesOf, softplus, type Shape } from './shapes.ts';
import { choice, flag, float, floats, int, logFloat, logInt, when, type WireParameter } from './wire.ts';

const waves4 = moved((x) => griewank(x, 2), { d: 4, width: 24, optimum: 0, seed: 101 });
const draw5 = gaussianProcessDraw([0.35, 0.5, 0.9, 0.45, 0.6], 102);
const noisyValley4 = moved((x) => Math.log1p(rosenbrock(x)), { d: 4, width: 3, optimum: 1, seed: 103 });
const sparseDraw = gaussianProcessDraw([0.4, 0.5, 0.6], 104);

/** Three wells of different depth and width; the narrow one is the deepest. */
const wells: Shape = (u) => {
  const centres = [
    { at: [0.24, 0.71, 0.38], depth: 1, width: 0.16 },
    { at: [0.72, 0.3, 0.6], depth: 0.85, width: 0.3 },
    { at: [0.6, 0.85, 0.15], depth: 0.6, width: 0.4 },
  ];
  return -centres.reduce((sum, { at, depth, width }) => {
    const square = at.reduce((total, centre, i) => total + (u[i]! - centre) ** 2, 0);
    return sum + depth * Math.exp(-square / (2 * width ** 2));
  }, 0);
};

const convolutionSpace: readonly WireParameter[] = [
  logFloat('lr', 1e-5, 1e-1),
  logInt('filters', 4, 128),
  int('kernel', 1, 9, 2),
  int('blocks', 1, 6),
  choice('pool', 'max', 'average'),
  choice('optimizer', 'momentum', 'adam', 'adagrad'),
  flag('norm'),
];

/** Large kernels want few blocks, many filters a small rate. */
function convolution(params: Params): number {
  const [blocks, kernel] = [numberOf(params, 'blocks'), numberOf(params, 'kernel')];
  const filters = Math.log2(numberOf(params, 'filters'));
  const field = blocks * Math.log2(1 + kernel) - 6;
  const target = entryOf({ momentum: -1.9, adam: -3.1, adagrad: -1.6 }, params, 'optimizer') - 0.08 * (filters - 5);
  const rate = Math.log10(numberOf(params, 'lr')) - target;
  const norm = params['norm'] === true ? 0 : 0.02 + 0.05 * softplus(3 * rate);
  const optimizer = entryOf({ momentum: 0, adam: 0.005, adagrad: 0.04 }, params, 'optimizer');
  const pool = params['pool'] === 'max' ? 0 : 0.02;
  const loss = 0.07 * rate ** 2 + 0.015 * field ** 2 + 0.015 * (filters - 5.4) ** 2 + norm + optimizer + pool;
  return 0.05 + 0.9 * (1 - Math.exp(-loss));
}

const pipelineSpace: readonly WireParameter[] = [
  choice('scaler', 'none', 'standard', 'quantile'),
  ...when('scaler', ['quantile'], [logInt('quantiles', 4, 256)]),
  choice('model', 'boosting', 'linear', 'network'),
  ...when('model', ['boosting'], [logFloat('shrinkage', 1e-3, 1), logInt('rounds', 8, 1024), int('depth', 1, 12)]),
  ...when('model', ['linear'], [logFloat('penalty', 1e-6, 1e2), float('mix', 0, 1)]),
  ...when(
    'model',
    ['network'],
    [logFloat('lr', 1e-5, 1e-1), logInt('units', 8, 512), choice('head', 'plain', 'residual')],
  ),
];

/** A preprocessing step and a model, each with parameters of its own; the best scaler depends on the model. */
function pipeline(params: Params): number {
  const scaler = String(params['scaler']);
  const spread = scaler === 'quantile' ? 0.006 * (Math.log2(numberOf(params, 'quantiles')) - 6) ** 2 : 0;
  if (params['model'] === 'boosting') {
    const total = Math.log2(numberOf(params, 'shrinkage') * numberOf(params, 'rounds')) - 4.3;
    return (
      0.14 +
      spread +
      0.012 * total ** 2 +
      0.004 * (numberOf(params, 'depth') - 5) ** 2 +
      (total > 0 ? 0.004 * total ** 2 : 0)
    );
  }
  if (params['model'] === 'linear') {
    const penalty = Math.log10(numberOf(params, 'penalty')) + 1.5;
    return (
      (scaler === 'none' ? 0.4 : 0.24) + spread + 0.01 * penalty ** 2 + 0.05 * (numberOf(params, 'mix') - 0.3) ** 2
    );
  }
  const rate = Math.log10(numberOf(params, 'lr')) + 2.7;
  const width = Math.log2(numberOf(params, 'units')) - 6.6;
  const base = { none: 0.3, standard: 0.11, quantile: 0.09 }[scaler] ?? NaN;
  return (
    base + spread + 0.05 * (rate + 0.15 * width) ** 2 + 0.01 * width ** 2 + (params['head'] === 'plain' ? 0.015 : 0)
  );
}

const poolSpace: readonly WireParameter[] = [
  int('size', 16, 128, 4),
  int('pools', 0, 6),
  int('kernel', 1, 11),
  logFloat('lr', 1e-5, 1),
  float('clip', 0.1, 10),
];

/** Shapes that do not fit fail, and so does a rate that the clipping does not tame. */
function shapes(params: Params): number {
  const [size, pools, kernel] = [numberOf(params, 'size'), numberOf(params, 'pools'), numberOf(params, 'kernel')];
  const rate = Math.log10(numberOf(params, 'lr'));
  const clip = Math.log10(numberOf(params, 'clip'));
  if (size / 2 ** pools < kernel || rate + 0.8 * clip > -1) return NaN;
  const resolution = Math.log2(size) - 6.2;
  const field = Math.log2(2 ** pools * kernel) - 5;
  return 0.1 + 0.05 * (rate + 2.1) ** 2 + 0.03 * resolution ** 2 + 0.02 * field ** 2 + 0.03 * (clip - 0.4) ** 2;
}

const tuningSpace: readonly WireParameter[] = [
  logFloat('lr', 1e-6, 1e-2),
  int('frozen', 0, 12),
  int('epochs', 1, 20),
  logFloat('decay', 1e-5, 1),
];

/** The last loss of fine-tuning: what is frozen forgets nothing but learns little. */
function fineTuning(params: Params): number {
  const [frozen, epochs] = [numberOf(params, 'frozen'), numberOf(params, 'epochs')];
  const rate = Math.log10(numberOf(params, 'lr')) + 4 - 0.06 * frozen;
  const learnt = epochs * Math.exp(-(rate ** 2)) * (1 - frozen / 16);
  const forgotten = 0.02 * softplus(learnt - 7) * (1 - frozen / 20);
  return 0.3 + 0.6 * Math.exp(-learnt / 3) + forgotten + 0.01 * (Math.log10(numberOf(params, 'decay')) + 2) ** 2;
}

function onCube(d: number, shape: Shape): Pick<BenchProblem, 'space'> & { readonly of: (params: Params) => number } {
  const space = floats(d, -1, 1);
  return { space, of: (params) => shape(sharesOf(space, params)) };
}

/** The noise of the noisy ones is 5 and 15 % of the range between the 5th and the 95th percentile of random points. */
export const heldProblems: readonly BenchProblem[] = [
  defineProblem({ name: 'turnedGriewank4', kind: 'smooth', nTrials: 50, best: 0, ...onCube(4, waves4) }),
  defineProblem({
    name: 'dixonPrice5',
    kind: 'smooth',
    space: floats(5, -2, 2),
    nTrials: 50,
    best: 0,
    of: (params) => Math.log1p(dixonPrice(vectorOf(params, 5))),
  }),
  defineProblem({ name: 'draw5', kind: 'smooth', nTrials: 50, best: null, ...onCube(5, draw5) }),
  defineProblem({ name: 'noisyWells3', kind: 'noisy', nTrials: 50, best: null, noise: 0.12, ...onCube(3, wells) }),
  defineProblem({
    name: 'noisyValley4',
    kind: 'noisy',
    nTrials: 50,
    best: 0,
    noise: 0.225,
    ...onCube(4, noisyValley4),
  }),
  defineProblem({
    name: 'convolution',
    kind: 'mixed',
    space: convolutionSpace,
    nTrials: 50,
    best: null,
    of: convolution,
  }),
  defineProblem({ name: 'pipeline', kind: 'conditional', space: pipelineSpace, nTrials: 50, best: null, of: pipeline }),
  defineProblem({ name: 'shapes', kind: 'failing', space: poolSpace, nTrials: 50, best: null, of: shapes }),
  defineProblem({
    name: 'sparseDraw30',
    kind: 'high-dimensional',
    nTrials: 50,
    best: null,
    ...onCube(30, (u) => sparseDraw([u[3]!, u[16]!, u[25]!])),
  }),
  defineProblem({
    name: 'fineTuning',
    kind: 'curve',
    space: tuningSpace,
    nTrials: 30,
    best: null,
    noise: 0.01,
    of: fineTuning,
  }),
];
