// The problems that TuneLens is developed on: none is among the public ones, and each has its optimum at a random place.
// Losses that look like those of networks are made up; no training lies behind them.
import { createRandom } from '../../../src/math/random.ts';
import type { Params } from '../../../src/space/space.ts';
import { levy, rastrigin, ridge, rosenbrock, styblinski, styblinskiBest } from './functions.ts';
import { defineProblem, entryOf, numberOf, type BenchProblem } from './problem.ts';
import { gaussianProcessDraw, moved, sharesOf, softplus, type Shape } from './shapes.ts';
import { choice, flag, float, floats, int, logFloat, logInt, when, type WireParameter } from './wire.ts';

type Smooth = Pick<BenchProblem, 'name' | 'kind' | 'nTrials' | 'best'> & {
  readonly noise?: number;
  readonly shape: Shape;
};

/** A problem of floats between -1 and 1. */
function onCube(d: number, { shape, ...rest }: Smooth): BenchProblem {
  const space = floats(d, -1, 1);
  return defineProblem({ ...rest, space, of: (params) => shape(sharesOf(space, params)) });
}

const levy4 = moved(levy, { d: 4, width: 14, optimum: 1, seed: 11 });
const valley3 = moved((x) => Math.log1p(rosenbrock(x)), { d: 3, width: 3.5, optimum: 1, seed: 12 });
const styblinski5 = moved(styblinski, { d: 5, width: 8, optimum: styblinskiBest, seed: 13 });
const waves2 = moved((x) => rastrigin(x, 1.5), { d: 2, width: 6, optimum: 0, seed: 14 });
const ridge6 = moved((x) => ridge(x, 3), { d: 6, width: 4, optimum: 0, seed: 15 });
const draw3 = gaussianProcessDraw([0.25, 0.4, 0.3], 16);
const draw6 = gaussianProcessDraw([0.5, 0.7, 0.6, 1.5, 0.8, 0.5], 17);

const smooth: readonly BenchProblem[] = [
  onCube(4, { name: 'turnedLevy4', kind: 'smooth', nTrials: 50, best: 0, shape: levy4 }),
  onCube(3, { name: 'turnedValley3', kind: 'smooth', nTrials: 50, best: 0, shape: valley3 }),
  onCube(5, { name: 'turnedStyblinski5', kind: 'smooth', nTrials: 50, best: 0, shape: styblinski5 }),
  onCube(2, { name: 'turnedWaves2', kind: 'smooth', nTrials: 25, best: 0, shape: waves2 }),
  onCube(6, { name: 'ridge6', kind: 'smooth', nTrials: 50, best: 0, shape: ridge6 }),
  onCube(3, { name: 'draw3', kind: 'smooth', nTrials: 50, best: null, shape: draw3 }),
  onCube(6, { name: 'draw6', kind: 'smooth', nTrials: 50, best: null, shape: draw6 }),
];

const noisyLevy3 = moved(levy, { d: 3, width: 12, optimum: 1, seed: 21 });
const noisyStyblinski3 = moved((x) => Math.sqrt(styblinski(x)), { d: 3, width: 7, optimum: styblinskiBest, seed: 22 });
const noisyDraw4 = gaussianProcessDraw([0.5, 0.4, 0.8, 0.6], 23);

/** The noise is a share of the range between the 5th and the 95th percentile of random points: 2, 20 and 10 %. */
const noisy: readonly BenchProblem[] = [
  onCube(3, { name: 'noisyLevy3', kind: 'noisy', nTrials: 50, best: 0, noise: 0.8, shape: noisyLevy3 }),
  onCube(3, { name: 'noisyStyblinski3', kind: 'noisy', nTrials: 50, best: 0, noise: 3.5, shape: noisyStyblinski3 }),
  onCube(4, { name: 'noisyDraw4', kind: 'noisy', nTrials: 50, best: null, noise: 0.32, shape: noisyDraw4 }),
];

const perceptronSpace: readonly WireParameter[] = [
  logFloat('lr', 1e-5, 1),
  logInt('batch', 8, 512),
  int('units', 16, 512, 16),
  int('layers', 1, 5),
  choice('optimizer', 'sgd', 'adam', 'rmsprop'),
  choice('activation', 'relu', 'tanh', 'elu'),
  float('dropout', 0, 0.7),
  logFloat('l2', 1e-7, 1e-1),
];

