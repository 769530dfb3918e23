// The user's own line in a stack trace.
import { fileURLToPath } from 'node:url';

/** The first frame (0-based line) of `stack` that lies in one of `files`; null when none does. */
export function placeOf(stack: string, files: { has(file: string): boolean }): { file: string; line: number } | null {
  // Also the head of a SyntaxError, "file:///a/b.js:3" or "/a/b.js:3", which has no column.
  for (const match of stack.matchAll(/(file:\/\/[^\s()]+?|\/[^\n()]+?|[A-Za-z]:\\[^\n()]+?):(\d+)(?::\d+)?\)?$/gm)) {
    const file = pathOf(match[1] ?? '');
    if (file !== null && files.has(file)) return { file, line: Number(match[2]) - 1 };
  }
  return null;
}

function pathOf(text: string): string | null {
  if (!text.startsWith('file:')) return text;
  try {
    return fileURLToPath(text);
  } catch {
    return null;
  }
}
