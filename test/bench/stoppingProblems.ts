// Random problems whose least value is known, for the bench of the stop advice: each family has one problem a seed. All are minimised.
import { conditionOn } from '../../src/gp/posterior.ts';
import { createPaths } from '../../src/gp/pathwise.ts';
import { createRandom, type Random } from '../../src/math/random.ts';
import { sobolPoints } from '../../src/math/sobol.ts';
import { encodingOf } from '../../src/space/encode.ts';
import type { Parameter, Params, Space } from '../../src/space/space.ts';
import { pointAt } from '../../src/gp/searchSpace.ts';

export type StoppingProblem = {
  readonly space: Space;
  /** Without noise. */
  readonly value: (params: Params) => number;
  readonly noiseSd: number;
  readonly least: number;
};

export type Family = { readonly name: string; readonly make: (seed: number) => StoppingProblem };

export const families: readonly Family[] = [
  { name: 'GP draw, 2 floats', make: (seed) => gpDraw(seed, { d: 2, lengthscale: 0.3, noiseSd: 0 }) },
  { name: 'GP draw, 4 floats', make: (seed) => gpDraw(seed, { d: 4, lengthscale: 0.7, noiseSd: 0 }) },
  { name: 'GP draw, 3 floats, noise sd 0.1', make: (seed) => gpDraw(seed, { d: 3, lengthscale: 0.6, noiseSd: 0.1 }) },
  { name: 'four wells, 3 floats', make: wells },
  { name: 'narrow valley, 5 floats', make: valley },
  { name: 'network, log float, log int, float, choice', make: network },
];

function float(name: string, low = 0, high = 1, scale: 'linear' | 'log' = 'linear'): Parameter {
  return { name, domain: { kind: 'float', low, high, scale, step: null }, conditions: [] };
}

function floats(d: number): Space {
  return { parameters: Array.from({ length: d }, (_, k) => float(`x${k}`)) };
}

function numberOf(params: Params, name: string): number {
  return Number(params[name]);
}

/** Matérn 5/2, variance 1, in 2000 random features. */
function gpDraw(
  seed: number,
  { d, lengthscale, noiseSd }: { readonly d: number; readonly lengthscale: number; readonly noiseSd: number },
): StoppingProblem {
  const inputs = { n: 0, d, x: new Float64Array(0), isCategory: new Uint8Array(d) };
  const hyper = { lengthscales: new Float64Array(d).fill(lengthscale), outputscale: 1, noise: 1e-6 };
  const path = createPaths(conditionOn(inputs, new Float64Array(0), hyper, 0), { nPaths: 1, seed, nFeatures: 2000 });
  const value = (params: Params): number =>
    path.evaluate(Float64Array.from({ length: d }, (_, k) => numberOf(params, `x${k}`)))[0] ?? NaN;
  return searched({ space: floats(d), value, noiseSd });
}

/** Smooth wells of several depths and widths on a gentle slope. */
function wells(seed: number): StoppingProblem {
  const random = createRandom(seed, 11);
  const centres = Array.from({ length: 4 }, (_, i) => ({
    at: [random.uniform(), random.uniform(), random.uniform()],
    depth: 1 - 0.2 * i,
    width: 0.15 + 0.2 * random.uniform(),
  }));
  const value = (params: Params): number => {
    const x = [0, 1, 2].map((k) => numberOf(params, `x${k}`));
    return centres.reduce(
      (sum, { at, depth, width }) => {
        const square = at.reduce((total, centre, k) => total + ((x[k] ?? 0) - centre) ** 2, 0);
        return sum - depth * Math.exp(-square / (2 * width * width));
      },
      0.3 * (x[0] ?? 0),
    );
  };
  return searched({ space: floats(3), value, noiseSd: 0 });
}

