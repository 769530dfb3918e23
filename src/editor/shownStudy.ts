// The study that the editor shows: the newest journal of one annotated file, followed while anyone writes to it, and how our own run stands.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { messageOf } from '../errors.ts';
import { realFile } from '../program/imports.ts';
import { studyLocation, type StudyLocation } from '../program/location.ts';
import { Journal } from '../storage/journal.ts';
import { studyFiles } from '../storage/studyFiles.ts';
import type { Study } from '../study/study.ts';
import type { RunState } from '../webviewProtocol.ts';

export const idle: RunState = { kind: 'idle', nTrialsPlanned: 0, nTrialsEnded: 0, remainingMs: null };

/** One change: another study (or none), more of the same, or the run's state alone. */
export type Change = 'study' | 'events' | 'run';

export class ShownStudy implements vscode.Disposable {
  private readonly log: Log;
  private readonly changed = new vscode.EventEmitter<Change>();
  readonly onChange = this.changed.event;
  private fileShown: string | null = null;
  private journal: Journal | null = null;
  private watcher: vscode.Disposable | null = null;
  private runState: RunState = idle;
  /** Reading is one at a time, in order. */
  private queue: Promise<void> = Promise.resolve();

  constructor(log: Log) {
    this.log = log;
  }

  /** The annotated file (real path); null before any was met. */
  get file(): string | null {
    return this.fileShown;
  }

  get study(): Study | null {
    return this.journal?.study ?? null;
  }

  get name(): string {
    return this.journal === null ? '' : basename(this.journal.file, '.log');
  }

  get lines(): readonly string[] {
    return this.journal?.lines ?? [];
  }

  get run(): RunState {
    return this.runState;
  }

  setRun(run: RunState): void {
    this.runState = run;
    this.changed.fire('run');
  }

  /** Shows the study of `file` (absolute path), unless a run is under way for another. */
  show(file: string): Promise<void> {
    const path = realFile(file);
    if (path === null || (this.runState.kind !== 'idle' && this.fileShown !== null && this.fileShown !== path))
      return this.queue;
    if (path !== this.fileShown) {
      this.fileShown = path;
      this.watch(studyLocation(path));
    }
    return this.refresh();
  }

  /** Reads what has been written since, and turns to a newer journal of the same file. */
  refresh(): Promise<void> {
    this.queue = this.queue.then(() => this.read()).catch((error: unknown) => this.log.error(messageOf(error)));
    return this.queue;
  }

  dispose(): void {
    this.watcher?.dispose();
    this.changed.dispose();
  }

  private async read(): Promise<void> {
    const { fileShown } = this;
    if (fileShown === null) return;
    const { dataFolder, studyName } = studyLocation(fileShown);
    const newest = studyFiles(dataFolder, studyName).at(-1) ?? null;
    if (newest === (this.journal?.file ?? null) && this.journal !== null) {
      const events = await this.journal.refresh();
      if (events.length > 0) this.changed.fire('events');
      return;
    }
    const hadJournal = this.journal !== null;
    this.journal = newest === null ? null : await Journal.open(newest, { readonly: true });
    if (hadJournal || this.journal !== null) this.changed.fire('study');
  }

  /** Also sees what the command line, Optuna or another window writes. */
  private watch({ dataFolder }: StudyLocation): void {
    this.watcher?.dispose();
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(dataFolder), '*.log'),
    );
    const onFile = (): void => void this.refresh();
    this.watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(onFile),
      watcher.onDidCreate(onFile),
      watcher.onDidDelete(onFile),
    );
  }
}
