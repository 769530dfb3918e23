// One parameter as a coordinate u: numbers on 0..1 in their scale, categories as their index. What lies outside the domain (a literal
// of the user's file) keeps its true place, beyond 0 or 1: nothing is clipped that a model could tell apart.
import { roundInside } from './decimal.ts';
import { isOrdered, nValues, valueAt } from './domain.ts';
import type { Domain, ParamValue, RangeDomain, Scale } from './space.ts';

/** How a search may move along a coordinate: anywhere in 0..1, from one of `count` ascending places to another, or among `count` categories. */
export type Coordinate =
  | { readonly kind: 'continuous' }
  | {
      readonly kind: 'levels';
      readonly count: number;
      /** The place of level `index`. */
      readonly at: (index: number) => number;
      /** The level nearest to `u`. */
      readonly nearest: (u: number) => number;
    }
  | { readonly kind: 'category'; readonly count: number };

export type Axis = {
  readonly coordinate: Coordinate;
  readonly toUnit: (value: ParamValue) => number;
  /** The value at `u`, always of the domain. */
  readonly toValue: (u: number) => ParamValue;
  /** Where an inactive parameter rests. */
  readonly inactive: number;
};

/** The coordinates of one parameter, in order; the arrays have one entry for each. */
export type Axes = {
  readonly coordinates: readonly Coordinate[];
  readonly toUnits: (value: ParamValue) => readonly number[];
  readonly toValue: (units: Float64Array) => ParamValue;
  readonly inactive: readonly number[];
  /** Whether coordinate `k` says nothing at `units` and rests. */
  readonly isResting: (units: Float64Array, k: number) => boolean;
};

/**
 * The coordinates of a domain with at least two values: one or, where special values stand beside a range, two: the category
 * {range, special 1, …} and the place in the range, at rest for a special value.
 */
export function axesOf(domain: Domain): Axes {
  if (domain.kind === 'mixed') return mixedAxes(domain);
  const { coordinate, toUnit, toValue, inactive } = axisOf(domain);
  return {
    coordinates: [coordinate],
    toUnits: (value) => [toUnit(value)],
    toValue: (units) => toValue(units[0]!),
    inactive: [inactive],
    isResting: () => false,
  };
}

function mixedAxes({ range, specials }: Extract<Domain, { kind: 'mixed' }>): Axes {
  // A range of one value has no place to tell, and is one more choice.
  if (nValues(range) === 1) return axesOf({ kind: 'choice', choices: [valueAt(range, 0), ...specials] });
  const axis = axisOf(range);
  const kinds = categoryAxis([null, ...specials]);
  const kindAt = (units: Float64Array): number => Math.min(specials.length, Math.max(0, Math.round(units[0]!)));
  return {
    coordinates: [kinds.coordinate, axis.coordinate],
    toUnits: (value) => {
      const special = specials.indexOf(value);
      if (special !== -1) return [special + 1, axis.inactive];
      // A literal that is neither has a category of its own, which is never chosen.
      return typeof value === 'number' ? [0, axis.toUnit(value)] : [specials.length + 2, axis.inactive];
    },
    toValue: (units) => {
      const kind = kindAt(units);
      return kind === 0 ? axis.toValue(units[1]!) : (specials[kind - 1] ?? null);
    },
    inactive: [kinds.inactive, axis.inactive],
    isResting: (units, k) => k === 1 && kindAt(units) !== 0,
  };
}

/** The coordinate of a plain domain with at least two values. */
export function axisOf(domain: Exclude<Domain, { kind: 'mixed' }>): Axis {
  if (domain.kind === 'choice') return isOrdered(domain) ? listAxis(domain.choices) : categoryAxis(domain.choices);
  return domain.step === null ? continuousAxis(domain) : steppedAxis(domain, domain.step);
}

function categoryAxis(choices: readonly ParamValue[]): Axis {
  const count = choices.length;
  return {
    coordinate: { kind: 'category', count },
    // Two more categories are never chosen: inactive, and a literal that is none of the choices.
    inactive: count,
    toUnit: (value) => (choices.includes(value) ? choices.indexOf(value) : count + 1),
    toValue: (u) => choices[Math.min(count - 1, Math.max(0, Math.round(u)))] ?? null,
  };
}

