// Params <-> points that a model can compare: the coordinates of each parameter with a choice to make, and one activity bit for each
// set of conditions that hangs on a number (a category among the parents already tells the branches apart).
import { createRandom } from '../math/random.ts';
import { activeParams, holds } from './activity.ts';
import { axesOf, type Axes, type Coordinate } from './axis.ts';
import { isOrdered, nValues, valueAt } from './domain.ts';
import type { Params, Parameter, ParamValue, Space } from './space.ts';
import { ownOf } from './own.ts';

/** A point of the encoded space: 0..1 for numbers, the index for categories. */
export type UnitPoint = Float64Array;

export type Encoding = {
  /** The first `nFree` are for a search to move; the activity bits behind them follow from those. */
  readonly coordinates: readonly Coordinate[];
  readonly nFree: number;
  /** The largest number of parameters seen active at the same time; at least 1. */
  readonly nActive: number;
  /**
   * Null when an active parameter has no value. Values outside their domain are encoded where they are. The same object gets the same point: neither may
   * be changed.
   */
  readonly encode: (params: Params) => UnitPoint | null;
  /** The params at a point: values of their domains, numbers at most four significant digits, inactive parameters left out. */
  readonly decode: (point: UnitPoint) => Params;
  /** The point that stands for the same params: levels in their place, inactive coordinates at rest. Not rounded. */
  readonly snap: (point: UnitPoint) => UnitPoint;
};

const encodings = new WeakMap<Space, Encoding>();

/** The encoding of a space, made once for each. `decode(encode(p))` is p for each p that `decode` can give. */
export function encodingOf(space: Space): Encoding {
  const encoding = encodings.get(space) ?? makeEncoding(space);
  encodings.set(space, encoding);
  return encoding;
}

function makeEncoding(space: Space): Encoding {
  const slots = slotsOf(space);
  const slotOf = new Map(slots.map((slot) => [slot.parameter.name, slot]));
  const bits = activityBits(space);
  const nFree = slots.reduce((sum, { axes }) => sum + axes.coordinates.length, 0);
  const domains = new Map(space.parameters.map(({ name, domain }) => [name, domain]));
  const valueOf = (point: UnitPoint, name: string): ParamValue | undefined => {
    const slot = slotOf.get(name);
    const domain = domains.get(name);
    // A parameter of one value has no coordinate.
    return slot === undefined ? domain && valueAt(domain, 0) : slot.axes.toValue(unitsOf(point, slot));
  };
  const decode = (point: UnitPoint): Params => activeParams(space, (name) => valueOf(point, name));
  const place = (params: Params): UnitPoint => {
    const point = new Float64Array(nFree + bits.length);
    for (const { parameter, axes, start } of slots) {
      const value = ownOf(params, parameter.name);
      point.set(value === undefined ? axes.inactive : axes.toUnits(value), start);
    }
    for (const [i, { conditions }] of bits.entries()) {
      point[nFree + i] = conditions.every((condition) => holds(condition, ownOf(params, condition.param))) ? 1 : 0;
    }
    return point;
  };
  const isConditional = space.parameters.some(({ conditions }) => conditions.length > 0);
  const parents = new Set(space.parameters.flatMap(({ conditions }) => conditions.map(({ param }) => param)));
  /** Only the values that others depend on are decoded: a search snaps thousands of points. */
  const snapActive = (point: UnitPoint, snapped: UnitPoint): void => {
    const values = new Map<string, ParamValue | undefined>();
    for (const { name, conditions } of space.parameters) {
      const isActive = conditions.every((condition) => holds(condition, values.get(condition.param)));
      const slot = slotOf.get(name);
      if (slot !== undefined && isActive) snapSlot(slot, point, snapped);
      else if (slot !== undefined) snapped.set(slot.axes.inactive, slot.start);
      if (isActive && parents.has(name)) values.set(name, valueOf(point, name));
    }
    for (const [i, { conditions }] of bits.entries()) {
      snapped[nFree + i] = conditions.every((condition) => holds(condition, values.get(condition.param))) ? 1 : 0;
    }
  };
  return {
    coordinates: [
      ...slots.flatMap(({ axes }) => axes.coordinates),
      ...bits.map(() => ({ kind: 'category', count: 2 }) as const),
    ],
    nFree,
    nActive: isConditional ? countActive(slots, decode) : Math.max(1, nFree),
    encode: remembering((params) => {
      const known = activeParams(space, (name) => ownOf(params, name));
      return hasGap(space, known) ? null : place(known);
    }),
    decode,
    snap: (point) => {
      const snapped = new Float64Array(nFree + bits.length);
      if (isConditional) snapActive(point, snapped);
      else for (const slot of slots) snapSlot(slot, point, snapped);
      return snapped;
    },
  };
}

/** A long study is asked about again and again. */
function remembering(encode: Encoding['encode']): Encoding['encode'] {
  const known = new WeakMap<Params, UnitPoint>();
  return (params) => {
    const point = known.get(params) ?? encode(params);
    if (point !== null) known.set(params, point);
    return point;
  };
}

/** A parameter with a choice to make; its coordinates begin at `start`. */
export type Slot = { readonly parameter: Parameter; readonly axes: Axes; readonly start: number };

/** In the order of the space; parameters of one value have no coordinate and are left out. */
export function slotsOf({ parameters }: Space): readonly Slot[] {
  let start = 0;
  return parameters
    .filter(({ domain }) => nValues(domain) > 1)
    .map((parameter) => {
      const slot = { parameter, axes: axesOf(parameter.domain), start };
      start += slot.axes.coordinates.length;
      return slot;
    });
}

function unitsOf(point: UnitPoint, { start, axes }: Slot): UnitPoint {
  return point.subarray(start, start + axes.coordinates.length);
}

function snapSlot(slot: Slot, point: UnitPoint, snapped: UnitPoint): void {
  const { axes, start } = slot;
  const { coordinates, inactive } = axes;
  for (let k = 0; k < coordinates.length; k++) {
    const isResting = coordinates.length > 1 && axes.isResting(unitsOf(point, slot), k);
    snapped[start + k] = isResting ? inactive[k]! : snapTo(coordinates[k]!, point[start + k]!);
  }
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
      !Object.hasOwn(params, name) && conditions.every((condition) => holds(condition, ownOf(params, condition.param))),
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
    const point = Float64Array.from(
      slots.flatMap(({ axes }) => axes.coordinates),
      (coordinate) => (coordinate.kind === 'category' ? random.below(coordinate.count) : random.uniform()),
    );
    const params = decode(point);
    const active = slots.filter(({ parameter }) => Object.hasOwn(params, parameter.name));
    most = Math.max(
      most,
      active.reduce((sum, { axes }) => sum + axes.coordinates.length, 0),
    );
  }
  return most;
}
