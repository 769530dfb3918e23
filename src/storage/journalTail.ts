// A journal's bytes: reading pieces of it, and what to do about a line that its writer never ended. Nothing is ever cut off, because whoever was held up in
// the meantime would cut off what others have appended since. All that is changed are the bytes of the unended line itself, in place: doing it twice, or too
// late, changes nothing else.
import { closeSync, readSync, writeSync } from 'node:fs';
import { openRegular, unreadable, type OpenOptions } from '../system/openFile.ts';
import { objectOf, parsePythonJson } from '../study/pythonJson.ts';
import { recordStart } from '../study/recordReader.ts';

/** Up to `nBytes` from `position`; fewer only at the end of the file. Throws a UserError where the disk refuses. */
export function readAt(
  file: string,
  descriptor: number,
  { nBytes, position }: { readonly nBytes: number; readonly position: number },
): Buffer {
  const buffer = Buffer.allocUnsafe(nBytes);
  let nRead = 0;
  try {
    while (nRead < nBytes) {
      const n = readSync(descriptor, buffer, nRead, nBytes - nRead, position + nRead);
      if (n === 0) break;
      nRead += n;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  return buffer.subarray(0, nRead);
}

/** Bytes of the file, and where they are in it. */
export type Piece = { readonly bytes: Buffer; readonly position: number };

/** What stands before the record in line number `nth` of `bytes`, which were read at `position`. */
export function tornPiece({ bytes, position }: Piece, nth: number): Piece {
  let start = 0;
  for (let i = 0; i < nth; i++) start = bytes.indexOf(newline, start) + 1;
  const line = bytes.subarray(start, bytes.indexOf(newline, start));
  return { bytes: Buffer.from(line.subarray(0, line.lastIndexOf(recordStart))), position: position + start };
}

/** The descriptor of a file to be read; null where there is none. Throws a UserError where it cannot be read. */
export function openOrNull(file: string, options: OpenOptions): number | null {
  try {
    return openRegular(file, options);
  } catch (error) {
    if (isMissing(error)) return null;
    throw unreadable(file, error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Writes each piece over what is at its place. */
export function overwrite(file: string, pieces: readonly Piece[], options: OpenOptions): void {
  if (pieces.length === 0) return;
  const descriptor = openRegular(file, { ...options, access: 'update' });
  try {
    for (const { bytes, position } of pieces)
      for (let n = 0; n < bytes.length;) n += writeSync(descriptor, bytes, n, bytes.length - n, position + n);
  } finally {
    closeSync(descriptor);
  }
}

/** As many blanks: before a record they mean nothing to any reader, Optuna included. */
export function blanks(nBytes: number): Buffer {
  return Buffer.alloc(nBytes, ' ');
}

/**
 * What takes the place of an unended line, byte for byte; null where it can stay. A whole record ends its line one character of its writer's name earlier (the
 * writer never returned, so nobody compares the name); of a torn one nothing can be known, and it becomes blanks before the next record.
 */
export function repairOf(unended: Buffer): Buffer | null {
  if (unended.every((byte) => byte === blank)) return null;
  return endedRecord(unended) ?? blanks(unended.length);
}

const blank = 0x20;
const newline = 0x0a;

/** Latin-1, in which one character is one byte. */
function endedRecord(unended: Buffer): Buffer | null {
  const before = recordIn(unended);
  if (before === null) return null;
  const text = unended.toString('latin1');
  if (/[ \t\r]$/.test(text)) return Buffer.from(`${text.slice(0, -1)}\n`, 'latin1');
  const [, start, name] = /^(.*?"worker_id": ?")([\x20\x21\x23-\x5b\x5d-\x7e]+)"/s.exec(text) ?? [];
  if (start === undefined || name === undefined) return null;
  const after = Buffer.from(`${start}${name.slice(0, -1)}${text.slice(start.length + name.length)}\n`, 'latin1');
  const ended = recordIn(after);
  // Where those letters stood in somebody's text it would be another record.
  return ended?.['worker_id'] === name.slice(0, -1) && isSame(withoutName(ended), withoutName(before)) ? after : null;
}

type Fields = Readonly<Record<string, unknown>>;

function recordIn(bytes: Buffer): Fields | null {
  try {
    const record = objectOf(parsePythonJson(bytes.toString()));
    return typeof record?.['op_code'] === 'number' ? record : null;
  } catch {
    return null;
  }
}

function withoutName(record: Fields): Fields {
  return { ...record, worker_id: '' };
}

/** False for what is nested too deeply to tell. */
function isSame(a: Fields, b: Fields): boolean {
  try {
    return JSON.stringify(a) === JSON.stringify(b);
  } catch {
    return false;
  }
}
