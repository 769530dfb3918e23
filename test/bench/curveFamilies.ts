// The learning curves of the pruning bench: simulated families, seeded, and the recorded ones of test/fixtures/curves (recordCurves.mjs).
// Every study of a family has its own best place in the unit cube of three numbers; how a curve runs depends on the place and on chance.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type Random } from '../../src/math/random.ts';
import type { Direction } from '../../src/space/objective.ts';

/** One trial: the value after each step, the last of them its own; NaN from where it diverged. */
export type BenchCurve = { readonly point: readonly number[]; readonly values: readonly number[] };

export type CurveFamily = {
  readonly name: string;
  /** Development: looked at while the rules were made. Held out: run once, when they were done. */
  readonly role: 'development' | 'held out';
  readonly direction: Direction;
  readonly nSteps: number;
  /** The trials of one study in order, as random search would meet them; at most `limit`. */
  readonly draw: (seed: number, limit: number) => readonly BenchCurve[];
};

export const families: readonly CurveFamily[] = [
  simulated('power law', 'development', { direction: 'minimize', nSteps: 27 }, ({ loss, random }) => {
    const power = 0.4 + 0.8 * random.uniform();
    const height = 0.8 * Math.exp(0.3 * random.gaussian());
    return (t) => 0.1 + loss + height * t ** -power + 0.005 * random.gaussian();
  }),
  simulated('exponential', 'development', { direction: 'maximize', nSteps: 20 }, ({ loss, random }) => {
    const top = 0.95 - 0.7 * loss;
    const tau = 20 * 10 ** (-1.3 + 1.2 * random.uniform());
    return (t) => top - (top - 0.1) * Math.exp(-t / tau) + 0.008 * random.gaussian();
  }),
  simulated('crossing', 'development', { direction: 'minimize', nSteps: 30 }, ({ loss, u, random }) => {
    // The first number is the learning rate: slow ones end lower, if the steps suffice.
    const tau = 30 * 10 ** (-1.6 + 1.6 * (1 - u[0]!));
    const low = 0.1 + 0.6 * loss + 0.3 * u[0]!;
    return (t) => low + (1.5 - low) * Math.exp(-t / tau) + 0.01 * random.gaussian();
  }),
  simulated('plateau', 'development', { direction: 'minimize', nSteps: 40 }, ({ loss, u, random }) => {
    const start = 40 * (0.05 + 0.5 * u[1]! ** 2);
    const width = 1 + 3 * random.uniform();
    const low = 0.1 + 0.8 * loss;
    return (t) => low + (1.2 - low) / (1 + Math.exp((t - start) / width)) + 0.01 * random.gaussian();
  }),
  recorded('spiral', 'development'),
  simulated('noisy', 'held out', { direction: 'minimize', nSteps: 20 }, ({ loss, random }) => {
    const power = 0.3 + 1.2 * random.uniform();
    return (t) => 0.2 + loss + t ** -power + 0.06 * random.gaussian();
  }),
  simulated('rate drop', 'held out', { direction: 'minimize', nSteps: 50 }, ({ loss, u, random }) => {
    // At 60 % of the steps the learning rate falls, and with it the loss, by more where it was too high.
    const drop = 0.05 + 0.4 * u[0]! * random.uniform();
    const power = 0.5 + random.uniform();
    return (t) =>
      0.1 + loss + t ** -power + (t < 30 ? drop : drop * Math.exp(-(t - 30) / 2)) + 0.01 * random.gaussian();
  }),
  simulated('late and high', 'held out', { direction: 'maximize', nSteps: 30 }, ({ loss, u, random }) => {
    // Hill curves whose ceiling rises with the half-way time.
    const half = 30 * (0.03 + 0.4 * u[2]! ** 2);
    const steepness = 0.8 + 1.2 * random.uniform();
    const top = 0.8 - 0.5 * loss + 0.2 * u[2]!;
    return (t) => (top * t ** steepness) / (half ** steepness + t ** steepness) + 0.006 * random.gaussian();
  }),
  simulated('divergent', 'held out', { direction: 'minimize', nSteps: 25 }, ({ loss, u, random }) => {
    // High rates explode or end as NaN; a third of the others overfits.
    const tau = 25 * (0.04 + 0.4 * (1 - u[0]!));
    const turn = random.uniform() < 0.33 ? 25 * (0.3 + 0.5 * random.uniform()) : 25;
    const burst = u[0]! > 0.8 ? 1 + Math.floor(12 * random.uniform()) : Infinity;
    const isNan = random.uniform() < 0.5;
    return (t) => {
      if (t > burst) return isNan ? NaN : 2 * 1.6 ** (t - burst);
      const rise = 0.03 * Math.max(0, t - turn);
      return 0.1 + loss + 1.4 * Math.exp(-t / tau) + rise + 0.01 * random.gaussian();
    };
  }),
  recorded('digits', 'held out'),
  recorded('friedman', 'held out'),
];

