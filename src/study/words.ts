// Numbers as people read them: the same words on the command line, in the editor, in charts and in the report.
import { visible } from '../markup.ts';
import type { Domain, Params, ParamValue } from '../space/space.ts';

/** At most 4 significant digits, without trailing zeros; an exponent where the number is very small or large. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const rounded = Number(value.toPrecision(4));
  const size = Math.abs(rounded);
  return size < 1e-3 || size >= 1e6 ? rounded.toExponential().replace('e+', 'e') : String(rounded);
}

/** A number as above, other values as they are written in a program (a line end is `\n`); a dash where there is none. */
export function formatValue(value: ParamValue | undefined): string {
  if (value === undefined) return '-';
  return typeof value === 'number' ? formatNumber(value) : visible(String(value));
}

/** `lr = 0.001, units = 128`. */
export function formatParams(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${visible(name)} = ${formatValue(value)}`)
    .join(', ');
}

/** `42 s`, `3 min`, `2 h 05 min`; never below 1 s. */
export function formatDuration(ms: number): string {
  const s = Math.max(1, Math.round(ms / 1000));
  if (s < 90) return `${s} s`;
  const min = Math.round(s / 60);
  return min < 60 ? `${min} min` : `${Math.floor(min / 60)} h ${String(min % 60).padStart(2, '0')} min`;
}

/** ISO 8601; null where there is no time, or none that a calendar has: another writer may note any number. */
export function isoTime(ms: number | null): string | null {
  return ms === null || !(Math.abs(ms) <= 8.64e15) ? null : new Date(ms).toISOString();
}

/** A domain as an annotation writes it: `log 1e-6..0.01 | 0`. */
export function formatDomain(domain: Domain): string {
  if (domain.kind === 'choice') return domain.choices.map((choice) => formatValue(choice)).join(' | ');
  if (domain.kind === 'mixed') {
    return [formatDomain(domain.range), ...domain.specials.map((special) => formatValue(special))].join(' | ');
  }
  const log = domain.scale === 'log' ? 'log ' : '';
  const step = domain.step === null || (domain.kind === 'int' && domain.step === 1) ? '' : ` step ${domain.step}`;
  return `${log}${formatNumber(domain.low)}..${formatNumber(domain.high)}${step}`;
}

/** `0.971 ± 0.002`: a mean with the sd of one value, where there is one, to two digits. */
export function formatMeasured({ mean, sd }: { readonly mean: number; readonly sd: number | null }): string {
  return sd === null ? formatNumber(mean) : `${formatNumber(mean)} ± ${formatNumber(Number(sd.toPrecision(2)))}`;
}

/** `97.1 %`; near the ends only that it is there. */
export function formatProbability(probability: number): string {
  if (probability > 0.999) return '> 99.9 %';
  return probability < 0.001 ? '< 0.1 %' : `${(100 * probability).toFixed(1)} %`;
}