function continuousAxis({ low, high, scale }: { low: number; high: number; scale: Scale }): Axis {
  const line = lineOf(low, high, scale);
  return {
    coordinate: { kind: 'continuous' },
    inactive: 0.5,
    toUnit: (value) => (typeof value === 'number' ? line.toUnit(value) : alien),
    toValue: (u) => roundInside(line.toValue(Math.min(1, Math.max(0, u))), low, high),
  };
}

/** Cells of equal width with the values in their middle, so the first and last are as likely as any other. */
function steppedAxis(domain: RangeDomain, step: number): Axis {
  const count = nValues(domain);
  const last = Number(valueAt(domain, count - 1));
  const { low, scale } = domain;
  const line = lineOf(scale === 'log' ? Math.max(low - step / 2, low / 2) : low - step / 2, last + step / 2, scale);
  const nearest = (u: number): number =>
    Math.min(count - 1, Math.max(0, Math.round((line.toValue(Math.min(1, Math.max(0, u))) - low) / step)));
  return {
    coordinate: {
      kind: 'levels',
      count,
      nearest,
      at: remembered((index) => line.toUnit(Number(valueAt(domain, index)))),
    },
    inactive: 0.5,
    toUnit: (value) => (typeof value === 'number' ? line.toUnit(value) : alien),
    toValue: (u) => valueAt(domain, nearest(u)),
  };
}

/** A search asks for the same few levels thousands of times. */
function remembered(f: (index: number) => number): (index: number) => number {
  const known: number[] = [];
  return (index) => (known[index] ??= f(index));
}

/** A list of numbers, in rising order whatever the user's; on the scale, plain or logarithmic, that spaces it more evenly. */
function listAxis(choices: readonly ParamValue[]): Axis {
  const sorted = choices.map(Number).sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const line = lineOf(low, high, isMoreEvenInLog(sorted) ? 'log' : 'linear');
  const places = sorted.map(line.toUnit);
  const nearest = (u: number): number =>
    places.reduce((best, place, i) => (Math.abs(place - u) < Math.abs(places[best]! - u) ? i : best), 0);
  return {
    coordinate: { kind: 'levels', count: sorted.length, nearest, at: (index) => places[index]! },
    inactive: 0.5,
    toUnit: (value) => (typeof value === 'number' ? line.toUnit(value) : alien),
    toValue: (u) => sorted[nearest(u)] ?? null,
  };
}

/** Where a literal stands that is no number, on an axis of numbers; and one at or below 0 on a logarithmic axis. */
const alien = -1;

type Line = { readonly toUnit: (value: number) => number; readonly toValue: (u: number) => number };

/** 0 at `low`, 1 at `high` (higher than low). */
function lineOf(low: number, high: number, scale: Scale): Line {
  if (scale === 'linear' && Number.isFinite(high - low))
    return { toUnit: (value) => within((value - low) / (high - low)), toValue: (u) => low + u * (high - low) };
  if (scale === 'linear') {
    // The width of such a range is no number; half of it is one.
    const half = high / 2 - low / 2;
    return {
      toUnit: (value) => within((value / 2 - low / 2) / half),
      toValue: (u) => low * (1 - u) + high * u,
    };
  }
  const logLow = Math.log(low);
  const span = Math.log(high) - logLow;
  return {
    toUnit: (value) => (value > 0 ? within((Math.log(value) - logLow) / span) : alien),
    toValue: (u) => Math.exp(logLow + u * span),
  };
}

/** A million ranges away is unlike anything inside, and squares without overflow. */
const farthest = 1e6;

function within(u: number): number {
  return Number.isNaN(u) ? alien : Math.min(farthest, Math.max(-farthest, u));
}

function isMoreEvenInLog(sorted: readonly number[]): boolean {
  return (sorted[0] ?? 0) > 0 && unevenness(sorted.map(Math.log)) < unevenness(sorted) - 1e-9;
}

/** The widest gap over the narrowest. */
function unevenness(sorted: readonly number[]): number {
  const gaps = sorted.slice(1).map((value, i) => value - sorted[i]!);
  return Math.max(...gaps) / Math.min(...gaps);
}
