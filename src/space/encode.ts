// Params <-> points that a model can compare: one coordinate for each parameter with a choice to make, and one activity bit for each
// set of conditions that hangs on a number (a category among the parents already tells the branches apart).
import { createRandom } from '../math/random.ts';
import { activeParams, holds } from './activity.ts';
import { axisOf, type Axis, type Coordinate } from './axis.ts';
import { isOrdered, nValues, valueAt } from './domain.ts';
import type { Params, Parameter, ParamValue, Space } from './space.ts';

/** A point of the encoded space: 0..1 for numbers, the index for categories. */
export type UnitPoint = Float64Array;

export type Encoding = {
  /** The first `nFree` are for a search to move; the activity bits behind them follow from those. */
  readonly coordinates: readonly Coordinate[];
  readonly nFree: number;
  /** The largest number of parameters seen active at the same time; at least 1. */
  readonly nActive: number;
  /** Null when an active parameter has no value. Values outside their domain are encoded where they are. */
  readonly encode: (params: Params) => UnitPoint | null;
  /** The params at a point: values of their domains, numbers at most four significant digits, inactive parameters left out. */
  readonly decode: (point: UnitPoint) => Params;
  /** The point that stands for the same params: levels in their place, inactive coordinates at rest. Not rounded. */
  readonly snap: (point: UnitPoint) => UnitPoint;
};

/** The encoding of a space. `decode(encode(p))` is p for each p that `decode` can give. */
export function encodingOf(space: Space): Encoding {
  const slots = space.parameters.filter(({ domain }) => nValues(domain) > 1).map(slotOf);
  const indexOf = new Map(slots.map(({ parameter }, i) => [parameter.name, i]));
  const bits = activityBits(space);
  const nFree = slots.length;
  const domains = new Map(space.parameters.map(({ name, domain }) => [name, domain]));
  const valueOf = (point: UnitPoint, name: string): ParamValue | undefined => {
    const i = indexOf.get(name);
    const domain = domains.get(name);
    // A parameter of one value has no coordinate.
    return i === undefined ? domain && valueAt(domain, 0) : slots[i]!.axis.toValue(point[i]!);
  };
  const decode = (point: UnitPoint): Params => activeParams(space, (name) => valueOf(point, name));
  const place = (params: Params, unitOf: (i: number, value: ParamValue) => number): UnitPoint => {
    const point = new Float64Array(nFree + bits.length);
    for (const [i, { parameter, axis }] of slots.entries()) {
      const value = params[parameter.name];
      point[i] = value === undefined ? axis.inactive : unitOf(i, value);
    }
    for (const [i, { conditions }] of bits.entries()) {
      point[nFree + i] = conditions.every((condition) => holds(condition, params[condition.param])) ? 1 : 0;
    }
    return point;
  };
  const isConditional = space.parameters.some(({ conditions }) => conditions.length > 0);
  return {
    coordinates: [
      ...slots.map(({ axis }) => axis.coordinate),
      ...bits.map(() => ({ kind: 'category', count: 2 }) as const),
    ],
    nFree,
    nActive: isConditional ? countActive(slots, decode) : Math.max(1, nFree),
    encode: (params) => {
      const known = activeParams(space, (name) => params[name]);
      return hasGap(space, known) ? null : place(known, (i, value) => slots[i]!.axis.toUnit(value));
    },
    decode,
    snap: (point) => {
      const snapped = (i: number): number => snapTo(slots[i]!.axis.coordinate, point[i]!);
      if (!isConditional) return Float64Array.from(slots, (_, i) => snapped(i));
      return place(decode(point), snapped);
    },
  };
}

type Slot = { readonly parameter: Parameter; readonly axis: Axis };

function slotOf(parameter: Parameter): Slot {
  return { parameter, axis: axisOf(parameter.domain) };
}

function snapTo(coordinate: Coordinate, u: number): number {
  switch (coordinate.kind) {
    case 'continuous':
      return Math.min(1, Math.max(0, u));
    case 'levels':
      return coordinate.at(coordinate.nearest(u));
    case 'category':
      return Math.min(coordinate.count - 1, Math.max(0, Math.round(u)));
  }
}

/** Whether a parameter is active and yet has no value. */
function hasGap(space: Space, params: Params): boolean {
  return space.parameters.some(
    ({ name, conditions }) =>
      !(name in params) && conditions.every((condition) => holds(condition, params[condition.param])),
  );
}

/** One parameter of each distinct set of conditions that has an ordered parent. */
function activityBits(space: Space): readonly Parameter[] {
  const ordered = new Set(space.parameters.filter(({ domain }) => isOrdered(domain)).map(({ name }) => name));
  const bits = new Map<string, Parameter>();
  for (const parameter of space.parameters) {
    if (parameter.conditions.some(({ param }) => ordered.has(param))) {
      bits.set(JSON.stringify(parameter.conditions), parameter);
    }
  }
  return [...bits.values()];
}

/** By sampling: exact counting would try every combination of parents. */
function countActive(slots: readonly Slot[], decode: (point: UnitPoint) => Params): number {
  const random = createRandom(1);
  let most = 1;
  for (let i = 0; i < 256; i++) {
    const point = Float64Array.from(slots, ({ axis: { coordinate } }) =>
      coordinate.kind === 'category' ? random.below(coordinate.count) : random.uniform(),
    );
    const params = decode(point);
    most = Math.max(most, slots.filter(({ parameter }) => parameter.name in params).length);
  }
  return most;
}
