// The one way to write a user's file: each is the old one or the new one whole, whatever happens meanwhile, with its permissions and its owner. A new file
// is written beside the old one, read back and synced, and then takes its name.
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { syncFolder } from './syncFolder.ts';
import {
  fileChanged,
  fileHasHardLinks,
  fileNotReplaced,
  fileOfOtherOwner,
  fileReadonly,
  filesPartlyReplaced,
  notRegularFile,
} from '../fileErrors.ts';

/** `before` is what was read; `file` a real path. */
export type Replacement = { readonly file: string; readonly before: Uint8Array; readonly after: Uint8Array };

/**
 * Replaces all of the files or none: all new ones lie on the disk before the first is replaced, and where a later one fails the earlier ones are put back.
 * Throws a UserError where one cannot be written, was changed meanwhile, is read-only, has other hard links (they would keep the old text), or
 * belongs to somebody whom the new file cannot be given to.
 */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const made: string[] = [];
  const beside = (file: string, write: (path: string) => void): string => {
    const path = join(dirname(file), `.tunelens-${randomBytes(12).toString('hex')}`);
    made.push(path);
    write(path);
    return path;
  };
  try {
    for (const { file } of replacements) assertReplaceable(file);
    const prepared = replacements.map((one) => ({
      ...one,
      written: beside(one.file, (path) => writeNew(path, one.after, one.file)),
      // A copy, not a hard link: one that a killed process leaves would make a file of two names. Of a single file there is nothing to put back.
      kept: replacements.length === 1 ? null : beside(one.file, (path) => writeNew(path, one.before, one.file)),
    }));
    swap(prepared);
    for (const folder of new Set(replacements.map(({ file }) => dirname(file)))) syncFolder(folder);
  } finally {
    for (const path of made) rmSync(path, { force: true });
  }
}

/**
 * Writes an output: a file that is there is replaced whole or stays as it was. Where the user has named it (`followLinks`), a link leads to the file that is
 * replaced, and what cannot be replaced is written as it stands: a pipe, a device, a file with other names or of another owner, one that is mounted by
 * itself. Otherwise a link or a pipe gives way to the file. Throws what the file system says.
 */
export function writeOutput(
  file: string,
  content: string | Uint8Array,
  { followLinks = true }: { readonly followLinks?: boolean } = {},
): void {
  const old = (followLinks ? statSync : lstatSync)(file, { throwIfNoEntry: false });
  if (followLinks && old !== undefined && !isOurs(old)) {
    writeFileSync(file, content);
    return;
  }
  const target = followLinks && old !== undefined ? realpathSync.native(file) : file;
  if (old?.isFile() === true) accessSync(target, constants.W_OK);
  const path = join(dirname(target), `.tunelens-${randomBytes(12).toString('hex')}`);
  try {
    writeBytes(path, Buffer.from(content), (descriptor) => {
      if (old?.isFile() === true) fchmodSync(descriptor, old.mode & 0o7777);
    });
    renameSync(path, target);
  } catch (error) {
    if (!followLinks || old === undefined || !isNotReplaceable(error)) throw error;
    writeFileSync(target, content);
  } finally {
    rmSync(path, { force: true });
  }
}

function isOurs(stats: Stats): boolean {
  return stats.isFile() && stats.nlink === 1 && (process.geteuid === undefined || stats.uid === process.geteuid());
}

/** The folder takes no new file, or the file cannot be renamed over. */
function isNotReplaceable(error: unknown): boolean {
  return /^(?:EACCES|EPERM|EBUSY|EXDEV)\b/.test(messageOf(error));
}

type Prepared = Replacement & { readonly written: string; readonly kept: string | null };

function swap(prepared: readonly Prepared[]): void {
  const done: Prepared[] = [];
  try {
    for (const one of prepared) {
      // Between this look and the next line no system has a lock that an editor would heed.
      assertUnchanged(one.file, one.before);
      renameSync(one.written, one.file);
      done.push(one);
    }
  } catch (error) {
    const left = done.filter((one) => !isPutBack(one)).map(({ file }) => file);
    if (left.length > 0) throw filesPartlyReplaced(left, error);
    throw asUserError(prepared[done.length]?.file ?? '', error);
  }
}

function isPutBack({ file, kept, after }: Prepared): boolean {
  try {
    assertUnchanged(file, after);
    renameSync(kept ?? '', file);
    return true;
  } catch {
    return false;
  }
}

function assertReplaceable(file: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  // The plan has the real path of a regular file.
  if (stats === undefined || stats.isSymbolicLink()) throw fileChanged(file);
  if (!stats.isFile()) throw notRegularFile(file, stats.isDirectory() ? 'folder' : 'special');
  if (stats.nlink > 1) throw fileHasHardLinks(file, stats.nlink);
  // Root may write everything; a file that nobody may write is not meant to be written.
  if ((stats.mode & 0o222) === 0 || !isWritable(file)) throw fileReadonly(file);
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function assertUnchanged(file: string, bytes: Uint8Array): void {
  if (!lstatSync(file).isFile() || !readFileSync(file).equals(bytes)) throw fileChanged(file);
}

function writeNew(path: string, bytes: Uint8Array, file: string): void {
  try {
    const old = statSync(file);
    writeBytes(path, bytes, (descriptor) => takeOver(descriptor, old, file));
  } catch (error) {
    throw asUserError(file, error);
  }
}

/** Owner and permissions of the file that is replaced. */
function takeOver(descriptor: number, old: Stats, file: string): void {
  const { uid, gid } = fstatSync(descriptor);
  if (uid !== old.uid || gid !== old.gid) {
    try {
      fchownSync(descriptor, old.uid, old.gid);
    } catch (error) {
      throw fileOfOtherOwner(file, error);
    }
  }
  // Later than the owner: a change of owner takes bits away.
  fchmodSync(descriptor, old.mode & 0o7777);
}

/** A new file, never one that is there or that a link leads to; all of it on the disk. */
function writeBytes(path: string, bytes: Uint8Array, finish: (descriptor: number) => void): void {
  const descriptor = openSync(path, 'wx+', 0o666);
  try {
    for (let n = 0; n < bytes.length;) n += writeSync(descriptor, bytes, n);
    finish(descriptor);
    fsyncSync(descriptor);
    assertWritten(descriptor, bytes);
  } finally {
    closeSync(descriptor);
  }
}

function assertWritten(descriptor: number, bytes: Uint8Array): void {
  const read = Buffer.alloc(bytes.length + 1);
  let nRead = 0;
  for (let n = -1; n !== 0; nRead += n) n = readSync(descriptor, read, nRead, read.length - nRead, nRead);
  if (!read.subarray(0, nRead).equals(bytes)) throw new Error('EIO: what was written is read differently');
}

function asUserError(file: string, error: unknown): UserError {
  return error instanceof UserError ? error : fileNotReplaced(file, error);
}