/** An error rate: larger batches want larger rates, deeper nets smaller ones; capacity overfits unless dropout or decay holds it. */
function perceptron(params: Params): number {
  const capacity = Math.log2(numberOf(params, 'units')) + 0.8 * numberOf(params, 'layers');
  const decay = Math.log10(numberOf(params, 'l2')) + 4;
  const batch = Math.log2(numberOf(params, 'batch'));
  const target = entryOf({ sgd: -1.3, adam: -2.9, rmsprop: -3.3 }, params, 'optimizer');
  const rate =
    Math.log10(numberOf(params, 'lr')) - target - 0.12 * (batch - 6) + 0.12 * (numberOf(params, 'layers') - 2);
  const restraint = Math.exp(-3 * numberOf(params, 'dropout')) + 0.3 * Math.tanh(-decay);
  const loss =
    0.06 * rate ** 2 +
    0.3 * softplus(2 * (rate - 1)) +
    0.12 * softplus(9 - capacity) +
    0.05 * softplus(capacity - 8) * restraint +
    0.25 * numberOf(params, 'dropout') ** 2 +
    0.008 * decay ** 2 +
    0.006 * (batch - 5.5) ** 2 +
    entryOf({ sgd: 0.02, adam: 0, rmsprop: 0.015 }, params, 'optimizer') +
    entryOf({ relu: 0, tanh: 0.03, elu: 0.01 }, params, 'activation');
  return 1 - 0.98 * Math.exp(-loss);
}

const tableSpace: readonly WireParameter[] = [
  choice('activation', 'relu', 'tanh', 'gelu', 'swish'),
  int('layers', 1, 5),
  int('units', 64, 384, 64),
  choice('pool', 'max', 'mean', 'none'),
  choice('augment', 'none', 'flip', 'crop'),
  flag('norm'),
];

/** A grid of trainings, rough by the luck of each: the same luck at every visit. */
function table(params: Params): number {
  const layers = numberOf(params, 'layers');
  const units = numberOf(params, 'units') / 64;
  const norm = params['norm'] === true;
  const places = tableSpace.map((p) =>
    p.type === 'categorical' ? p.choices.findIndex((c) => c === params[p.name]) : numberOf(params, p.name),
  );
  return (
    0.1 +
    0.012 * (layers - (norm ? 4 : 2)) ** 2 +
    0.006 * (units - 4 + 0.5 * (layers - 3)) ** 2 +
    entryOf({ relu: norm ? 0 : 0.02, tanh: 0.05, gelu: norm ? 0.01 : 0, swish: 0.015 }, params, 'activation') +
    entryOf({ max: 0.01, mean: 0, none: 0.06 }, params, 'pool') +
    entryOf({ none: 0.04, flip: 0.012, crop: 0 }, params, 'augment') +
    0.008 * createRandom(31, ...places).gaussian()
  );
}

const optimizerSpace: readonly WireParameter[] = [
  choice('optimizer', 'sgd', 'adam'),
  ...when('optimizer', ['sgd'], [logFloat('sgdRate', 1e-4, 10), float('momentum', 0, 0.99), flag('nesterov')]),
  ...when(
    'optimizer',
    ['adam'],
    [logFloat('adamRate', 1e-6, 1e-1), float('beta1', 0.5, 0.99), logFloat('epsilon', 1e-9, 1e-2)],
  ),
  choice('schedule', 'constant', 'cosine', 'step'),
  ...when('schedule', ['cosine'], [int('warmup', 0, 20)]),
  ...when('schedule', ['step'], [float('decay', 0.05, 0.95), int('every', 1, 30)]),
];

/** Which rate is best depends on the momentum, and how good the schedule is on its own parameters. */
function optimizerTree(params: Params): number {
  const schedule = String(params['schedule']);
  const extra =
    schedule === 'cosine'
      ? 0.02 + 0.0006 * (numberOf(params, 'warmup') - 6) ** 2
      : schedule === 'step'
        ? 0.01 + 0.3 * (numberOf(params, 'decay') ** (30 / numberOf(params, 'every')) - 0.08) ** 2
        : 0.09;
  if (params['optimizer'] === 'sgd') {
    const effective = Math.log10(numberOf(params, 'sgdRate') / (1 - numberOf(params, 'momentum'))) - 0.1;
    const nesterov = params['nesterov'] === true ? 0 : 0.015;
    return extra + nesterov + 0.08 * effective ** 2 + 0.1 * (numberOf(params, 'momentum') - 0.9) ** 2;
  }
  const rate = Math.log10(numberOf(params, 'adamRate')) + 2.8 - 0.1 * (Math.log10(numberOf(params, 'epsilon')) + 7);
  return extra + 0.03 + 0.06 * rate ** 2 + 0.4 * (numberOf(params, 'beta1') - 0.87) ** 2;
}

const layerSpace: readonly WireParameter[] = [
  logFloat('lr', 1e-5, 1e-1),
  int('layers', 1, 4),
  logInt('units1', 8, 512),
  ...when('layers', [2, 3, 4], [logInt('units2', 8, 512)]),
  ...when('layers', [3, 4], [logInt('units3', 8, 512), float('dropout3', 0, 0.6)]),
  ...when('layers', [4], [logInt('units4', 8, 512), float('dropout4', 0, 0.6)]),
];

/** Layers that exist only when the net is deep enough; each wants about half the units of the one before. */
function layerTree(params: Params): number {
  const layers = numberOf(params, 'layers');
  const widths = [1, 2, 3, 4].slice(0, layers).map((i) => Math.log2(numberOf(params, `units${i}`)));
  const steps = widths.map((width, i) => (i === 0 ? width - 7.5 : width - widths[i - 1]! + 1));
  const dropouts = [3, 4].slice(0, Math.max(0, layers - 2)).map((i) => numberOf(params, `dropout${i}`) - 0.2);
  const rate = Math.log10(numberOf(params, 'lr')) + 2.4 + 0.25 * layers;
  return (
    [0.12, 0.05, 0.02, 0.03][layers - 1]! +
    0.05 * rate ** 2 +
    0.01 * steps.reduce((sum, step) => sum + step ** 2, 0) +
    0.3 * dropouts.reduce((sum, dropout) => sum + dropout ** 2, 0)
  );
}

