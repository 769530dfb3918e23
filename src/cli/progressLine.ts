// The one line that says how far a run is.
import { bestTrial, type Study } from '../study/study.ts';
import { formatDuration, formatNumber } from '../study/words.ts';
import type { RunProgress } from '../trial/run/progress.ts';
import { sparkline } from './sparkline.ts';

/** The sparkline's at most. */
const sparkWidth = 20;

/** `ageMs`: how long ago `progress` was read; the estimate counts down with it. Of the rest of the line, as much as `columns` have room for. */
export function progressLine(
  study: Study,
  progress: RunProgress,
  { ageMs, columns, isPlain }: { ageMs: number; columns: number; isPlain: boolean },
): string {
  const { nTrialsEnded, nTrialsPlanned, remainingMs } = progress;
  const best = bestTrial(study);
  const isTimed = remainingMs !== null && nTrialsEnded < nTrialsPlanned;
  const parts = [
    ...(best === null ? [] : [`best ${formatNumber(best.value)}`]),
    ...(isTimed ? [`about ${formatDuration(remainingMs - ageMs)} left`] : []),
  ];
  let line = `${nTrialsEnded}/${nTrialsPlanned} trials`;
  for (const part of parts) if (line.length + 2 + part.length < columns) line += `, ${part}`;
  const room = Math.min(sparkWidth, columns - line.length - 3);
  const blocks = isPlain || room < 4 ? '' : sparkline(study, room);
  return blocks === '' ? line : `${line}  ${blocks}`;
}
