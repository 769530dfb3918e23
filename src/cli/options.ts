// Options of the command line, read one by one. Throws a UserError that names the option for what cannot be used.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { badArguments, messageOf } from '../errors.ts';

export type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** The options and the `nPositionals` other words of `args`, or up to `nMore` words more. */
export function parse(args: readonly string[], options: OptionsConfig, nPositionals: number, nMore = 0) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const nSurplus = parsed.positionals.length - nPositionals;
    if (nSurplus < 0 || nSurplus > nMore) {
      throw new Error(
        nPositionals === 1 ? 'Exactly one file is expected.' : `"${parsed.positionals.join(' ')}" is not understood.`,
      );
    }
    return parsed;
  } catch (error) {
    throw badArguments(messageOf(error));
  }
}

/** The text of an option that has one. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The number of an option, from `low` to `high`. */
export function number(
  name: string,
  value: string | undefined,
  { fallback, low, high, isWhole = true }: { fallback: number; low: number; high: number; isWhole?: boolean },
): number {
  if (value === undefined) return fallback;
  const parsed = /^[\d.e+-]+$/i.test(value) ? Number(value) : NaN;
  if (!(parsed >= low && parsed <= high) || (isWhole && !Number.isInteger(parsed))) {
    throw badArguments(`${name} takes a ${isWhole ? 'whole ' : ''}number from ${low} to ${high}, not "${value}".`);
  }
  return parsed;
}
