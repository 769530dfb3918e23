// What the terminal can show: how wide it is, whether it has colours and more than ASCII.
import { styleText } from 'node:util';
import { terminalText } from '../markup.ts';
import { wrap } from '../report/wrap.ts';

export type Paint = 'green' | 'yellow' | 'red' | 'dim' | 'bold';

/** Columns of standard output; 80 where it is no terminal. */
export function outputWidth(): number {
  return process.stdout.isTTY ? Math.max(20, process.stdout.columns) : 80;
}

/** Columns for the progress, on standard error; any number where it is no terminal. */
export function progressWidth(): number {
  return process.stderr.isTTY ? Math.max(20, process.stderr.columns) : Infinity;
}

/** Sentences broken between words where a terminal would break within them; as they are where there is none. */
export function fitted(text: string): string {
  if (!process.stdout.isTTY) return text;
  const lines = text.split('\n').flatMap((line) => wrap(line, outputWidth()));
  return lines.join('\n');
}

/** `text` in colour on a terminal that wants it (no-color.org), else as it is. */
export function paint(style: Paint, text: string): string {
  const isPlain = !process.stdout.isTTY || (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
  return isPlain ? text : styleText(style, terminalText(text));
}

/** Whether signs beyond ASCII come out right; false only where the environment says so. */
export function hasUnicode(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return env['TERM'] !== 'linux' && env['TERM'] !== 'dumb' && (locale === '' || /utf-?8/i.test(locale));
}
