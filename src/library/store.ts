// Where a library's study lives: in a journal, which others may read and write, or in memory alone. Both take events and fold them.
import { emptyStudy, fold } from '../study/fold.ts';
import type { StudyEvent } from '../study/event.ts';
import type { Study } from '../study/study.ts';

/** The part of a journal that a study needs. */
export type Store = {
  readonly study: Study;
  /** Adds what `build` makes of the study as it stands; nobody comes between. */
  transact(build: (study: Study) => readonly StudyEvent[]): Promise<readonly StudyEvent[]>;
  close(): Promise<void>;
};

/** A study that is gone with the process. */
export function memoryStore(): Store {
  const study = emptyStudy();
  return {
    study,
    transact: (build) => {
      const events = build(study);
      fold(study, events);
      return Promise.resolve(events);
    },
    close: () => Promise.resolve(),
  };
}
