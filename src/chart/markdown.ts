// A table as Markdown.
import { markdownText } from '../markup.ts';

/** The first row is the head. Texts stand on one line, and no sign in them is read as Markdown or HTML. Ends in a line end. */
export function markdownOf([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const texts = (row: readonly string[]): readonly string[] => row.map(markdownText);
  return [texts(head), head.map(() => '---'), ...rows.map(texts)].map(line).join('');
}
