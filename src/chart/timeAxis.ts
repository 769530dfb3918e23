// The axis of time since the start of a study, in milliseconds.
import { formatDuration } from '../study/words.ts';

/** Words for milliseconds on an axis, two ticks never in the same; zero is no duration. */
export function timeLabel(ms: number): string {
  if (ms === 0) return '0';
  const s = Math.round(ms / 1000);
  if (s >= 3600 || s < 60) return formatDuration(ms);
  return s < 120 ? `${s} s` : `${Number((s / 60).toFixed(1))} min`;
}

/** Seconds. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Ticks at whole seconds, minutes, hours: at most seven. */
export function timeTicks(endMs: number): { readonly interval?: number } {
  const step = timeSteps.find((s) => endMs / (1000 * s) <= 7);
  return step === undefined || endMs < 1000 ? {} : { interval: step * 1000 };
}
