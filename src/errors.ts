// The failures that a user can meet: one function per failure, with a code, a sentence and the remedy.
// Anything else that is thrown is our bug. Imported by all; imports only the translations.
import * as l10n from '@vscode/l10n';

/** A failure with a place and a remedy, for the person at the keyboard. */
export class UserError extends Error {
  readonly code: string;
  readonly remedy: string;
  /** File (and 0-based line) to show, where there is one. */
  readonly place: { readonly file: string; readonly line?: number } | undefined;

  constructor(
    code: string,
    message: string,
    more: { remedy: string; place?: { file: string; line?: number } | undefined; cause?: unknown },
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'UserError';
    this.code = code;
    this.remedy = more.remedy;
    this.place = more.place;
  }
}

/** The words of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function fileNotFound(file: string): UserError {
  return new UserError('fileNotFound', l10n.t('The file {0} does not exist.', file), {
    remedy: l10n.t('Check the path; it is read from the folder you are in.'),
    place: { file },
  });
}

export function noAnnotations(file: string): UserError {
  return new UserError(
    'noAnnotations',
    l10n.t('{0} has no @tune annotation, nor has any file that it imports.', file),
    {
      remedy: l10n.t('Add a comment such as "// @tune log 1e-4..1e-2" behind the literal that you want tuned.'),
      place: { file },
    },
  );
}

/** `error` is what the file system said; a full disk has a code and a remedy of its own. */
export function folderNotWritable(folder: string, error: unknown): UserError {
  const isFull = /^(?:ENOSPC|EDQUOT)\b/.test(messageOf(error));
  const message = l10n.t('TuneLens keeps its studies in {0} and cannot write there: {1}', folder, messageOf(error));
  const remedy = isFull
    ? l10n.t('Free some space and start again: the study goes on where it stopped.')
    : l10n.t('Make the folder writable, or work on a copy of the project.');
  const code = isFull ? 'diskFull' : 'folderNotWritable';
  return new UserError(code, message, { remedy, place: { file: folder }, cause: error });
}

/** The program failed on the user's own values, so no study can begin. `stack` is empty where nothing was thrown. */
export function programFailed(
  entry: string,
  how: { reason: string; stack: string; outputFile: string; place: { file: string; line?: number } },
): UserError {
  const stack = how.stack === '' ? '' : `\n${how.stack}`;
  return new UserError(
    'programFailed',
    l10n.t('{0} fails with the values as they stand in the file. {1}', entry, `${how.reason}${stack}`),
    {
      remedy: l10n.t('Mend the program until it runs by itself. What it printed is in {0}.', how.outputFile),
      place: how.place,
    },
  );
}

export function tfjsMissing(name: string, cwd: string): UserError {
  return new UserError('tfjsMissing', l10n.t('The program loads {0}, which is not installed in {1}.', name, cwd), {
    remedy: l10n.t('Run "npm install {0}" in that folder.', name),
    place: { file: cwd },
  });
}

export function metricNotFound(
  metric: string,
  seen: readonly string[],
  place: { file: string; line?: number },
): UserError {
  return new UserError(
    'metricNotFound',
    l10n.t('The program never reports {0}. It reports: {1}.', metric, seen.join(', ')),
    { remedy: l10n.t('Name one of these in the "@tune maximize" or "@tune minimize" line.'), place },
  );
}

export function nothingReported(entry: string, file: string): UserError {
  return new UserError(
    'nothingReported',
    l10n.t(
      '{0} ran to its end and called neither fit nor evaluate of TensorFlow.js, so there is nothing to improve.',
      entry,
    ),
    {
      remedy: l10n.t('Name the program that trains this model by a line "// @tune run ./train.js" in {0}.', file),
      place: { file: entry },
    },
  );
}

export function directionUnknown(seen: readonly string[], file: string): UserError {
  return new UserError(
    'directionUnknown',
    l10n.t(
      'The program reports {0}; whether more or less of it is better cannot be told by the name.',
      seen.join(', '),
    ),
    {
      remedy: l10n.t('Add a line such as "// @tune maximize {0}" to {1}.', seen[0] ?? 'acc', file),
      place: { file },
    },
  );
}

export function trialTimedOut(entry: string): UserError {
  return new UserError(
    'trialTimedOut',
    l10n.t('{0} takes longer than the time limit of a trial with the values as they stand in the file.', entry),
    { remedy: l10n.t('Raise the time limit of a trial, or train on less data.'), place: { file: entry } },
  );
}

/** `reason` is what the system said when it was tried. */
export function nodeNotFound(path: string, reason: string): UserError {
  return new UserError('nodeNotFound', l10n.t('{0} does not run as Node: {1}', path, reason), {
    remedy: l10n.t('Install Node, or name its path (setting "tunelens.nodePath", option --node).'),
  });
}

export function nodeTooOld(path: string, version: string, oldest: string): UserError {
  return new UserError('nodeTooOld', l10n.t('{0} is Node {1}; trials need Node {2} or later.', path, version, oldest), {
    remedy: l10n.t('Install a newer Node, or name the path of one (setting "tunelens.nodePath", option --node).'),
  });
}

export function nodeNotStarted(reason: string): UserError {
  return new UserError('nodeNotStarted', reason, {
    remedy: l10n.t('Check that Node runs, and which one is used (setting "tunelens.nodePath", option --node).'),
  });
}

export function trialsKeepFailing(nTrials: number, reason: string): UserError {
  return new UserError(
    'trialsKeepFailing',
    l10n.t('{0} trials in a row failed for the same reason: {1}', nTrials, reason),
    {
      remedy: l10n.t('The study is kept. Mend the cause and start again: it goes on where it stopped.'),
    },
  );
}

