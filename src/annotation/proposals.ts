// Domains round a value, as an annotation writes them. Each contains the value itself.
import type { ParamValue } from '../space/space.ts';

type Domain = (value: ParamValue) => string | null;

/** A logarithmic range, `n` decades to both sides of a positive value and inside `least..most`; beside 0 as a special value. */
export function decades(n: number, least: number, most: number): Domain {
  return (value) => {
    if (typeof value !== 'number' || value < 0) return null;
    if (value === 0) return `log ${power(-6)}..${power(-2)} | 0`;
    const decade = Math.floor(Math.log10(value) + 1e-9);
    const low = Math.min(value, Math.max(least, 10 ** (decade - n)));
    const high = Math.max(value, Math.min(most, 10 ** (decade + n)));
    return low < high ? `log ${short(low)}..${short(high)}` : null;
  };
}

/** A share from `low` to `high`, or as far as the value. */
export function fraction(low: number, high: number): Domain {
  return (value) => {
    if (typeof value !== 'number' || value < 0 || value > 1) return null;
    return `${low.toFixed(1)}..${short(Math.max(high, value))}`;
  };
}

/** From a half or less up to nearly 1, for what is usually 0.9 or 0.99. */
export const nearOne: Domain = (value) => {
  if (typeof value !== 'number' || value <= 0 || value >= 1) return null;
  return `${short(Math.min(0.5, value))}..${short(Math.max(0.999, value))}`;
};

/** A quarter to four times a whole number, in steps of the quarter where that is whole. */
export const sizes: Domain = (value) => {
  if (!isWhole(value) || value < 1) return null;
  const quarter = value / 4;
  if (Number.isInteger(quarter) && quarter > 1) return `${quarter}..${4 * value} step ${quarter}`;
  return `${Math.max(1, Math.floor(quarter))}..${4 * value}`;
};

/** Halves and doubles of a whole number. */
export const doubles: Domain = (value) => {
  if (!isWhole(value) || value < 1) return null;
  return [value / 4, value / 2, value, value * 2, value * 4].filter(Number.isInteger).join(' | ');
};

/** A few more and a few less, at least 1. */
export function counts(reach: number): Domain {
  return (value) => (isWhole(value) && value >= 1 ? `${Math.max(1, value - reach)}..${value + reach}` : null);
}

/** Odd numbers from 1 or 3 on, and the value. */
export const odds: Domain = (value) => {
  if (!isWhole(value) || value < 1) return null;
  const all = new Set([value, value <= 2 ? 1 : 3, 3, 5, Math.max(7, value + 2 - (value % 2 === 0 ? 1 : 0))]);
  return [...all].toSorted((a, b) => a - b).join(' | ');
};

/** The usual names, for a value that is one of them. */
export function oneOf(names: readonly string[]): Domain {
  return (value) => {
    const found = names.find((name) => typeof value === 'string' && name.toLowerCase() === value.toLowerCase());
    if (found === undefined || typeof value !== 'string') return null;
    // In the user's own spelling, first.
    return [value, ...names.filter((name) => name !== found)].slice(0, 6).join(' | ');
  };
}

/** A range by the value alone; null where it says too little. */
export const spread: Domain = (value) => {
  if (typeof value !== 'number' || value === 0) return null;
  if (value < 0) return `${short(value * 2)}..${short(value / 2)}`;
  if (Number.isInteger(value)) return value === 1 ? '1..4' : sizes(value);
  if (value < 0.1) return decades(1, 0, Infinity)(value);
  return value < 1 ? '0.0..1.0' : `${short(value / 2)}..${short(value * 2)}`;
};

function isWhole(value: ParamValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function power(exponent: number): string {
  return short(10 ** exponent);
}

/** As few characters as the number has. */
function short(value: number): string {
  const plain = String(Number(value.toPrecision(12)));
  const exponential = Number(value.toPrecision(12)).toExponential().replace('e+', 'e');
  return exponential.length <= plain.length && Math.abs(value) < 1e-2 ? exponential : plain;
}
