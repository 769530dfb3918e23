// Failures that only a user of the command line can meet: as in errors.ts, one function each, with the remedy.
import { UserError } from '../errors.ts';
import { visible } from '../markup.ts';

/** No study of the annotated file has been begun. */
export function noStudyYet(file: string): UserError {
  return new UserError('noStudyYet', `There is no study of ${file} yet.`, {
    remedy: `Tune it first: tunelens ${file}`,
    place: { file },
  });
}

export function noRun(journal: string): UserError {
  return new UserError('noRun', `No run of the study ${journal} is under way.`, {
    remedy: 'There is nothing to stop; what was measured is kept.',
    place: { file: journal },
  });
}

/** None, or several, of the annotated files beside a journal could be the one that it is about. */
export function annotatedFileUnknown(journal: string): UserError {
  return new UserError('annotatedFileUnknown', `Which annotated file ${journal} is about cannot be told.`, {
    remedy: 'Name the annotated file instead of the journal.',
    place: { file: journal },
  });
}

export function noSuchStudy(journal: string, name: string, names: readonly string[]): UserError {
  return new UserError('noSuchStudy', `${journal} has no study "${visible(name)}".`, {
    remedy: `It has ${names.map(visible).join(', ')}.`,
    place: { file: journal },
  });
}

export function noSuchTrial(journal: string, trial: number): UserError {
  return new UserError('noSuchTrial', `${journal} has no finished trial ${trial}.`, {
    remedy: `"tunelens export ${journal} --format md" lists its trials.`,
    place: { file: journal },
  });
}

/** `obstacle` is a sentence of study/compatible.ts. */
export function studyOutdated(file: string, obstacle: string): UserError {
  return new UserError('studyOutdated', `The study does not fit ${file} any more. ${obstacle}`, {
    remedy: `Tune it again: tunelens ${file}`,
    place: { file },
  });
}

/** `why` is a sentence of trial/run/programNote.ts. */
export function otherProgram(file: string, why: string): UserError {
  return new UserError('otherProgram', why, {
    remedy: 'Give the program and its arguments as they were: --program <file>, and the arguments after "--".',
    place: { file },
  });
}

export function nothingToConfirm(file: string): UserError {
  return new UserError('nothingToConfirm', `No trial of the study of ${file} has a value yet.`, {
    remedy: `Tune it first: tunelens ${file}`,
    place: { file },
  });
}

/** The table has no column that could hold the values. */
export function noValueColumn(file: string, wanted: string): UserError {
  return new UserError('noValueColumn', `${file} has no column "${wanted}" that holds the values of the trials.`, {
    remedy: 'Name the column: --value <column>.',
    place: { file },
  });
}

export function objectiveUnknown(file: string): UserError {
  return new UserError('objectiveUnknown', `Nothing says what the study of ${file} improves.`, {
    remedy: 'Add a line such as "// @tune minimize val_loss" to the file.',
    place: { file },
  });
}

export function otherDirection(file: string, direction: string): UserError {
  return new UserError(
    'otherDirection',
    `The study of ${file} goes the other way: it has the direction ${direction}.`,
    {
      remedy: 'Import trials of a study that improves the same number in the same direction.',
      place: { file },
    },
  );
}

/** `reason` is what Python said, or the system where there is none. */
export function noPythonOptuna(file: string, reason: string): UserError {
  return new UserError('noPythonOptuna', `Reading ${file} needs Python with Optuna, and that failed: ${reason}`, {
    remedy: 'Run "pip install optuna", or export the study there: study.trials_dataframe().to_csv("trials.csv").',
    place: { file },
  });
}

/** The latest run of the study had its trials on a cluster. How jobs are submitted is executed, so it is not taken from a study. */
export function executorNeeded(file: string): UserError {
  return new UserError(
    'executorNeeded',
    `The trials of the latest run of ${file} were jobs of Slurm, and a study does not keep how jobs are submitted.`,
    {
      remedy:
        'Say it again: --executor slurm with the options of your jobs (--partition, --setup and so on), or --executor local.',
      place: { file },
    },
  );
}

export function folderNotFound(path: string): UserError {
  return new UserError('folderNotFound', `${path} is no folder.`, {
    remedy: 'Check the path; it is read from the folder you are in.',
    place: { file: path },
  });
}

/** A language model named a file, or the file's program loads one, that the server is not to touch. */
export function outsideRoot(file: string, root: string): UserError {
  return new UserError('outsideRoot', `${file} lies outside of ${root}, the folder that this server keeps to.`, {
    remedy: 'Name a file of that folder, or start the server with another: tunelens mcp --root <folder>.',
    place: { file },
  });
}

export function tooManyRuns(nMost: number): UserError {
  return new UserError('tooManyRuns', `${nMost} runs are under way already, the most that this server starts.`, {
    remedy: 'Stop one with tunelens_stop, or wait until one is done: tunelens_status tells.',
  });
}
