// JSON as Python writes it: NaN, Infinity and -Infinity are bare tokens, which JSON.parse refuses and JSON.stringify turns into null.
import { setOwn } from '../space/own.ts';
import type { Json } from './event.ts';

/** Marks a number token while it passes through JSON as text; a private-use character that no file of ours contains. */
const mark = '\uE000';

/** More levels than anybody nests; a walk that calls itself for each still has room on the stack. */
const maxDepth = 1000;

/** Parses one line; throws a SyntaxError for what is not JSON even with those tokens. */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const marked = markTokens(text);
    if (marked === text) throw error;
    return unmarked(JSON.parse(marked), 0);
  }
}

/** Tokens inside strings are left alone. By hand: a regular expression that skips strings runs out of stack in long ones. */
function markTokens(text: string): string {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    const quote = text.indexOf('"', start);
    const end = quote === -1 ? text.length : quote;
    parts.push(text.slice(start, end).replaceAll(/-?\b(?:NaN|Infinity)\b/g, (token) => `"${mark}${token}"`));
    start = quote === -1 ? end : endOfString(text, quote);
    parts.push(text.slice(end, start));
  }
  return parts.join('');
}

/** Where the string that begins at `quote` is over. */
function endOfString(text: string, quote: number): number {
  for (let at = text.indexOf('"', quote + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let nSlashes = 0;
    while (text[at - 1 - nSlashes] === '\\') nSlashes++;
    if (nSlashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** Changes `value`, which is JSON, in place. */
function unmarked(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? Number(value.slice(1)) : value;
  if (depth > maxDepth) throw new SyntaxError('The line is nested too deeply.');
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    for (const [i, item] of items.entries()) items[i] = unmarked(item, depth + 1);
  } else if (isObject(value)) {
    const object: Record<string, unknown> = value;
    for (const key of Object.keys(object)) setOwn(object, key, unmarked(object[key], depth + 1));
  }
  return value;
}

/** One line without its end, non-finite numbers as bare tokens. */
export function formatPythonJson(value: Json): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'number' && !Number.isFinite(item) ? `${mark}${item}` : item,
  );
  return text.replaceAll(new RegExp(`"${mark}(NaN|-?Infinity)"`, 'g'), '$1');
}

/** A JSON object, or null for anything else. */
export function objectOf(raw: unknown): Readonly<Record<string, unknown>> | null {
  return isObject(raw) ? raw : null;
}

function isObject(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** A value that came out of JSON.parse, proved to be JSON; null for anything else, and for what is nested deeper than anybody nests. */
export function jsonOf(raw: unknown, depth = 0): Json {
  if (raw === null || typeof raw === 'boolean' || typeof raw === 'number' || typeof raw === 'string') return raw;
  if (depth > maxDepth) return null;
  if (Array.isArray(raw)) return raw.map((item) => jsonOf(item, depth + 1));
  const object = objectOf(raw);
  if (object === null) return null;
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, jsonOf(item, depth + 1)]));
}
