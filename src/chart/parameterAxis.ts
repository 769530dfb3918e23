// The axis of a parameter: logarithmic for a log scale, names for choices, special values beside their range; and which value stands where.
import type { XAXisComponentOption } from 'echarts';
import { axisOf } from '../space/axis.ts';
import type { Domain, ParamValue, RangeDomain } from '../space/space.ts';
import { labelOf } from './text.ts';

export function parameterAxis(domain: Domain, name: string): XAXisComponentOption {
  const shared = { name, nameGap: 24 };
  if (domain.kind === 'choice') return { ...shared, ...choiceAxis(domain.choices) };
  if (domain.kind === 'mixed') return { ...shared, ...mixedAxis(domain) };
  const { scale } = domain;
  const [low, high] = [drawable(domain.low), drawable(domain.high)];
  if (!(high > low)) return { ...shared, ...choiceAxis([domain.low]) };
  if (scale === 'log' && low > 0)
    return { ...shared, type: 'log', min: low, max: high, ...ticksAt(logTicks(low, high)) };
  return { ...shared, type: 'value', min: low, max: high, ...(domain.kind === 'int' ? { minInterval: 1 } : {}) };
}

/** Beyond that an axis cannot be divided: the width of the range is no number any more. */
const farthest = 1e300;

/** The number as a place on an axis. */
export function drawable(value: number): number {
  return Math.min(farthest, Math.max(-farthest, value));
}

/** Choices stand at 0, 1, 2, … with half a place about each, in which points can be set apart. */
function choiceAxis(choices: readonly ParamValue[]) {
  // More labels than that stand in no picture.
  const every = Math.ceil(choices.length / maxLabels);
  const customValues = choices.map((_, i) => i).filter((i) => i % every === 0);
  return {
    type: 'value' as const,
    min: -0.5,
    max: choices.length - 0.5,
    axisTick: { customValues },
    axisLabel: { customValues, formatter: (index: number) => labelOf(choices[index] ?? '') },
    splitLine: { show: false },
  };
}

const maxLabels = 200;

/** How far trial `number` stands from the place of its value, so that trials of one choice do not hide each other; 0 in a range. */
export function jitterOf(domain: Domain, value: ParamValue | undefined, number: number): number {
  const isSpecial = domain.kind === 'mixed' && value !== undefined && domain.specials.includes(value);
  const width = domain.kind === 'choice' ? 0.36 : isSpecial ? specialGap / 2 : 0;
  // The golden ratio spreads any run of numbers evenly.
  return width * (((number * 0.618_033_988_75) % 1) - 0.5);
}

function ticksAt(places: readonly number[]) {
  const customValues = [...places];
  return { axisTick: { customValues }, axisLabel: { customValues } };
}

/** Powers of ten, with 2 and 5 times them where the range has fewer than two; at most seven. Always within the range. */
export function logTicks(low: number, high: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const within = (values: readonly number[]): number[] =>
    values.filter((value) => value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12));
  const powers = within(decades.map(powerOfTen));
  if (powers.length >= 3) {
    const every = Math.ceil(powers.length / 7);
    return powers.filter((_, i) => i % every === 0);
  }
  const finer = within(decades.flatMap((decade) => [1, 2, 5].map((digit) => Number(`${digit}e${decade}`))));
  return finer.length >= 2 ? finer : [low, high];
}

function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

/** Between two special values, or between the last of them and the range, in widths of the range. */
const specialGap = 0.14;

/** The range from 0 to 1 by its scale, and the special values as ticks of their own to the left of it. */
function mixedAxis({ range, specials }: Extract<Domain, { kind: 'mixed' }>) {
  const axis = axisOf(range);
  const labels = new Map<number, string>();
  for (const [i, special] of specials.entries()) labels.set(specialPlace(i, specials.length), labelOf(special));
  for (const share of [0, 0.5, 1]) {
    const value = axis.toValue(share);
    labels.set(axis.toUnit(value), labelOf(value));
  }
  const customValues = [...labels.keys()];
  return {
    type: 'value' as const,
    min: -specialGap * (specials.length + 0.5),
    max: 1,
    axisTick: { customValues },
    axisLabel: { customValues, formatter: (place: number) => labels.get(place) ?? '' },
    splitLine: { show: false },
  };
}

function specialPlace(index: number, count: number): number {
  return -specialGap * (count - index);
}

/** Where a value stands on that axis; null where it has no place there (a literal outside of a list, or of a range). */
export function placeOf(domain: Domain, value: ParamValue | undefined): number | null {
  if (value === undefined) return null;
  if (domain.kind === 'choice') return indexIn(domain.choices, value);
  if (domain.kind === 'mixed') {
    const index = indexIn(domain.specials, value);
    if (index !== null) return specialPlace(index, domain.specials.length);
    return isWithin(domain.range, value) ? axisOf(domain.range).toUnit(value) : null;
  }
  if (!isWithin(domain, value)) return null;
  return drawable(domain.high) > drawable(domain.low) ? drawable(value) : 0;
}

function indexIn(values: readonly ParamValue[], value: ParamValue): number | null {
  const index = values.indexOf(value);
  return index === -1 ? null : index;
}

function isWithin({ low, high }: RangeDomain, value: ParamValue): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}

/** The value of the domain that stands nearest to a place of its axis. */
export function valueAtPlace(domain: Domain, place: number): ParamValue {
  if (domain.kind === 'choice') {
    return domain.choices[Math.min(domain.choices.length - 1, Math.max(0, Math.round(place)))] ?? null;
  }
  if (domain.kind === 'mixed') {
    const { range, specials } = domain;
    const index = Math.round(place / specialGap) + specials.length;
    return place < -specialGap / 2 ? (specials[Math.max(0, index)] ?? null) : axisOf(range).toValue(place);
  }
  const axis = axisOf(domain);
  return domain.high > domain.low ? axis.toValue(axis.toUnit(place)) : domain.low;
}

/** The edges of the cells around values that stand at `places` (rising): half-way, in the axis' own scale. */
export function cellEdges(domain: Domain, places: readonly number[]): readonly (readonly [number, number])[] {
  const isLog = domain.kind !== 'choice' && domain.kind !== 'mixed' && domain.scale === 'log';
  const line = places.map((place) => (isLog ? Math.log(place) : place));
  const back = (at: number): number => (isLog ? Math.exp(at) : at);
  const { low, high } = domain.kind === 'float' || domain.kind === 'int' ? domain : { low: -Infinity, high: Infinity };
  return line.map((at, i) => {
    const before = line[i - 1];
    const after = line[i + 1];
    const left = before === undefined ? at - ((after ?? at + 1) - at) / 2 : (before + at) / 2;
    const right = after === undefined ? at + (at - (before ?? at - 1)) / 2 : (at + after) / 2;
    return [Math.max(low, back(left)), Math.min(high, back(right))];
  });
}
