// All studies of the workspace: every journal below a `.tune` folder, also those of files that are not open, and which annotated file each belongs to.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { messageOf } from '../errors.ts';
import { studyLocation } from '../program/location.ts';
import { Journal } from '../storage/journal.ts';
import { studyFiles } from '../storage/studyFiles.ts';
import type { Obstacle } from '../study/obstacle.ts';
import type { Study } from '../study/study.ts';
import { placedFile } from './trust.ts';
import type { StudyChoice } from '../webviewProtocol.ts';

const pattern = '**/.tune/*.log';

export class StudyLibrary implements vscode.Disposable {
  private readonly log: Log;
  private readonly changed = new vscode.EventEmitter<void>();
  /** A journal has come, gone or grown. */
  readonly onChange = this.changed.event;
  private readonly watching: vscode.Disposable;
  private readonly journals = new Map<string, Journal>();

  constructor(log: Log) {
    this.log = log;
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const forget = ({ fsPath }: vscode.Uri): void => {
      this.journals.delete(fsPath);
      this.changed.fire();
    };
    this.watching = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(() => this.changed.fire()),
      watcher.onDidChange(() => this.changed.fire()),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()),
    );
  }

  /** The journals of the workspace, by path. */
  async files(): Promise<readonly string[]> {
    const found = await vscode.workspace.findFiles(pattern, '**/node_modules/**');
    return found.map(({ fsPath }) => fsPath).sort();
  }

  /** The study of a journal as it is now; null where it cannot be read (the log says why). */
  async read(file: string): Promise<Study | null> {
    return (await this.refreshed(file))?.study ?? null;
  }

  /** The lines of a journal as it is now; null where it cannot be read. */
  async lines(file: string): Promise<readonly string[] | null> {
    return (await this.refreshed(file))?.lines ?? null;
  }

  /** Why a journal is shown and not written to, as it was last read; null where it may be. */
  obstacle(file: string): Obstacle | null {
    return this.journals.get(file)?.obstacle ?? null;
  }

  private async refreshed(file: string): Promise<Journal | null> {
    try {
      const known = this.journals.get(file);
      const journal = known ?? (await openJournal(file));
      if (known !== undefined) await known.refresh();
      this.journals.set(file, journal);
      return journal;
    } catch (error) {
      this.journals.delete(file);
      this.log.warn(messageOf(error));
      return null;
    }
  }

  /** The study of a journal as it was last read; null before. */
  known(file: string): Study | null {
    return this.journals.get(file)?.study ?? null;
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }
}

function openJournal(file: string): Promise<Journal> {
  const followLinks = vscode.workspace.isTrusted;
  return Journal.open(followLinks ? file : placedFile(file), { readonly: true, followLinks });
}

/** All studies as the page lists them; one that has its name from another folder says from which. */
export async function studyChoices(
  library: StudyLibrary,
  shownJournal: string | null,
): Promise<readonly StudyChoice[]> {
  const files = await library.files();
  const nameOf = (file: string): string => basename(file, '.log');
  return files.map((file) => {
    const isAlone = files.filter((other) => nameOf(other) === nameOf(file)).length === 1;
    const folder = vscode.workspace.asRelativePath(dirname(dirname(file)));
    return {
      id: file,
      name: isAlone ? nameOf(file) : `${nameOf(file)} (${folder})`,
      isShown: file === shownJournal,
      canBeShown: isNewest(file),
    };
  });
}

/** Whether it is the study that is shown and continued when its annotated file is looked at. */
function isNewest(journalFile: string): boolean {
  const file = annotatedFileOf(journalFile);
  if (file === null) return false;
  const { dataFolder, studyName } = studyLocation(file);
  return studyFiles(dataFolder, studyName).at(-1) === journalFile;
}

const extensions = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx'];

/** The annotated file whose studies `journalFile` is among; null where none is left. */
export function annotatedFileOf(journalFile: string): string | null {
  const folder = dirname(journalFile);
  const name = basename(journalFile, '.log');
  // `src-model-2` is the second study of src/model.js, or the first of src/model-2.js: the name alone does not tell.
  const names = [name, name.replace(/-[1-9]\d*$/, '')].flatMap(pathsOf);
  for (const path of new Set(names)) {
    const file = extensions.map((extension) => join(dirname(folder), path + extension)).find(existsSync);
    if (file === undefined) continue;
    const location = studyLocation(file);
    if (location.dataFolder === folder && studyFiles(folder, location.studyName).includes(journalFile)) return file;
  }
  return null;
}

/** The paths that a study's name may stand for: each dash is one, or parts two folders. */
function pathsOf(name: string): readonly string[] {
  const [first = '', ...rest] = name.split('-');
  // More dashes than this are part of the file's name.
  if (rest.length > 8) return [name];
  return rest.reduce((paths, part) => paths.flatMap((path) => [`${path}/${part}`, `${path}-${part}`]), [first]);
}