const memorySpace: readonly WireParameter[] = [
  logInt('units', 32, 4096),
  logInt('batch', 8, 1024),
  int('layers', 1, 8),
  logFloat('lr', 1e-5, 1e-1),
];

/** Large nets are better until units, batch and layers no longer fit into the memory. */
function memory(params: Params): number {
  const [units, batch, layers] = [numberOf(params, 'units'), numberOf(params, 'batch'), numberOf(params, 'layers')];
  if (units * batch * layers > 2 ** 18) return NaN;
  const rate = Math.log10(numberOf(params, 'lr')) + 3 - 0.3 * Math.log10(batch / 64);
  const size = Math.log2(units) + 0.5 * layers;
  return (
    0.04 * rate ** 2 + 0.15 * softplus(13 - size) + 0.02 * (Math.log2(batch) - 6.5) ** 2 + 0.01 * (layers - 4) ** 2
  );
}

const divergenceSpace: readonly WireParameter[] = [
  logFloat('lr', 1e-5, 10),
  float('momentum', 0, 0.99),
  logFloat('init', 1e-3, 10),
  int('warmup', 0, 10),
];

/** The best rate lies close to where the training diverges: the effective rate, eased by the warm-up. */
function divergence(params: Params): number {
  const effective = Math.log10(numberOf(params, 'lr') / (1 - numberOf(params, 'momentum')));
  const init = Math.log10(numberOf(params, 'init')) + 0.7;
  const warmup = numberOf(params, 'warmup');
  if (effective > -0.4 + 0.05 * warmup || init > 1.2) return NaN;
  return 0.1 + 0.1 * softplus(-2 * (effective + 0.5)) + 0.08 * init ** 2 + 0.004 * (warmup - 4) ** 2;
}

const sparse3 = moved(levy, { d: 3, width: 10, optimum: 1, seed: 41 });
const sparse4 = gaussianProcessDraw([0.5, 0.4, 0.6, 0.7], 42);

const curveSpace: readonly WireParameter[] = [
  int('epochs', 2, 60),
  logFloat('lr', 1e-4, 1),
  float('dropout', 0, 0.8),
  logInt('batch', 16, 256),
];

/** The last validation loss of a learning curve: it falls as a power of the updates, and rises once the net has learnt its data by heart. */
function lastOfCurve(params: Params): number {
  const [epochs, dropout] = [numberOf(params, 'epochs'), numberOf(params, 'dropout')];
  const speed = Math.exp(-0.8 * (Math.log10(numberOf(params, 'lr')) + 1.8) ** 2) * (1 - 0.6 * dropout);
  const updates = 1 + epochs * speed * Math.sqrt(64 / numberOf(params, 'batch'));
  return 0.2 + 0.9 * updates ** -0.7 + 0.02 * softplus(updates - 12 - 30 * dropout) + 0.15 * dropout ** 2;
}

const structured: readonly BenchProblem[] = [
  defineProblem({ name: 'perceptron', kind: 'mixed', space: perceptronSpace, nTrials: 50, best: null, of: perceptron }),
  defineProblem({ name: 'table', kind: 'mixed', space: tableSpace, nTrials: 50, best: null, of: table }),
  defineProblem({
    name: 'optimizerTree',
    kind: 'conditional',
    space: optimizerSpace,
    nTrials: 50,
    best: null,
    of: optimizerTree,
  }),
  defineProblem({ name: 'layerTree', kind: 'conditional', space: layerSpace, nTrials: 50, best: null, of: layerTree }),
  defineProblem({ name: 'memory', kind: 'failing', space: memorySpace, nTrials: 50, best: null, of: memory }),
  defineProblem({
    name: 'divergence',
    kind: 'failing',
    space: divergenceSpace,
    nTrials: 50,
    best: null,
    of: divergence,
  }),
  onCube(20, {
    name: 'sparseLevy20',
    kind: 'high-dimensional',
    nTrials: 50,
    best: 0,
    shape: (u) => sparse3([u[2]!, u[9]!, u[17]!]),
  }),
  onCube(40, {
    name: 'sparseDraw40',
    kind: 'high-dimensional',
    nTrials: 50,
    best: null,
    shape: (u) => sparse4([u[5]!, u[14]!, u[22]!, u[37]!]) + 0.1 * (u[1]! - u[30]!) ** 2,
  }),
  defineProblem({
    name: 'epochs',
    kind: 'curve',
    space: curveSpace,
    nTrials: 30,
    best: null,
    noise: 0.01,
    of: lastOfCurve,
  }),
];

export const developmentProblems: readonly BenchProblem[] = [...smooth, ...noisy, ...structured];
