// The user's own line in a stack trace.
import { fileURLToPath } from 'node:url';

/** The first frame (0-based line) of `stack` that lies in one of `files`; null when none does. */
export function placeOf(stack: string, files: { has(file: string): boolean }): { file: string; line: number } | null {
  for (const line of stack.split('\n')) {
    const place = line.length > maxLineLength ? null : placeIn(line, files);
    if (place !== null) return place;
  }
  return null;
}

/** Two of the longest paths, with names of functions: a longer line is of the message. */
const maxLineLength = 16_384;

/** Of `    at f (file:///a/b.js:3:9)`, and of the head of a SyntaxError, `file:///a/b.js:3` or `/a/b.js:3`, which has no column. */
function placeIn(text: string, files: { has(file: string): boolean }): { file: string; line: number } | null {
  const [all = '', line] = /:(\d+)(?::\d+)?\)?$/.exec(text.slice(-maxNumbersLength)) ?? [];
  if (line === undefined) return null;
  const before = text.slice(0, text.length - all.length);
  const open = Math.max(before.lastIndexOf('('), before.lastIndexOf(')')) + 1;
  const start = before.slice(open).search(/file:\/\/|\/|[A-Za-z]:\\/);
  const file = start === -1 ? null : pathOf(before.slice(open + start));
  return file !== null && files.has(file) ? { file, line: Number(line) - 1 } : null;
}

/** `:line:column)`. */
const maxNumbersLength = 40;

function pathOf(text: string): string | null {
  if (!text.startsWith('file:')) return text;
  try {
    return fileURLToPath(text);
  } catch {
    return null;
  }
}
