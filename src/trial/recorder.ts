// Appends a run's events to its journal in order and tells the caller after each append. One write error ends the run: what cannot be kept must not go on.
import type { Journal } from '../storage/journal.ts';
import type { StudyEvent } from '../study/event.ts';

export type Recorder = {
  /** Queues events; they are in the journal once `settled` resolves. */
  add(events: readonly StudyEvent[]): void;
  /** Resolves when all that was added is in the journal; rejects with the first error. */
  settled(): Promise<void>;
};

/** `onFailure` is called once, at the first append that fails; later events are dropped. */
export function createRecorder(
  journal: Journal,
  onAppended: (events: readonly StudyEvent[]) => void,
  onFailure: () => void,
): Recorder {
  let pending: StudyEvent[] = [];
  let tail: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | null = null;
  const writePending = async (): Promise<void> => {
    if (pending.length === 0 || failure !== null) return;
    // Whatever has gathered during the last append goes into this one: each costs an fsync.
    const events = pending;
    pending = [];
    try {
      await journal.append(events);
    } catch (error) {
      failure = { error };
      onFailure();
      return;
    }
    onAppended(events);
  };
  return {
    add: (events) => {
      pending.push(...events);
      tail = tail.then(writePending);
    },
    settled: async () => {
      await tail;
      if (failure !== null) throw failure.error;
    },
  };
}
