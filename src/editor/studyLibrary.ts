// All studies of the workspace: every journal below a `.tune` folder, also those of files that are not open, and which annotated file each belongs to.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { messageOf } from '../errors.ts';
import { studyLocation } from '../program/location.ts';
import { Journal } from '../storage/journal.ts';
import { placedJournal, sourceFileOf, studyFiles } from '../storage/studyFiles.ts';
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
  const file = sourceOf(journalFile);
  if (file === null) return false;
  const newest = studyFiles(studyLocation(file), { followLinks: vscode.workspace.isTrusted }).at(-1);
  return newest === placedJournal(journalFile);
}

/** The annotated file that a journal's study belongs to; null where none is left. */
export function sourceOf(journalFile: string): string | null {
  return sourceFileOf(journalFile, { followLinks: vscode.workspace.isTrusted });
}
