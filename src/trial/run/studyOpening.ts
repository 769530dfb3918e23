// Opens the study that a run continues, or begins a new one where there is none or the parameters no longer fit.
import { mkdirSync } from 'node:fs';
import { folderNotWritable } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { objectiveIn, type StudyPlan } from '../../program/plan.ts';
import { Journal } from '../../storage/journal.ts';
import { nextStudyFile, studyFiles } from '../../storage/studyFiles.ts';
import { whyIncompatible } from '../../study/compatible.ts';

export type OpenedStudy = {
  readonly journal: Journal;
  /** The folder that holds one folder per trial. Exists. */
  readonly trialsFolder: string;
};

/** The journal to continue or begin, ready for writing. Throws a UserError when the data folder cannot be written. */
export async function openStudy(
  plan: StudyPlan,
  options: { readonly isNewStudy: boolean; readonly log: Log },
): Promise<OpenedStudy> {
  makeFolder(plan.dataFolder);
  const journal = (await continued(plan, options)) ?? (await begun(plan));
  const trialsFolder = trialsFolderOf(journal.file);
  makeFolder(trialsFolder);
  return { journal, trialsFolder };
}

/** Where the trials of a journal have their folders. */
export function trialsFolderOf(journalFile: string): string {
  return journalFile.replace(/\.log$/, '');
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw folderNotWritable(folder, error);
  }
}

async function continued(
  plan: StudyPlan,
  { isNewStudy, log }: { isNewStudy: boolean; log: Log },
): Promise<Journal | null> {
  const file = studyFiles(plan.dataFolder, plan.studyName).at(-1);
  if (file === undefined || isNewStudy) return null;
  const journal = await Journal.open(file);
  const isEmpty = journal.study.trials.length === 0;
  const obstacle = journal.obstacle ?? (isEmpty ? null : whyIncompatible(journal.study, plan.space, objectiveIn(plan)));
  if (obstacle === null) return journal;
  await journal.close();
  log.warn(`${obstacle} A new study begins; ${file} stays as it is.`);
  return null;
}

function begun(plan: StudyPlan): Promise<Journal> {
  return Journal.open(nextStudyFile(plan.dataFolder, plan.studyName));
}
