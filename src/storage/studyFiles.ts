// Which studies belong to which annotated file: the one rule, for the editor, the command line and MCP.
//
// A study notes its file (sourceNote.ts), and belongs to that file alone. The journal's name only says where to look: `<study>.log`, and `<study>.2.log`,
// `<study>.3.log`, … of later studies, or of another file that has the same study name (`src/model.js` and `src-model.js`, `model.js` and `model.ts`).
// A journal without a note (of an earlier version, which named later studies `<study>-2.log`, or of Optuna), or whose file is gone, belongs to the one
// file that its name can mean: `model-2.log` to model.js where its study was created as "model", else to model-2.js before model.js. Where several files
// could be meant, as with model.js and model.ts, it belongs to the one that is annotated, or to none.
import { readdirSync, realpathSync, type Dirent } from 'node:fs';
import { basename, dirname, isAbsolute, join, parse } from 'node:path';
import { realFile, studyLocation, type StudyLocation } from '../program/location.ts';
import { sourcePattern } from '../program/sourceKind.ts';
import { readRegular } from '../system/openFile.ts';
import { readStudyHead, type StudyHead } from './sourceNote.ts';

export type StudyPlace = Pick<StudyLocation, 'packageFolder' | 'dataFolder' | 'studyName' | 'sourceFile'>;

export type LookOptions = {
  /** False: a journal that is a symbolic link is not read. Default: true. */
  readonly followLinks?: boolean;
};

/** The journals of a file's studies, oldest first; empty when there is none (or no such folder). */
export function studyFiles(place: StudyPlace, { followLinks = true }: LookOptions = {}): readonly string[] {
  const file = join(place.packageFolder, place.sourceFile);
  return journalsNamed(place)
    .toSorted((a, b) => a.nth - b.nth)
    .map(({ name }) => join(place.dataFolder, name))
    .filter((journal) => {
      const head = readStudyHead(journal, { followLinks });
      return head.note === place.sourceFile || ownerOf(journal, head) === file;
    });
}

/** The journal of the next new study of a file: a name that no journal has, and that no other file would look for first. */
export function nextStudyFile(place: Pick<StudyPlace, 'dataFolder' | 'studyName'>): string {
  const nth = Math.max(0, ...journalsNamed(place).map((journal) => journal.nth)) + 1;
  return join(place.dataFolder, nth === 1 ? `${place.studyName}.log` : `${place.studyName}.${nth}.log`);
}

/** The annotated file (real path) that a journal's study belongs to; null where there is none, or several could be meant. */
export function sourceFileOf(journal: string, { followLinks = true }: LookOptions = {}): string | null {
  const placed = placedJournal(journal);
  return ownerOf(placed, readStudyHead(placed, { followLinks }));
}

/** The path of a journal in the real folder of its package, as sources have it; the data folder itself may be a link to another disk. */
export function placedJournal(journal: string): string {
  const dataFolder = dirname(journal);
  try {
    return join(realpathSync.native(dirname(dataFolder)), basename(dataFolder), basename(journal));
  } catch {
    return journal;
  }
}

function ownerOf(journal: string, { note, name }: StudyHead): string | null {
  return (note === null ? null : notedFile(dirname(journal), note)) ?? fileOfName(journal, name);
}

/** The file that the note of a study in `dataFolder` names; null unless it is a source file whose studies are kept there: the note may come from anybody. */
export function notedFile(dataFolder: string, note: string): string | null {
  if (isAbsolute(note) || note.includes('\\') || note.split('/').includes('..')) return null;
  const path = join(dirname(dataFolder), note);
  return isKeptIn(dataFolder, path) ? path : null;
}

function isKeptIn(dataFolder: string, path: string): boolean {
  return sourcePattern.test(path) && realFile(path) === path && studyLocation(path).dataFolder === dataFolder;
}

/** `studyName` is what the journal calls its study. */
function fileOfName(journal: string, studyName: string | null): string | null {
  const name = basename(journal, '.log');
  const [, first = name] = /^(.+)[-.][1-9]\d*$/.exec(name) ?? [];
  const names = studyName === name || studyName === first ? [studyName] : [name, first];
  const files = names.map((one) => filesOf(one, journal)).find((found) => found.length > 0) ?? [];
  const annotated = files.length > 1 ? files.filter(isAnnotated) : files;
  return annotated.length === 1 ? (annotated[0] ?? null) : null;
}

function filesOf(studyName: string, journal: string): readonly string[] {
  const dataFolder = dirname(journal);
  return filesNamed(studyName, dirname(dataFolder)).filter((path) => isKeptIn(dataFolder, path));
}

/** The source files below `folder` whose study has that name: each of its dashes is one, or parts two folders. */
function filesNamed(studyName: string, folder: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOnTheWay = studyName.startsWith(`${entry.name}-`) && entry.name !== 'node_modules';
      return isOnTheWay ? filesNamed(studyName.slice(entry.name.length + 1), path) : [];
    }
    return sourcePattern.test(entry.name) && parse(entry.name).name === studyName ? [path] : [];
  });
}

/** Larger files are no models. */
const maxSourceBytes = 1e7;

function isAnnotated(file: string): boolean {
  try {
    return readRegular(file, { maxBytes: maxSourceBytes }).includes('@tune');
  } catch {
    return false;
  }
}

function journalsNamed({ dataFolder, studyName }: Pick<StudyPlace, 'dataFolder' | 'studyName'>) {
  return entriesOf(dataFolder).flatMap(({ name }) => {
    const nth = nthOf(name, studyName);
    return nth === null ? [] : [{ name, nth }];
  });
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function nthOf(fileName: string, studyName: string): number | null {
  if (!fileName.startsWith(studyName) || !fileName.endsWith('.log')) return null;
  const rest = fileName.slice(studyName.length, -'.log'.length);
  if (rest === '') return 1;
  const digits = /^[-.]([1-9]\d*)$/.exec(rest)?.[1];
  return digits === undefined || Number(digits) < 2 ? null : Number(digits);
}
