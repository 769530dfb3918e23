// Numbers as a person would write them in a source file.

/** How many significant digits a chosen number has at most, unless its range is too narrow to be told apart by them. */
export const nDigits = 4;

/** `value` without the noise of binary arithmetic: 0.30000000000000004 becomes 0.3. */
export function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * `value` at no more than four significant digits, still from `low` to `high` (both finite, low <= high); where no such number lies near
 * `value` inside the range, the end itself. A range that holds fewer than about fifty numbers of four digits gets as many digits as it needs.
 */
export function roundInside(value: number, low: number, high: number): number {
  const inside = Math.min(high, Math.max(low, value));
  const digits = digitsFor(low, high);
  const rounded = roundTo(inside, digits);
  if (rounded >= low && rounded <= high) return rounded;
  const end = rounded < low ? low : high;
  const inwards = roundTo(rounded + Math.sign(inside - rounded) * unitOf(rounded, digits), digits);
  return inwards >= low && inwards <= high && Math.abs(inwards - inside) <= Math.abs(end - inside) ? inwards : end;
}

function digitsFor(low: number, high: number): number {
  const ratio = (high - low) / Math.max(Math.abs(low), Math.abs(high));
  if (!(ratio > 0)) return nDigits;
  return Math.min(15, Math.max(nDigits, Math.ceil(Math.log10(50 / ratio) + 1)));
}

/** Also drops the sign of a negative zero, which nobody means. */
function roundTo(value: number, digits: number): number {
  return Number(value.toPrecision(digits)) + 0;
}

function unitOf(value: number, digits: number): number {
  // Read, not raised: V8's powers of ten are off by a last digit, by version.
  return value === 0 ? 0 : Number(`1e${Math.floor(Math.log10(Math.abs(value))) - digits + 1}`);
}
