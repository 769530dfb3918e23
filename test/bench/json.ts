// Guards for what the bench reads: answers of peers and stored results.

export function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

export function isNumbers(raw: unknown): raw is readonly number[] {
  return Array.isArray(raw) && raw.every((item) => typeof item === 'number');
}
