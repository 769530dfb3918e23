// Goes on with runs that were under way when an editor was closed, or fell.
import { interruptedRun, isRunElsewhere } from '../trial/run/runRecord.ts';
import type { FileStudy } from './fileStudy.ts';
import type { Studies } from './studies.ts';

/** After a reload the old window's host may outlive the beginning of the new one by some seconds. */
const waitMs = 30_000;
const lookMs = 500;
/** How often a host is looked at that lives on for longer, in looks. */
const nLooksBetween = 30;

export type Resuming = {
  /** Looks at every study that is followed once more, as when the folder is trusted now. */
  look(): void;
  dispose(): void;
};

export type ResumingOptions = {
  /** The run of the study was under way when its host went. */
  readonly resume: (study: FileStudy) => void;
  /** Nobody has a run of the study under way, and none was left. */
  readonly settled: (study: FileStudy) => void;
};

/**
 * Calls `resume` for a study that was under way when the editor was closed, as soon as it is met. One that seems to be under way still is looked at
 * again for half a minute, and for as long as it is held: its host may be the one of the window that has just gone.
 */
export function resumeRuns(
  studies: Pick<Studies, 'onChange' | 'all' | 'isHeld'>,
  { resume, settled }: ResumingOptions,
): Resuming {
  const waiting = new Set<FileStudy>();
  const lastMs = Date.now() + waitMs;
  let timer: NodeJS.Timeout | null = null;
  let nLooks = 0;
  const look = (study: FileStudy): void => {
    waiting.delete(study);
    const found = study.study;
    if (study.run.kind !== 'idle' || found === null) return;
    if (isRunElsewhere(found)) {
      if (Date.now() < lastMs || studies.isHeld(study)) waiting.add(study);
    } else if (interruptedRun(found) === null) settled(study);
    else resume(study);
  };
  const tick = (): void => {
    nLooks++;
    if (Date.now() >= lastMs && nLooks % nLooksBetween > 0) return;
    for (const study of [...waiting]) {
      if (studies.all.includes(study)) look(study);
      else waiting.delete(study);
    }
    if (waiting.size === 0) stop();
  };
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const lookAndWait = (study: FileStudy): void => {
    look(study);
    if (waiting.size > 0) timer ??= setInterval(tick, lookMs);
  };
  const subscription = studies.onChange(({ study, change }) => change === 'study' && lookAndWait(study));
  return {
    look: () => studies.all.forEach(lookAndWait),
    dispose: () => {
      subscription.dispose();
      stop();
    },
  };
}
