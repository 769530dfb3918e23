// Options of the command line, read one by one. Throws a UserError that names the option for what cannot be used.
import { parseArgs } from 'node:util';
import { badArguments, messageOf } from '../errors.ts';
import { commands, type CommandName, type Option } from './commandTable.ts';

export type Parsed = {
  readonly values: Readonly<Record<string, unknown>>;
  /** What is no option. */
  readonly words: readonly string[];
};

/** The options that the table gives `command`, and the `nWords` other words of `args`, or up to `nMore` more. */
export function parse(command: CommandName, args: readonly string[], nWords: number, nMore = 0): Parsed {
  const { options } = commands[command];
  const config = Object.fromEntries(
    Object.entries<Option>(options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string' } as const,
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: config, allowPositionals: true });
    const nSurplus = positionals.length - nWords;
    if (nSurplus < 0 || nSurplus > nMore) throw new Error(wordsWanted(command, positionals));
    return { values, words: positionals };
  } catch (error) {
    throw badArguments(messageOf(error));
  }
}

function wordsWanted(command: CommandName, found: readonly string[]): string {
  const { words } = commands[command];
  if (found.length > words.length) return `"${found.join(' ')}" is not understood: ${command} takes ${wordsOf(words)}.`;
  return `${command} takes ${wordsOf(words)}.`;
}

function wordsOf(words: readonly string[]): string {
  return words.length === 0 ? 'options only' : words.join(' ');
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
