// Texts of the study (names of parameters, metrics, trials' facts) as a chart or a table shows them: one line, of bounded length, and in an order
// that no character of the text can turn about. They are drawn or set as text, never as HTML.
import { oneLine } from '../markup.ts';
import { formatNumber } from '../study/words.ts';

/** ECharts keeps the widths of texts by their names in a plain object: one called `__proto__` would write into every object of the page. */
const invisible = '\u2060';

/** On one line and at most `limit` characters, the end cut off by an ellipsis. What an object has by birth begins with a sign that is not seen. */
export function shortened(text: string, limit = 40): string {
  // A text of megabytes is cut before it is looked through.
  const line = oneLine(text.slice(0, 4 * limit));
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
