// Asks the engine now and then whether more trials are likely to pay, and notes its advice in the journal.
import type { StudyEvent } from '../../study/event.ts';
import { stopSentence } from '../../study/stop.ts';
import { isFinished, type Study } from '../../study/study.ts';
import type { Asker } from '../engine/asker.ts';

export type StopWatch = {
  /** Asks once for each count of finished trials (of many trials, for every twentieth part more). Settles with whether a stop is advised. */
  look(study: Study): Promise<boolean>;
};

/** Below so many finished trials a stop is never advised (stop.ts). */
const leastTrials = 20;

export function createStopWatch(
  asker: Asker,
  note: (events: readonly StudyEvent[], sentence: string) => void,
): StopWatch {
  let nextAt = leastTrials;
  let isAdvised = false;
  return {
    async look(study) {
      const { direction, seed, trials, space, objective } = study;
      const nFinished = trials.filter(isFinished).length;
      if (space === null || nFinished < nextAt) return isAdvised;
      nextAt = nFinished + Math.max(1, Math.floor(nFinished / 20));
      const advice = await asker.advise({ study: { direction, seed, trials }, space });
      const isNews = advice?.isAdvised === true && !isAdvised;
      isAdvised = advice?.isAdvised ?? false;
      if (isNews) {
        const sentence = stopSentence(advice, { metric: objective?.metric ?? 'the objective' });
        note([{ kind: 'factNoted', trial: null, name: 'stop_advice', fact: sentence }], sentence);
      }
      return isAdvised;
    },
  };
}
