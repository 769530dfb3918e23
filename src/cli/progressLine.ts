// The one line that says how far a run is.
import { bestTrial, type Study } from '../study/study.ts';
import type { RunProgress } from '../trial/progress.ts';
import { formatNumber } from './table.ts';

/** `ageMs`: how long ago `progress` was read; the estimate counts down with it. */
export function progressLine(study: Study, progress: RunProgress, ageMs: number): string {
  const { nTrialsEnded, nTrialsPlanned, remainingMs } = progress;
  const best = bestTrial(study);
  const parts = [`${nTrialsEnded}/${nTrialsPlanned} trials`];
  if (best !== null) parts.push(`best ${formatNumber(best.value)}`);
  if (remainingMs !== null && nTrialsEnded < nTrialsPlanned)
    parts.push(`about ${formatDuration(remainingMs - ageMs)} left`);
  return parts.join(', ');
}

/** `42 s`, `3 min`, `2 h 05 min`; never below 1 s. */
export function formatDuration(ms: number): string {
  const s = Math.max(1, Math.round(ms / 1000));
  if (s < 90) return `${s} s`;
  const min = Math.round(s / 60);
  return min < 60 ? `${min} min` : `${Math.floor(min / 60)} h ${String(min % 60).padStart(2, '0')} min`;
}
