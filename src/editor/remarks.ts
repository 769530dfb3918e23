// What the user says of trials on the page: notes and stars, written to the study's journal.
import { noStudy } from './failures.ts';
import type { FileStudy } from './fileStudy.ts';
import { Journal } from '../storage/journal.ts';
import type { StudyEvent } from '../study/event.ts';
import { assertTrusted } from './trust.ts';

/** Writes `events`, which may come while a run writes to the same journal. Throws a UserError where there is no study, or no trust. */
export async function writeRemarks(study: FileStudy, events: readonly StudyEvent[]): Promise<void> {
  assertTrusted();
  if (study.journalFile === null) throw noStudy(study.file);
  const journal = await Journal.open(study.journalFile);
  await journal.append(events);
  await journal.close();
  await study.refresh();
}
