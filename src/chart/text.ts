// Texts of the study (names of parameters, metrics, trials' facts) as a chart or a table shows them: one line, of bounded length, and in an order
// that no character of the text can turn about. They are drawn or set as text, never as HTML.
import { formatNumber } from '../study/words.ts';

/** Controls (line ends among them), the marks that turn the direction of text, and what no XML file may hold. */
const unruly =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\p{Surrogate}]+/gu;

/** ECharts keeps the widths of texts by their names in a plain object: one called `__proto__` would write into every object of the page. */
const invisible = '\u2060';

/** On one line and at most `limit` characters, the end cut off by an ellipsis. What an object has by birth begins with a sign that is not seen. */
export function shortened(text: string, limit = 40): string {
  // A text of megabytes is cut before it is looked through.
  const line = text
    .slice(0, 4 * limit)
    .replace(unruly, ' ')
    .trim();
  const characters = Array.from(line);
  const isCut = characters.length > limit || text.length > 4 * limit;
  if (isCut) return `${characters.slice(0, limit - 1).join('')}…`;
  return line in Object.prototype ? `${invisible}${line}` : line;
}

/** The words for a number or a name on an axis. */
export function labelOf(value: unknown): string {
  return typeof value === 'number' ? formatNumber(value) : shortened(String(value), 24);
}

/** `count` and its noun: 1 trial, 2 trials. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