/** A quadratic bowl, hundred times steeper across than along, turned at random. */
function valley(seed: number): StoppingProblem {
  const random = createRandom(seed, 12);
  const centre = Array.from({ length: 5 }, () => 0.25 + 0.5 * random.uniform());
  const axes = turned(5, random);
  const value = (params: Params): number =>
    axes.reduce((sum, axis, i) => {
      const along = axis.reduce((total, a, k) => total + a * (numberOf(params, `x${k}`) - (centre[k] ?? 0)), 0);
      return sum + 10 ** (-i / 2) * along * along;
    }, 0);
  return { space: floats(5), value, noiseSd: 0, least: 0 };
}

/** Orthonormal directions by Gram-Schmidt. */
function turned(d: number, random: Random): readonly (readonly number[])[] {
  const axes: number[][] = [];
  for (let i = 0; i < d; i++) {
    let axis = Array.from({ length: d }, () => random.gaussian());
    for (const other of axes) {
      const shared = other.reduce((sum, a, k) => sum + a * (axis[k] ?? 0), 0);
      axis = axis.map((a, k) => a - shared * (other[k] ?? 0));
    }
    const size = Math.hypot(...axis);
    axes.push(axis.map((a) => a / size));
  }
  return axes;
}

/** The error of a small network: a bowl in log learning rate, tilted by the units, a choice that shifts it, and a cliff where it diverges. */
function network(seed: number): StoppingProblem {
  const random = createRandom(seed, 13);
  const [rateAt, unitsAt, dropAt] = [
    -3.5 + 1.5 * random.uniform(),
    5 + 3 * random.uniform(),
    0.1 + 0.4 * random.uniform(),
  ];
  const shift = { relu: 0, tanh: 0.3 * random.gaussian(), elu: 0.3 * random.gaussian() };
  const penalty = { relu: 0.05 * random.uniform(), tanh: 0.05 * random.uniform(), elu: 0.05 * random.uniform() };
  const space: Space = {
    parameters: [
      float('rate', 1e-5, 1, 'log'),
      { name: 'units', domain: { kind: 'int', low: 8, high: 512, scale: 'log', step: 1 }, conditions: [] },
      float('dropout', 0, 0.8),
      { name: 'activation', domain: { kind: 'choice', choices: ['relu', 'tanh', 'elu'] }, conditions: [] },
    ],
  };
  const value = (params: Params): number => {
    const kind = params['activation'] === 'tanh' ? 'tanh' : params['activation'] === 'elu' ? 'elu' : 'relu';
    const units = Math.log2(numberOf(params, 'units')) - unitsAt;
    const rate = Math.log10(numberOf(params, 'rate')) - rateAt + 0.2 * units + shift[kind];
    const cliff = 0.8 / (1 + Math.exp(-8 * (rate - 1)));
    const dropout = numberOf(params, 'dropout') - dropAt - 0.03 * units;
    return 0.05 * rate ** 2 + 0.01 * units ** 2 + 0.4 * dropout ** 2 + penalty[kind] + cliff;
  };
  return searched({ space, value, noiseSd: 0 });
}

/** With its least value: of 4096 even points, the eight best improved by steps of falling size. */
function searched(problem: Omit<StoppingProblem, 'least'>): StoppingProblem {
  const encoding = encodingOf(problem.space);
  const { nFree, coordinates } = encoding;
  const random = createRandom(1, 14);
  const valueAt = (point: Float64Array): number => problem.value(encoding.decode(point));
  const units = sobolPoints(4096, nFree, { seed: 3 });
  const starts = Array.from({ length: 4096 }, (_, i) => pointAt(encoding, units.subarray(i * nFree, (i + 1) * nFree)))
    .map((point) => ({ point, value: valueAt(point) }))
    .sort((a, b) => a.value - b.value)
    .slice(0, 8);
  const ends = starts.map((start) => {
    let best = start;
    for (let i = 0; i < 600; i++) {
      const step = 0.1 * 0.985 ** i;
      const moved = best.point.map((u, k) => (coordinates[k]?.kind === 'category' ? u : u + step * random.gaussian()));
      const point = encoding.snap(moved);
      const value = valueAt(point);
      if (value < best.value) best = { point, value };
    }
    return best.value;
  });
  return { ...problem, least: Math.min(...ends) };
}