type Draw = { readonly loss: number; readonly u: readonly number[]; readonly random: Random };

/** `loss` is 0 at the study's best place, about 0.25 at a random one. */
function simulated(
  name: string,
  role: CurveFamily['role'],
  { direction, nSteps }: Pick<CurveFamily, 'direction' | 'nSteps'>,
  curve: (draw: Draw) => (t: number) => number,
): CurveFamily {
  const draw = (seed: number, limit: number): readonly BenchCurve[] => {
    const random = createRandom(seed, ...new TextEncoder().encode(name));
    const best = [0, 1, 2].map(() => 0.1 + 0.8 * random.uniform());
    return Array.from({ length: limit }, () => {
      const point = best.map(() => random.uniform());
      const loss = point.reduce((sum, u, k) => sum + (u - best[k]!) ** 2 / (2 + k), 0) * 1.4;
      const at = curve({ loss, u: point, random });
      return { point, values: Array.from({ length: nSteps }, (_, i) => at(i + 1)) };
    });
  };
  return { name, role, direction, nSteps, draw };
}

/** A study of a recorded family is its trials in another order. */
function recorded(name: string, role: CurveFamily['role']): CurveFamily {
  const file = readRecorded(name);
  const draw = (seed: number, limit: number): readonly BenchCurve[] => {
    const random = createRandom(seed, 77);
    return file.curves
      .map((curve) => ({ curve, key: random.uniform() }))
      .sort((a, b) => a.key - b.key)
      .slice(0, limit)
      .map(({ curve }) => curve);
  };
  return { name: `${name} (recorded)`, role, direction: file.direction, nSteps: file.nSteps, draw };
}

/** The point of a recorded trial is its hyper-parameters, each 0..1, rates by their logarithm. */
function readRecorded(name: string): { direction: Direction; nSteps: number; curves: readonly BenchCurve[] } {
  const raw: unknown = JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/curves/${name}.json`), 'utf8'));
  const file = record(raw);
  const curves = list(file['trials']).map((trial) => {
    const { params, values } = record(trial);
    return {
      point: pointOf(record(params)),
      values: list(values).map((value) => (value === null ? NaN : number(value))),
    };
  });
  const direction = file['direction'] === 'maximize' ? 'maximize' : 'minimize';
  return { direction, nSteps: number(file['nEpochs']), curves };
}

function pointOf(params: Readonly<Record<string, unknown>>): readonly number[] {
  return [
    (Math.log10(number(params['rate'])) + 4) / 4,
    (Math.log2(number(params['units'])) - 3) / 4,
    (number(params['layers']) - 1) / 2,
    2 * number(params['dropout']),
    (Math.log2(number(params['batch'])) - 4) / 3,
    params['activation'] === 'relu' ? 0 : 1,
  ];
}

function record(raw: unknown): Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null) throw new Error(`Not an object: ${JSON.stringify(raw)}`);
  return Object.fromEntries(Object.entries(raw));
}

function list(raw: unknown): readonly unknown[] {
  if (!Array.isArray(raw)) throw new Error(`Not a list: ${JSON.stringify(raw)}`);
  return raw;
}

function number(raw: unknown): number {
  if (typeof raw !== 'number') throw new Error(`Not a number: ${JSON.stringify(raw)}`);
  return raw;
}
