// How the objective goes with one parameter, or two, when all others are averaged over the space (Friedman 2001), with what the model does
// not know. Over S background points x_s, at value v, in closed form:
//   kbar = 1/S Sum_s k(X, (v, x_s)),  mean = m + kbar'alpha,  variance = 1/S^2 Sum_{s,s'} k((v, x_s), (v, x_s')) - |L^-1 kbar|^2.
// Averages are taken in the model's units, where wild bad values are squeezed, and un-warped as medians and quantiles.
import { covarianceColumn } from '../gp/kernel.ts';
import { solveLower } from '../math/cholesky.ts';
import { axesOf } from '../space/axis.ts';
import { isAllowed } from '../space/constraint.ts';
import type { UnitPoint } from '../space/encode.ts';
import type { ParamValue } from '../space/space.ts';
import type { Prediction, StudyModel } from './model.ts';
import { spreadPoints } from '../gp/searchSpace.ts';
import { slotsOf, type Slot } from '../space/encode.ts';
import { valuesAlong } from './slots.ts';

export type PartialDependence = {
  readonly parameter: string;
  /** In the user's units and sign. */
  readonly points: readonly (Prediction & { readonly value: ParamValue })[];
};

export type PairDependence = {
  readonly parameters: readonly [string, string];
  /** Of the first parameter (rows) and of the second (columns). */
  readonly values: readonly [readonly ParamValue[], readonly ParamValue[]];
  /** Null where the two values never go together, or break a constraint. */
  readonly cells: readonly (readonly (Prediction | null)[])[];
};

export type PartialDependenceOptions = {
  /** How many points a range gets, at most. Default 41; 32 for a pair. */
  readonly nPoints?: number;
  /** How many points are averaged, at most. Default 64; 16 for a pair. */
  readonly nBackground?: number;
};

/**
 * Along one parameter, values as `slice` has them. A parameter with conditions is averaged where it is active. No points when there is no
 * such parameter with a choice to make. Deterministic.
 */
export function partialDependence(
  model: StudyModel,
  parameter: string,
  { nPoints = 41, nBackground = 64 }: PartialDependenceOptions = {},
): PartialDependence {
  const slot = slotNamed(model, parameter);
  if (slot === null) return { parameter, points: [] };
  const background = backgroundOf(model, [parameter], nBackground);
  const points = valuesAlong(slot.parameter.domain, nPoints).flatMap((value) => {
    const prediction = averageAt(model, { background, nBackground, settings: [{ slot, value }] });
    return prediction === null ? [] : [{ value, ...prediction }];
  });
  return { parameter, points };
}

/** Along two parameters; null when either has no choice to make, or both are one. Deterministic. */
export function pairDependence(
  model: StudyModel,
  parameters: readonly [string, string],
  { nPoints = 32, nBackground = 16 }: PartialDependenceOptions = {},
): PairDependence | null {
  const [a, b] = [slotNamed(model, parameters[0]), slotNamed(model, parameters[1])];
  if (a === null || b === null || a.start === b.start) return null;
  // The later of the two may hang on the value of the earlier.
  const [earlier] = a.start < b.start ? parameters : [parameters[1]];
  const background = backgroundOf(model, [earlier], nBackground);
  const [rows, columns] = [valuesAlong(a.parameter.domain, nPoints), valuesAlong(b.parameter.domain, nPoints)];
  const cells = rows.map((first) =>
    columns.map((second) =>
      averageAt(model, {
        background,
        nBackground,
        settings: [
          { slot: a, value: first },
          { slot: b, value: second },
        ],
      }),
    ),
  );
  return { parameters, values: [rows, columns], cells };
}

type Setting = { readonly slot: Slot; readonly value: ParamValue };

function slotNamed({ space }: StudyModel, name: string): Slot | null {
  return slotsOf(space).find(({ parameter }) => parameter.name === name) ?? null;
}

