// What a value from outside looks like: the checks that the parsers of the wire, the request and the run record share.

/** The value of a JSON text; null where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

export function isText(raw: unknown): raw is string {
  return typeof raw === 'string';
}

export function isTextOrNull(raw: unknown): raw is string | null {
  return raw === null || isText(raw);
}

export function isNumber(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isFinite(raw);
}

/** A whole number from 0 on. */
export function isCount(raw: unknown): raw is number {
  return isNumber(raw) && Number.isSafeInteger(raw) && raw >= 0;
}
