// Failures of files that somebody else wrote or changes, found where they are opened and replaced (src/system). As in errors.ts, one function each, with the remedy.
import * as l10n from '@vscode/l10n';
import { messageOf, UserError } from './errors.ts';

/** What was found in the place of a file that TuneLens reads. */
export function notRegularFile(file: string, found: 'folder' | 'link' | 'special'): UserError {
  const message = {
    folder: l10n.t('{0} is a folder, not a file.', file),
    link: l10n.t(
      '{0} is reached through a symbolic link, which TuneLens does not follow in an untrusted workspace.',
      file,
    ),
    special: l10n.t('{0} is a pipe, a device or a socket, not a regular file.', file),
  }[found];
  return new UserError('notRegularFile', message, {
    remedy: l10n.t('Move it away; TuneLens reads and writes regular files only.'),
    place: { file },
  });
}

export function fileTooLarge(file: string, maxBytes: number): UserError {
  return new UserError(
    'fileTooLarge',
    l10n.t('{0} is larger than {1} MB, the most that TuneLens reads of such a file.', file, Math.ceil(maxBytes / 1e6)),
    { remedy: l10n.t('Name a smaller file, or move it away.'), place: { file } },
  );
}

/** `error` is what the file system said. */
export function fileUnreadable(file: string, error: unknown): UserError {
  return new UserError('fileUnreadable', l10n.t('{0} cannot be read: {1}', file, messageOf(error)), {
    remedy: l10n.t('Check the permissions of the file and the disk that it is on.'),
    place: { file },
    cause: error,
  });
}

/** The file on disk is no longer the one that was read. */
export function fileChanged(file: string): UserError {
  return new UserError('fileChanged', l10n.t('{0} was changed in the same moment; nothing was written.', file), {
    remedy: l10n.t('Start again with the file as it is now.'),
    place: { file },
  });
}

/** Two runs of different files took the same name for the journals that they began. Paths below the package's folder. */
export function studyOfOther(file: string, other: string): UserError {
  return new UserError('studyOfOther', l10n.t('The study that {0} was about to begin belongs to {1}.', file, other), {
    remedy: l10n.t('Start again: a study of its own begins under another name.'),
    place: { file },
  });
}

/** Its permissions say that nobody may write it, though the folder would let us replace it. */
export function fileReadonly(file: string): UserError {
  return new UserError('fileReadonly', l10n.t('{0} is read-only; nothing was written.', file), {
    remedy: l10n.t('Make it writable, then start again.'),
    place: { file },
  });
}

/** The file has several names: a replacement would take one of them away from the others. */
export function fileHasHardLinks(file: string, nLinks: number): UserError {
  return new UserError(
    'fileHasHardLinks',
    l10n.t(
      '{0} is one of {1} hard links to the same file, and replacing it would separate it from the others; nothing was written.',
      file,
      nLinks,
    ),
    {
      remedy: l10n.t('Put a copy of its own in its place first, or type the values yourself.'),
      place: { file },
    },
  );
}

/** `error` is what the system said when the new file was to be given to the owner of the old one. */
export function fileOfOtherOwner(file: string, error: unknown): UserError {
  return new UserError(
    'fileOfOtherOwner',
    l10n.t('{0} belongs to another user or group, and replacing it would make it yours; nothing was written.', file),
    { remedy: l10n.t('Start again as the owner of the file.'), place: { file }, cause: error },
  );
}

/** The old file is still there, whole. `error` is what the file system said. */
export function fileNotReplaced(file: string, error: unknown): UserError {
  const isFull = /^(?:ENOSPC|EDQUOT|EFBIG)\b/.test(messageOf(error));
  const remedy = isFull
    ? l10n.t('Free some space and start again.')
    : l10n.t('Make the file and its folder writable, then start again.');
  return new UserError(
    isFull ? 'diskFull' : 'fileNotReplaced',
    l10n.t('{0} could not be written and is as it was: {1}', file, messageOf(error)),
    { remedy, place: { file }, cause: error },
  );
}

/** Of several files these were replaced, a later one could not be, and these could not be put back. */
export function filesPartlyReplaced(files: readonly string[], error: unknown): UserError {
  return new UserError(
    'filesPartlyReplaced',
    l10n.t('Only some of the files have the new values ({0}): {1}', files.join(', '), messageOf(error)),
    {
      remedy: l10n.t('Make the files and their folders writable, then start again.'),
      ...(files[0] === undefined ? {} : { place: { file: files[0] } }),
      cause: error,
    },
  );
}

/** `byte` is the offset of the first byte that is no UTF-8; `text` needs what only UTF-8 can hold. */
export function fileNotUtf8(file: string, byte: number): UserError {
  return new UserError(
    'fileNotUtf8',
    l10n.t('{0} is not UTF-8 (from byte {1}), and the new values cannot be written into it.', file, byte),
    { remedy: l10n.t('Save the file as UTF-8, then start again.'), place: { file } },
  );
}

/** `text` is what would stand in the place of the literal, on the 0-based `line`. */
export function valueNotWritable(text: string, file: string, line: number): UserError {
  return new UserError(
    'valueNotWritable',
    l10n.t('The value {0} cannot be written into {1}: the text around its literal does not allow it.', text, file),
    { remedy: l10n.t('Give the literal a constant of its own, or type the value yourself.'), place: { file, line } },
  );
}

/** A process that a note tells of lives; whether it is the trial's cannot be told, so it is not ended. */
export function processMayBeLeft(folder: string, pid: number): UserError {
  return new UserError(
    'processMayBeLeft',
    l10n.t('The process {0} may be that of an earlier trial and still work in {1}.', pid, folder),
    {
      remedy: l10n.t('End it if it is a trial, or remove the folder if it is something else; then start again.'),
      place: { file: folder },
    },
  );
}

/** A link below the data folder would have TuneLens write or remove somewhere else. */
export function linkedFolder(path: string): UserError {
  return new UserError(
    'linkedFolder',
    l10n.t('{0} is a symbolic link; TuneLens writes and removes nothing through links in its folder.', path),
    { remedy: l10n.t('Remove the link, or put a folder in its place.'), place: { file: path } },
  );
}