/** Even points; of a space with conditions or constraints more of them, those where the parameters are active, then the trials' own. */
function backgroundOf(model: StudyModel, names: readonly string[], count: number): readonly UnitPoint[] {
  const { encoding, surrogate, space } = model;
  const isPlain = isFree(model);
  const nDrawn = isPlain ? count : 4 * count;
  const points = spreadPoints(encoding, nDrawn, 1);
  if (isPlain) return points;
  const { x, n, d } = surrogate.posterior.inputs;
  const trials = Array.from({ length: n }, (_, i) => x.slice(i * d, (i + 1) * d));
  const isActive = (point: UnitPoint): boolean => {
    const params = encoding.decode(point);
    return names.every((name) => Object.hasOwn(params, name)) && isAllowed(space, params);
  };
  return [...points, ...trials].filter(isActive);
}

/** Whether any values of the parameters may go together. */
function isFree({ space }: StudyModel): boolean {
  return (space.constraints ?? []).length === 0 && space.parameters.every(({ conditions }) => conditions.length === 0);
}

/** The average over the first `nBackground` background points that the settings leave active and allowed; null where there is none. */
function averageAt(
  model: StudyModel,
  options: {
    readonly background: readonly UnitPoint[];
    readonly nBackground: number;
    readonly settings: readonly Setting[];
  },
): Prediction | null {
  const { encoding, space } = model;
  const isPlain = isFree(model);
  const units = options.settings.map(({ slot, value }) => ({
    start: slot.start,
    units: axesOf(slot.parameter.domain).toUnits(value),
  }));
  const points: UnitPoint[] = [];
  for (const from of options.background) {
    if (points.length === options.nBackground) break;
    const point = from.slice();
    for (const setting of units) point.set(setting.units, setting.start);
    const snapped = encoding.snap(point);
    if (isPlain || isUsable(snapped)) points.push(snapped);
  }
  return points.length === 0 ? null : averageOver(model, points);

  function isUsable(point: UnitPoint): boolean {
    const params = encoding.decode(point);
    const isActive = options.settings.every(({ slot }) => Object.hasOwn(params, slot.parameter.name));
    return isActive && isAllowed(space, params);
  }
}

/** The average of the function over the points, with its 95 % band. */
function averageOver({ surrogate }: StudyModel, points: readonly UnitPoint[]): Prediction {
  const { posterior, warp, sign } = surrogate;
  const { inputs, hyper, factor, alpha } = posterior;
  const column = new Float64Array(inputs.n);
  const average = new Float64Array(inputs.n);
  for (const point of points) {
    covarianceColumn(inputs, hyper, point, column);
    for (let i = 0; i < inputs.n; i++) average[i] = average[i]! + column[i]! / points.length;
  }
  let mean = posterior.mean;
  for (let i = 0; i < inputs.n; i++) mean += average[i]! * alpha[i]!;
  solveLower(factor, inputs.n, average);
  const known = average.reduce((sum, value) => sum + value * value, 0);
  const margin = margin95 * Math.sqrt(Math.max(0, priorVariance(surrogate.posterior, points) - known));
  const ends = [mean - margin, mean + margin].map((value) => sign * warp.toOutput(value));
  return { mean: sign * warp.toOutput(mean), low: Math.min(...ends), high: Math.max(...ends) };
}

const margin95 = 1.959963984540054;

/** 1/S^2 Sum_{s,s'} k(x_s, x_s'). */
function priorVariance({ inputs, hyper }: StudyModel['surrogate']['posterior'], points: readonly UnitPoint[]): number {
  const { d, isCategory } = inputs;
  const x = Float64Array.from(points.flatMap((point) => [...point]));
  const column = new Float64Array(points.length);
  let sum = 0;
  for (const [s, point] of points.entries()) {
    // Pairs with the points before it count twice, the point with itself once.
    covarianceColumn({ n: s + 1, d, x, isCategory }, hyper, point, column);
    for (let i = 0; i < s; i++) sum += 2 * column[i]!;
    sum += column[s]!;
  }
  return sum / points.length ** 2;
}
