// Goes on with runs that were under way when an editor was closed, or fell.
import { interruptedRun, isRunElsewhere } from '../trial/run/runRecord.ts';
import type { FileStudy } from './fileStudy.ts';
import type { Studies } from './studies.ts';

/** After a reload the old window's host may outlive the beginning of the new one by some seconds. */
const waitMs = 30_000;
const lookMs = 500;

/**
 * Calls `resume` for a study that was under way when the editor was closed, as soon as it is met. One that seems to be under way still is looked at
 * again for half a minute: its host may be the one of the window that has just gone.
 */
export function resumeRuns(
  studies: Pick<Studies, 'onChange' | 'all'>,
  resume: (study: FileStudy) => void,
): { dispose(): void } {
  const waiting = new Set<FileStudy>();
  const lastMs = Date.now() + waitMs;
  let timer: NodeJS.Timeout | null = null;
  const look = (study: FileStudy): void => {
    const found = study.study;
    if (found !== null && isRunElsewhere(found) && Date.now() < lastMs) waiting.add(study);
    else waiting.delete(study);
    if (found !== null && interruptedRun(found) !== null) resume(study);
  };
  const tick = (): void => {
    for (const study of waiting) {
      if (studies.all.includes(study)) look(study);
      else waiting.delete(study);
    }
    if (waiting.size === 0) stop();
  };
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const subscription = studies.onChange(({ study, change }) => {
    if (change !== 'study') return;
    look(study);
    if (waiting.size > 0) timer ??= setInterval(tick, lookMs);
  });
  return {
    dispose: () => {
      subscription.dispose();
      stop();
    },
  };
}
