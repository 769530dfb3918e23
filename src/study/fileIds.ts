// What a journal leaves implicit and the writer of its next line has to know: ids count over the whole file, numbers inside a study.
import type { NoteRecord } from './remarks.ts';

export type FileIds = {
  /** The followed study's id; null while the file has none. */
  readonly studyId: number | null;
  readonly nStudies: number;
  /** Global id of each trial of the followed study, by number. */
  readonly trialIds: readonly number[];
  readonly nTrials: number;
  /** The start of a trial that has not ended, as the file has it, by number. */
  readonly startTexts: ReadonlyMap<number, string>;
  /** The notes on trials as the file has them, by number. */
  readonly notes: ReadonlyMap<number, NoteRecord>;
};