export function badArguments(what: string): UserError {
  return new UserError('badArguments', what, { remedy: l10n.t('"tunelens --help" lists the options.') });
}

/** `problem.line` is 0-based. */
export function journalUnreadable(file: string, problem: { line: number; message: string }): UserError {
  return new UserError(
    'journalUnreadable',
    l10n.t('{0} is not a study that TuneLens can read. {1}', `${file}:${problem.line + 1}`, problem.message),
    {
      remedy: l10n.t('Move the file away, or restore it; TuneLens writes nothing to it.'),
      place: { file, line: problem.line },
    },
  );
}

/** `problems` as annotation/problems.ts makes them, at least one; places are 0-based, and 1-based in the text. */
export function annotationProblems(
  problems: readonly {
    readonly file: string;
    readonly message: string;
    readonly remedy: string;
    readonly range: { readonly startLine: number; readonly startColumn: number };
  }[],
): UserError {
  const lines = problems.map(({ file, message, remedy, range }) =>
    l10n.t('{0}: {1} {2}', `${file}:${range.startLine + 1}:${range.startColumn + 1}`, message, remedy),
  );
  const first = problems[0];
  return new UserError('annotationProblems', l10n.t('A @tune annotation cannot be used.\n{0}', lines.join('\n')), {
    remedy: l10n.t('Mend it, or write "@tune off" to leave that parameter alone.'),
    ...(first === undefined ? {} : { place: { file: first.file, line: first.range.startLine } }),
  });
}

export function everythingHeld(file: string): UserError {
  return new UserError('everythingHeld', l10n.t('Every parameter of {0} is held by "@tune off".', file), {
    remedy: l10n.t('Remove "off" from those that are to be tuned.'),
    place: { file },
  });
}

export function programNotFound(path: string, place: { file: string; line?: number }): UserError {
  return new UserError('programNotFound', l10n.t('The program {0} does not exist.', path), {
    remedy: l10n.t('Correct the path; in a "@tune run" line it is read from the file that the line stands in.'),
    place,
  });
}

/** `candidates` are command lines as a person would type them. */
export function programUnclear(file: string, candidates: readonly string[]): UserError {
  return new UserError(
    'programUnclear',
    l10n.t('Several programs could train the model of {0}: {1}.', file, candidates.join(', ')),
    {
      remedy: l10n.t('Say which by a line such as "// @tune run ./train.js" in that file, or by the option --program.'),
      place: { file },
    },
  );
}

export function badSetting(name: string, range: string, value: string): UserError {
  return new UserError('badSetting', l10n.t('The setting {0} takes a number in {1}, not {2}.', name, range, value), {
    remedy: l10n.t('Correct it in the settings.'),
  });
}

export function unknownChoice(name: string, choices: string, value: string): UserError {
  return new UserError('unknownChoice', l10n.t('The setting {0} takes one of {1}, not {2}.', name, choices, value), {
    remedy: l10n.t('Correct it in the settings.'),
  });
}

export function notTrusted(): UserError {
  return new UserError('notTrusted', l10n.t('Tuning runs the code of this folder, which you have not trusted.'), {
    remedy: l10n.t('Trust the workspace (command "Workspaces: Manage Workspace Trust") and start again.'),
  });
}

export function alreadyRunning(): UserError {
  return new UserError('alreadyRunning', l10n.t('A study is running in this window.'), {
    remedy: l10n.t('Stop it first, or wait until it is done.'),
  });
}

export function noAnnotatedFile(): UserError {
  return new UserError('noAnnotatedFile', l10n.t('No file with @tune annotations is open.'), {
    remedy: l10n.t('Open the model file, then run the command again.'),
  });
}

export function nothingToApply(): UserError {
  return new UserError('nothingToApply', l10n.t('There are no tuned values to apply yet.'), {
    remedy: l10n.t('Start tuning; the best values can be applied as soon as a trial has finished.'),
  });
}

export function parametersGone(names: readonly string[], file: string): UserError {
  return new UserError(
    'parametersGone',
    l10n.t('{0} no longer has an annotation for {1}; nothing was changed.', file, names.join(', ')),
    { remedy: l10n.t('Bring the annotation back, or start a new study of the file as it is.'), place: { file } },
  );
}

export function journalReplaced(file: string): UserError {
  return new UserError('journalReplaced', l10n.t('{0} was deleted or replaced while it was in use.', file), {
    remedy: l10n.t('Start again; what stands in the file now is continued.'),
    place: { file },
  });
}

/** `trial` is the number that was no longer free. */
export function studyShared(file: string, trial: number): UserError {
  return new UserError(
    'studyShared',
    l10n.t('Another program changed the trials of {0} in the same moment; trial {1} could not be added.', file, trial),
    { remedy: l10n.t('Start again: the study goes on with the trials of both.'), place: { file } },
  );
}

/** Two hosts began the same study at the same moment, before its journal was there. */
export function trialInUse(folder: string, pid: number): UserError {
  return new UserError('trialInUse', l10n.t('{0} is used by another run, process {1}.', folder, pid), {
    remedy: l10n.t('Wait until that run has ended, or end it.'),
    place: { file: folder },
  });
}

export function objectiveNotReached(
  reason: string,
  place: { readonly file: string; readonly line?: number },
): UserError {
  return new UserError('objectiveNotReached', reason, {
    remedy: l10n.t('Put the annotation on a line that every run of the program comes to, and that computes a number.'),
    place,
  });
}
