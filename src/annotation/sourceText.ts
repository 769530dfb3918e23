// Places in a source text: offsets to lines and columns. Knows no syntax.
import type { SourceRange } from './annotation.ts';

/** Returns a function from offsets (UTF-16, end exclusive) to ranges. A line ends with LF, CRLF, CR, U+2028 or U+2029, as in JavaScript. */
export function createRanges(text: string): (start: number, end: number) => SourceRange {
  const starts = lineStartsOf(text);
  return (start, end) => {
    const startLine = lineAt(starts, start);
    const endLine = lineAt(starts, end);
    return {
      start,
      end,
      startLine,
      startColumn: start - (starts[startLine] ?? 0),
      endLine,
      endColumn: end - (starts[endLine] ?? 0),
    };
  };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The last line that starts at or before `offset`. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
