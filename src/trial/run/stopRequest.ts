// A stop that is asked for from outside of the run's own process: another window, the command line, an old host that outlived its window. It is a
// fact of the study, for which the host of a run looks while it goes on.
import { hostname } from 'node:os';
import { Journal } from '../../storage/journal.ts';
import { isRunUnderWay } from './runRecord.ts';

/** The study's user attribute that holds the latest request: when and by whom, so that no two are the same. */
const factName = 'stop_asked';

/** Between two looks, at a run's host and at whoever waits for its end. */
const lookMs = 500;

/** Asks whoever has the run of the study under way to stop it. False, and nothing is written, where nobody has. Throws a UserError where it cannot be written. */
export async function askToStop(journalFile: string): Promise<boolean> {
  const journal = await Journal.open(journalFile);
  const fact = `${new Date().toISOString()} ${hostname()} ${process.pid}`;
  const events = await journal.transact((study) =>
    isRunUnderWay(study) ? [{ kind: 'factNoted', trial: null, name: factName, fact }] : [],
  );
  await journal.close();
  return events.length > 0;
}

/** Calls `onAsked` once, when a stop is asked for from now on. `journal` is the one that the run writes. */
export function watchForStop(journal: Journal, onAsked: () => void): { close(): void } {
  const before = journal.study.facts[factName];
  const timer = setInterval(() => {
    if (journal.study.facts[factName] !== before) {
      clearInterval(timer);
      onAsked();
    } else {
      // For the next look. A journal that cannot be read is told by the next append.
      void journal.refresh().catch(() => undefined);
    }
  }, lookMs);
  return { close: () => clearInterval(timer) };
}

/** Settles once no run of the study is under way. Throws a UserError where the journal cannot be read. */
export async function whenRunHasEnded(journal: Journal): Promise<void> {
  for (;;) {
    await journal.refresh();
    if (!isRunUnderWay(journal.study)) return;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
