// Times as Optuna keeps them: ISO 8601, six fraction digits, local time without a zone (an aware time breaks plot_timeline of Optuna 4.9 and earlier).

/** Python's dates go no further than the year 9999; a day less, for the time zones. */
const latestMs = 253_402_200_000_000;

/** `atMs` is epoch milliseconds; what no date of Python can be becomes the next that can. */
export function formatTime(atMs: number): string {
  const at = new Date(Math.round(Math.min(latestMs, Math.max(0, Number.isNaN(atMs) ? 0 : atMs))));
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
