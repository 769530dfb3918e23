// The one line that says how far a run is.
import { bestTrial, type Study } from '../study/study.ts';
import { formatDuration, formatNumber } from '../study/words.ts';
import type { RunProgress } from '../trial/run/progress.ts';
import { sparkline } from './sparkline.ts';

/** `ageMs`: how long ago `progress` was read; the estimate counts down with it. `width`: of its sparkline at most, 0 for none. */
export function progressLine(
  study: Study,
  progress: RunProgress,
  { ageMs, width }: { ageMs: number; width: number },
): string {
  const { nTrialsEnded, nTrialsPlanned, remainingMs } = progress;
  const best = bestTrial(study);
  const parts = [`${nTrialsEnded}/${nTrialsPlanned} trials`];
  if (best !== null) parts.push(`best ${formatNumber(best.value)}`);
  if (remainingMs !== null && nTrialsEnded < nTrialsPlanned)
    parts.push(`about ${formatDuration(remainingMs - ageMs)} left`);
  const line = sparkline(study, width);
  return `${parts.join(', ')}${line === '' ? '' : `  ${line}`}`;
}
