// Well-known problems in the shapes that tuning has (log scales, integers, choices, conditions), so that the figures can be compared with others'.
import type { Params } from '../../../src/space/space.ts';
import { ackley, branin, hartmann6, levy, rosenbrock } from './functions.ts';
import { defineProblem, entryOf, numberOf, vectorOf, type BenchProblem } from './problem.ts';
import { choice, flag, float, floats, int, logFloat, logInt, when } from './wire.ts';

/** Moves Levy's optimum off the centre of the box, which would be a gift to whoever starts there. */
const levyShift = [4.1, -5.6, 2.9, -3.4, 6.2, -2.3, -6.0, 5.1];

/** The smallest everyday task: a learning rate and a number of units. */
function rateAndUnits(params: Params): number {
  const rate = Math.log10(numberOf(params, 'lr')) + 3.3;
  const units = (numberOf(params, 'units') - 144) / 128;
  const bowl = 0.06 * rate ** 2 + 0.05 * units ** 2 + 0.05 * rate * units;
  return 0.08 + bowl + 0.9 / (1 + Math.exp(-6 * (rate - 1.2))) - 0.02 * Math.exp(-20 * (rate ** 2 + units ** 2));
}

const bestRate = { relu: -2.6, tanh: -2.2, gelu: -3.0, sigmoid: -1.5 };
const activationCost = { relu: 0.04, tanh: 0.1, gelu: 0.0, sigmoid: 0.35 };

/** A small network: the best rate depends on the activation, and without normalisation on the depth too. */
function mixedNetwork(params: Params): number {
  const hasNorm = params['norm'] === true;
  const layers = numberOf(params, 'layers');
  const width = Math.log2(numberOf(params, 'units'));
  const rate = Math.log10(numberOf(params, 'lr')) - entryOf(bestRate, params, 'activation');
  return (
    entryOf(activationCost, params, 'activation') +
    0.02 * (layers - (hasNorm ? 5 : 3)) ** 2 +
    0.12 * (rate + (hasNorm ? 0 : 0.1 * (layers - 3))) ** 2 +
    0.8 * (numberOf(params, 'dropout') - 0.08 * (width - 4)) ** 2 +
    0.02 * (width - 7.5) ** 2 +
    (hasNorm ? 0 : 0.06)
  );
}

/** Three algorithms, each with parameters of its own. */
function algorithms(params: Params): number {
  if (params['algo'] === 'svm') {
    const cost = Math.log10(numberOf(params, 'C')) - 2.2;
    const linear = 0.15 + 0.05 * cost ** 2;
    if (params['kernel'] !== 'rbf') return linear;
    return linear - 0.07 + 0.06 * (Math.log10(numberOf(params, 'gamma')) + 3.1 + 0.4 * cost) ** 2;
  }
  if (params['algo'] === 'forest') {
    const trees = 0.01 * Math.abs(Math.log2(numberOf(params, 'trees')) - 8);
    const features = 0.3 * (numberOf(params, 'max_features') - 0.35) ** 2;
    return 0.12 + features + trees + 0.004 * (numberOf(params, 'depth') - 9) ** 2;
  }
  return 0.25 + 0.02 * (Math.log2(numberOf(params, 'k')) - 3) ** 2 + (params['weights'] === 'distance' ? 0 : 0.04);
}

/** Rosenbrock's valley on log scales and on the logarithm of its value, so that the valley counts. */
function logRosenbrock(params: Params): number {
  const u = vectorOf(params, 4).map((x) => (Math.log10(x) * 2) / 3);
  return Math.log10(1e-2 + rosenbrock(u)) + 2;
}

const networkSpace = [
  logFloat('lr', 1e-5, 1),
  float('dropout', 0, 0.9),
  logInt('units', 8, 512),
  int('layers', 1, 8),
  choice('activation', 'relu', 'tanh', 'gelu', 'sigmoid'),
  flag('norm'),
];

const algorithmSpace = [
  choice('algo', 'svm', 'forest', 'knn'),
  ...when('algo', ['svm'], [logFloat('C', 1e-3, 1e4), choice('kernel', 'linear', 'rbf')]),
  ...when('kernel', ['rbf'], [logFloat('gamma', 1e-5, 10)]),
  ...when('algo', ['forest'], [logInt('trees', 8, 512), int('depth', 1, 20), float('max_features', 0.05, 1)]),
  ...when('algo', ['knn'], [logInt('k', 1, 64), choice('weights', 'uniform', 'distance')]),
];

export const publicProblems: readonly BenchProblem[] = [
  defineProblem({
    name: 'branin',
    kind: 'smooth',
    space: [float('x1', -5, 10), float('x2', 0, 15)],
    nTrials: 20,
    best: 0.39788735772973816,
    of: (params) => branin(numberOf(params, 'x1'), numberOf(params, 'x2')),
  }),
  defineProblem({
    name: 'rateAndUnits',
    kind: 'mixed',
    space: [logFloat('lr', 1e-5, 1), int('units', 16, 512, 16)],
    nTrials: 20,
    best: null,
    of: rateAndUnits,
  }),
  defineProblem({
    name: 'hartmann6',
    kind: 'smooth',
    space: floats(6, 0, 1),
    nTrials: 50,
    best: -3.32236801141551,
    of: (params) => hartmann6(vectorOf(params, 6)),
  }),
  defineProblem({
    name: 'ackley5',
    kind: 'smooth',
    space: floats(5, -15, 30),
    nTrials: 50,
    best: 0,
    of: (params) => ackley(vectorOf(params, 5)),
  }),
  defineProblem({
    name: 'logRosenbrock4',
    kind: 'smooth',
    space: floats(4, 1e-3, 1e3, true),
    nTrials: 50,
    best: 0,
    of: logRosenbrock,
  }),
  defineProblem({
    name: 'levy8',
    kind: 'smooth',
    space: floats(8, -10, 10),
    nTrials: 50,
    best: 0,
    of: (params) => levy(vectorOf(params, 8).map((x, i) => x - levyShift[i]!)),
  }),
  defineProblem({
    name: 'mixedNetwork',
    kind: 'mixed',
    space: networkSpace,
    nTrials: 50,
    best: null,
    of: mixedNetwork,
  }),
  defineProblem({
    name: 'algorithms',
    kind: 'conditional',
    space: algorithmSpace,
    nTrials: 50,
    best: 0.08,
    of: algorithms,
  }),
];
