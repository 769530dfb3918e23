// Opens the study that a run continues, or begins a new one where there is none or the parameters no longer fit.
import { folderNotWritable, UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { objectiveIn, type StudyPlan } from '../../program/plan.ts';
import { Journal } from '../../storage/journal.ts';
import { makeOwnFolder } from '../../system/ownFolder.ts';
import { nextStudyFile, studyFiles } from '../../storage/studyFiles.ts';
import { whyIncompatible } from '../../study/compatible.ts';
import { obstacleSentence, type Obstacle } from '../../study/obstacle.ts';
import { whyOtherProgram } from './programNote.ts';

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

/** Why a run begins a new study beside the file's latest one. */
export type Parting = {
  /** Null where the parameters, the objective or the program have changed. */
  readonly obstacle: Obstacle | null;
  /** The reason, for the log and the command line. */
  readonly sentence: string;
};

/** Null where a run of `plan` goes on with the file's latest study, or there is none. */
export async function whyNewStudy(plan: StudyPlan): Promise<Parting | null> {
  const file = latestFile(plan);
  if (file === undefined) return null;
  const journal = await Journal.open(file, { readonly: true });
  await journal.close();
  return partingFrom(journal, plan);
}

/** Where the trials of a journal have their folders. */
export function trialsFolderOf(journalFile: string): string {
  return journalFile.replace(/\.log$/, '');
}

function makeFolder(folder: string): void {
  try {
    makeOwnFolder(folder);
  } catch (error) {
    throw error instanceof UserError ? error : folderNotWritable(folder, error);
  }
}

async function continued(
  plan: StudyPlan,
  { isNewStudy, log }: { isNewStudy: boolean; log: Log },
): Promise<Journal | null> {
  const file = latestFile(plan);
  if (file === undefined || isNewStudy) return null;
  const journal = await Journal.open(file);
  const parting = partingFrom(journal, plan);
  if (parting === null) return journal;
  await journal.close();
  log.warn(`${parting.sentence} A new study begins; ${file} stays as it is.`);
  return null;
}

function latestFile(plan: StudyPlan): string | undefined {
  return studyFiles(plan).at(-1);
}

function partingFrom({ study, obstacle }: Journal, plan: StudyPlan): Parting | null {
  if (obstacle !== null) return { obstacle, sentence: obstacleSentence(obstacle) };
  const sentence =
    study.trials.length === 0
      ? null
      : (whyIncompatible(study, plan.space, objectiveIn(plan)) ?? whyOtherProgram(study, plan.program));
  return sentence === null ? null : { obstacle, sentence };
}

function begun(plan: StudyPlan): Promise<Journal> {
  return Journal.open(nextStudyFile(plan));
}
