// Which file a study tunes, as its journal says: the study's user attribute `source_file`, a path below the package's folder. Read without decoding the
// journal, as it is asked for at every look at a folder: only what has been appended since the last look is searched.
import { closeSync, fstatSync, readSync } from 'node:fs';
import type { StudyEvent } from '../study/event.ts';
import { objectOf, parsePythonJson } from '../study/pythonJson.ts';
import type { Study } from '../study/study.ts';
import { openRegular } from '../system/openFile.ts';
import { maxFileBytes, maxLineBytes } from './journalLimits.ts';

const attribute = 'source_file';

/** The operations of Optuna's records that create a study and set a user attribute of one. */
const createStudy = 0;
const setStudyAttribute = 2;

/** `sourceFile` as StudyLocation has it. */
export function sourceNoteEvent(sourceFile: string): StudyEvent {
  return { kind: 'factNoted', trial: null, name: attribute, fact: sourceFile };
}

/** Null where the study notes none. */
export function sourceNoteOf({ facts }: Pick<Study, 'facts'>): string | null {
  const fact = Object.hasOwn(facts, attribute) ? facts[attribute] : null;
  return typeof fact === 'string' ? fact : null;
}

export type StudyHead = {
  /** The name under which the journal's first study was created; null where the first line creates none. */
  readonly name: string | null;
  /** The file that the latest note names; null where there is none. */
  readonly note: string | null;
};

const unknown: StudyHead = { name: null, note: null };

type Scanned = StudyHead & { readonly inode: number; readonly nBytes: number };

/** What has been read so far, by journal. */
const scanned = new Map<string, Scanned>();

const chunkBytes = 1 << 20;

/** A longer line holds no note of ours. */
const maxNoteBytes = 1 << 16;

/** What a journal says of its study; nothing where it cannot be read. */
export function readStudyHead(journal: string, options: { readonly followLinks: boolean }): StudyHead {
  try {
    const descriptor = openRegular(journal, options);
    try {
      return scan(journal, descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    scanned.delete(journal);
    return unknown; // Whoever opens the journal says what is wrong with it.
  }
}

function scan(journal: string, descriptor: number): StudyHead {
  const { ino: inode, size } = fstatSync(descriptor);
  if (size > maxFileBytes) return unknown; // Nor does anybody else read it.
  const known = scanned.get(journal);
  const isKnown = known?.inode === inode && known.nBytes <= size;
  let { nBytes, note, name } = isKnown ? known : { ...unknown, nBytes: 0 };
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(size - nBytes, 1)));
  let nUnended = 0;
  while (nBytes < size && nUnended <= maxLineBytes) {
    const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, nBytes));
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (nBytes === 0) name = nameIn(bytes);
    note = lastNoteIn(bytes.subarray(0, end)) ?? note;
    if (end === 0 && bytes.length < maxNoteBytes) break;
    nUnended = end > 0 ? 0 : nUnended + bytes.length;
    nBytes += end > 0 ? end : bytes.length;
  }
  const head = { inode, nBytes, note, name };
  scanned.set(journal, head);
  return head;
}

function nameIn(bytes: Buffer): string | null {
  const end = bytes.indexOf(0x0a);
  const record = end === -1 || end > maxNoteBytes ? null : recordIn(bytes.toString('utf8', 0, end));
  const name = record?.['op_code'] === createStudy ? record['study_name'] : null;
  return typeof name === 'string' ? name : null;
}

function lastNoteIn(lines: Buffer): string | null {
  const wanted = Buffer.from(`"${attribute}"`);
  let at = lines.lastIndexOf(wanted);
  while (at !== -1) {
    const start = lines.lastIndexOf(0x0a, at) + 1;
    const end = lines.indexOf(0x0a, at);
    const note = end - start > maxNoteBytes ? null : noteIn(lines.toString('utf8', start, end));
    if (note !== null) return note;
    // On in the line before: one line may hold the word thousands of times.
    at = start === 0 ? -1 : lines.lastIndexOf(wanted, start - 1);
  }
  return null;
}

function noteIn(line: string): string | null {
  const record = recordIn(line);
  const note = record?.['op_code'] === setStudyAttribute ? objectOf(record['user_attr'])?.[attribute] : null;
  return typeof note === 'string' ? note : null;
}

function recordIn(line: string): Readonly<Record<string, unknown>> | null {
  try {
    return objectOf(parsePythonJson(line));
  } catch {
    return null;
  }
}
