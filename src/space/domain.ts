// The values of one parameter: how many there are, which they are, whether one is legal.
import { clean } from './decimal.ts';
import type { Domain, ParamValue } from './space.ts';

/** How many values there are; Infinity for a float without step. */
export function nValues(domain: Domain): number {
  if (domain.kind === 'choice') return domain.choices.length;
  if (domain.kind === 'mixed') return nValues(domain.range) + domain.specials.length;
  if (domain.step === null) return domain.high > domain.low ? Infinity : 1;
  // The slack takes up the rounding of bounds such as 0.1 and 0.3.
  return Math.floor((domain.high - domain.low) / domain.step + 1e-9) + 1;
}

/** The value at `index` of a domain with finitely many, numbers in rising order, choices in the user's, special values behind their range. */
export function valueAt(domain: Domain, index: number): ParamValue {
  if (domain.kind === 'choice') return domain.choices[index] ?? null;
  if (domain.kind === 'mixed') {
    const nInRange = nValues(domain.range);
    return index < nInRange ? valueAt(domain.range, index) : (domain.specials[index - nInRange] ?? null);
  }
  if (domain.step === null) return domain.low;
  return Math.min(domain.high, clean(domain.low + index * domain.step));
}

/** Whether `value` is one of the domain's. */
export function isInDomain(domain: Domain, value: ParamValue): boolean {
  if (domain.kind === 'choice') return domain.choices.includes(value);
  if (domain.kind === 'mixed') return domain.specials.includes(value) || isInDomain(domain.range, value);
  if (typeof value !== 'number' || !(value >= domain.low && value <= domain.high)) return false;
  if (domain.step === null) return true;
  const index = (value - domain.low) / domain.step;
  return Math.abs(index - Math.round(index)) < 1e-9 * Math.max(1, Math.abs(index));
}

/** Whether values have an order that a distance can use: every range, with special values beside it or not, and a list of numbers only. */
export function isOrdered(domain: Domain): boolean {
  return domain.kind !== 'choice' || domain.choices.every((choice) => typeof choice === 'number');
}
