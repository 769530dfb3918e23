// Appends a run's events to its journal in order and tells the caller after each append. One write error ends the run: what cannot be kept must not go on.
import type { Journal } from '../../storage/journal.ts';
import type { StudyEvent } from '../../study/event.ts';
import type { Study } from '../../study/study.ts';

export type Recorder = {
  /** Queues events; they are in the journal once `settled` resolves. */
  add(events: readonly StudyEvent[]): void;
  /**
   * Appends, behind all that was added, what `build` makes of the study as it stands then: no other program comes between. Resolves to those events;
   * rejects, as `settled` does, when they cannot be kept.
   */
  transact(build: (study: Study) => readonly StudyEvent[]): Promise<readonly StudyEvent[]>;
  /** Resolves when all that was added is in the journal; rejects with the first error. */
  settled(): Promise<void>;
};

/** `onFailure` is called once, with the error of the first append that fails; later events are dropped. */
export function createRecorder(
  journal: Journal,
  onAppended: (events: readonly StudyEvent[]) => void,
  onFailure: (error: unknown) => void,
): Recorder {
  let pending: StudyEvent[] = [];
  let tail: Promise<unknown> = Promise.resolve();
  let failure: { readonly error: unknown } | null = null;
  const write = async (build: (study: Study) => readonly StudyEvent[]): Promise<readonly StudyEvent[]> => {
    if (failure !== null) return [];
    try {
      const events = await journal.transact(build);
      if (events.length > 0) onAppended(events);
      return events;
    } catch (error) {
      failure = { error };
      onFailure(error);
      return [];
    }
  };
  const writePending = async (): Promise<void> => {
    if (pending.length === 0) return;
    // Whatever has gathered during the last append goes into this one: each costs an fsync.
    const events = pending;
    pending = [];
    await write(() => events);
  };
  const settled = async (): Promise<void> => {
    await tail;
    if (failure !== null) throw failure.error;
  };
  return {
    add: (events) => {
      pending.push(...events);
      tail = tail.then(writePending);
    },
    transact: async (build) => {
      const written = tail.then(() => write(build));
      tail = written;
      const events = await written;
      await settled();
      return events;
    },
    settled,
  };
}
