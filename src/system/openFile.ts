// The one way to open a file that somebody else may have written: a journal, what lies in a trial's folder, a table, a source. It opens regular files
// only and never waits: a named pipe or a terminal would hold the thread until another process speaks, and a device may have no end.
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { fileTooLarge, fileUnreadable, notRegularFile } from '../fileErrors.ts';

export type OpenOptions = {
  /** `append` also reads, and creates the file; `update` writes anywhere into a file that exists. Default: `read`. */
  readonly access?: 'read' | 'append' | 'update';
  /** False: a path that leads through a symbolic link, in the file's name or in that of a folder above it, is refused. Default: true. */
  readonly followLinks?: boolean;
};

/**
 * The descriptor of a regular file. Throws a UserError for anything else (folder, named pipe, device, socket, link where links are refused), and
 * the system's error for a file that is missing or must not be read: `unreadable` makes a UserError of that.
 */
export function openRegular(file: string, { access = 'read', followLinks = true }: OpenOptions = {}): number {
  if (!followLinks && leadsThroughLink(file)) throw notRegularFile(file, 'link');
  // Looked at before it is opened, as to open a device can do something; looked at again after, as it may be another file by then.
  const before = statSync(file, { throwIfNoEntry: access !== 'append' });
  if (before !== undefined) refuseSpecial(file, before);
  const descriptor = openSync(file, flagsOf(access, followLinks), 0o666);
  try {
    refuseSpecial(file, fstatSync(descriptor));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
}

/** The same for reading without holding up the thread. */
export async function openRegularHandle(file: string): Promise<FileHandle> {
  refuseSpecial(file, statSync(file));
  const handle = await open(file, flagsOf('read', true));
  try {
    refuseSpecial(file, await handle.stat());
  } catch (error) {
    await handle.close();
    throw error;
  }
  return handle;
}

/**
 * The bytes of a regular file of at most `maxBytes`, even if it grows while it is read. Throws a UserError where it is no such file, is larger, or cannot be
 * read; the system's error where there is none.
 */
export function readRegular(
  file: string,
  { maxBytes, ...options }: OpenOptions & { readonly maxBytes: number },
): Buffer {
  const descriptor = openRegular(file, options);
  try {
    const { size } = fstatSync(descriptor);
    if (size > maxBytes) throw fileTooLarge(file, maxBytes);
    // One byte more than is there: a file that has not grown ends before the buffer does. Files of /proc say that they are empty.
    const buffer = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(size, minBufferBytes)) + 1);
    const nRead = readUpTo(descriptor, buffer);
    if (nRead > maxBytes || nRead === buffer.length) throw fileTooLarge(file, maxBytes);
    return buffer.subarray(0, nRead);
  } finally {
    closeSync(descriptor);
  }
}

/** The last `nBytes` of a regular file, or all of a shorter one. Throws as `openRegular` does. */
export function readTail(file: string, nBytes: number): Buffer {
  const descriptor = openRegular(file);
  try {
    const buffer = Buffer.allocUnsafe(nBytes);
    const nRead = readUpTo(descriptor, buffer, Math.max(0, fstatSync(descriptor).size - nBytes));
    return buffer.subarray(0, nRead);
  } finally {
    closeSync(descriptor);
  }
}

/** What to throw for `error`, which opening or reading `file` threw: the system's errors become UserErrors, others stay. */
export function unreadable(file: string, error: unknown): unknown {
  return error instanceof Error && 'syscall' in error ? fileUnreadable(file, error) : error;
}

const minBufferBytes = 4096;

function readUpTo(descriptor: number, buffer: Buffer, position = 0): number {
  let nRead = 0;
  while (nRead < buffer.length) {
    const n = readSync(descriptor, buffer, nRead, buffer.length - nRead, position + nRead);
    if (n === 0) break;
    nRead += n;
  }
  return nRead;
}

function refuseSpecial(file: string, stats: Stats): void {
  if (!stats.isFile()) throw notRegularFile(file, stats.isDirectory() ? 'folder' : 'special');
}

/** Windows knows neither of the two flags, and has no named pipes among its files. */
function flagsOf(access: 'read' | 'append' | 'update', followLinks: boolean): number {
  const { O_NONBLOCK, O_NOFOLLOW, O_RDONLY, O_RDWR, O_APPEND, O_CREAT } = constants;
  const mode = { read: O_RDONLY, append: O_RDWR | O_APPEND | O_CREAT, update: O_RDWR }[access];
  if (process.platform === 'win32') return mode;
  return mode | O_NONBLOCK | (followLinks ? 0 : O_NOFOLLOW);
}

function leadsThroughLink(file: string): boolean {
  try {
    return realpathSync.native(file) !== file;
  } catch {
    return false; // Not there: opening says so.
  }
}
