// JSON as Python writes it: NaN, Infinity and -Infinity are bare tokens, which JSON.parse refuses and JSON.stringify turns into null.
import type { Json } from './event.ts';

/** Marks a number token while it passes through JSON as text; a private-use character that no file of ours contains. */
const mark = '\uE000';

/** Parses one line; throws a SyntaxError for what is not JSON even with those tokens. */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Strings are matched first, so a token inside one is left alone.
    const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
      token.startsWith('"') ? token : `"${mark}${token}"`,
    );
    if (marked === text) throw error;
    return JSON.parse(marked, (_key, value: unknown) =>
      typeof value === 'string' && value.startsWith(mark) ? Number(value.slice(1)) : value,
    );
  }
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

/** A value that came out of JSON.parse, proved to be JSON; null for anything else. */
export function jsonOf(raw: unknown): Json {
  if (raw === null || typeof raw === 'boolean' || typeof raw === 'number' || typeof raw === 'string') return raw;
  if (Array.isArray(raw)) return raw.map(jsonOf);
  const object = objectOf(raw);
  return object === null ? null : Object.fromEntries(Object.entries(object).map(([key, item]) => [key, jsonOf(item)]));
}
