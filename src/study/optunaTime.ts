// Times as Optuna keeps them: ISO 8601, six fraction digits, local time without a zone (an aware time breaks plot_timeline of Optuna 4.9 and earlier).

/** `atMs` is epoch milliseconds. */
export function formatTime(atMs: number): string {
  const at = new Date(Math.round(atMs));
  const pad = (value: number, nDigits = 2): string => String(value).padStart(nDigits, '0');
  const date = `${pad(at.getFullYear(), 4)}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${date}T${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}000`;
}

/** Epoch milliseconds of a naive (local) or an aware time; null for anything else. */
export function parseTime(raw: unknown): number | null {
  if (typeof raw !== 'string') return null;
  const atMs = Date.parse(raw);
  return Number.isNaN(atMs) ? null : atMs;
}
