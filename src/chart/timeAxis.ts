// The axis of time since the start of a study, in milliseconds.
import { formatDuration } from '../study/words.ts';

/** Words for milliseconds on an axis; zero is no duration. */
export function timeLabel(ms: number): string {
  return ms === 0 ? '0' : formatDuration(ms);
}

/** Seconds. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Ticks at whole seconds, minutes, hours: at most seven. */
export function timeTicks(endMs: number): { readonly interval?: number } {
  const step = timeSteps.find((s) => endMs / (1000 * s) <= 7);
  return step === undefined || endMs < 1000 ? {} : { interval: step * 1000 };
}
