// The failures that only the editor has: as those of errors.ts, one function each, with a code, a sentence and the remedy.
import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.ts';
import type { Obstacle } from '../study/obstacle.ts';
import { obstacleWords } from './words.ts';

export function parameterGone(name: string, file: string): UserError {
  return new UserError('parameterGone', l10n.t('{0} has no parameter {1} any more.', file, name), {
    remedy: l10n.t('Look for its annotation in the file; it may have another name now.'),
    place: { file },
  });
}

/** `place` says what was asked to be tuned: an unsaved text, a notebook's cell, a file on another system. */
export function notOnDisk(place: string): UserError {
  return new UserError('notOnDisk', l10n.t('{0} is not a file on this disk, so no program can load it.', place), {
    remedy: l10n.t('Save it into the folder of the program, then start again.'),
  });
}

/** `name` of the parameter, `domain` as it is written. */
export function valueOutside(name: string, value: string, domain: string): UserError {
  return new UserError('valueOutside', l10n.t('{0} cannot be {1}: it takes {2}.', name, value, domain), {
    remedy: l10n.t('Give a value that the annotation allows, or widen the annotation.'),
  });
}

/** `constraint` as it is written. */
export function constraintBroken(constraint: string): UserError {
  return new UserError('constraintBroken', l10n.t('These values break "@tune require {0}".', constraint), {
    remedy: l10n.t('Change one of them so that it holds.'),
  });
}

export function noStudy(file: string): UserError {
  return new UserError('noStudy', l10n.t('There is no study of {0} yet.', file), {
    remedy: l10n.t('Start tuning first; the first trial measures your own values.'),
    place: { file },
  });
}

export function studyIsRunning(name: string): UserError {
  return new UserError('studyIsRunning', l10n.t('The study {0} is running.', name), {
    remedy: l10n.t('Stop it first, or wait until it is done.'),
  });
}

export function notWritten(file: string): UserError {
  return new UserError('notWritten', l10n.t('The editor did not change {0}: it may be read-only.', file), {
    remedy: l10n.t('Make the file writable, then apply again.'),
    place: { file },
  });
}

/** `tool` was called with an input that it does not take. */
export function badToolInput(tool: string): UserError {
  return new UserError(
    'badToolInput',
    l10n.t('{0} needs the absolute path of a file, and fields of the right kind.', tool),
    {
      remedy: l10n.t('Look at the input that the tool describes.'),
    },
  );
}

/** The file has other parameters than its study. */
export function studyOutdated(file: string): UserError {
  return new UserError('studyOutdated', l10n.t('The parameters of {0} have changed since its study.', file), {
    remedy: l10n.t('Start tuning: a new study begins.'),
    place: { file },
  });
}

export function studyReadonly(name: string, obstacle: Obstacle): UserError {
  return new UserError('studyReadonly', l10n.t('The study {0} can only be shown. {1}', name, obstacleWords(obstacle)), {
    remedy: l10n.t('Start tuning: a new study begins beside it.'),
  });
}

export function nothingToConfirm(file: string): UserError {
  return new UserError('nothingToConfirm', l10n.t('No trial of the study of {0} has a value yet.', file), {
    remedy: l10n.t('Start tuning first; the first trial measures your own values.'),
    place: { file },
  });
}

export function noRunningTrial(): UserError {
  return new UserError('noRunningTrial', l10n.t('No such trial is running.'), {
    remedy: l10n.t('Start tuning first: a trial can be kept while it runs.'),
  });
}

/** A language model named a file that is none of the workspace's. */
export function outsideWorkspace(file: string): UserError {
  return new UserError('outsideWorkspace', l10n.t('{0} does not lie in a folder of this workspace.', file), {
    remedy: l10n.t('Name a file of the workspace, or open the folder that it lies in.'),
  });
}

/** A command was given a journal that is none of the workspace's: any link can carry any argument. */
export function notInWorkspace(journalFile: string): UserError {
  return new UserError('notInWorkspace', l10n.t('{0} is no study of this workspace.', journalFile), {
    remedy: l10n.t('Open the folder that it lies in, and choose it in the tree of studies.'),
  });
}

/** The study cannot be read, or the file that it is about is gone. */
export function fileGone(journalFile: string): UserError {
  return new UserError('fileGone', l10n.t('Which file the study {0} is about cannot be told.', journalFile), {
    remedy: l10n.t('Bring the file back under its old name.'),
    place: { file: journalFile },
  });
}
