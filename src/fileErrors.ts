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
