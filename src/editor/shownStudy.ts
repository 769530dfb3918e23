// The study that the editor shows: the newest journal of one annotated file, followed while anyone writes to it, and how our own run stands.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { messageOf } from '../errors.ts';
import { realFile } from '../program/imports.ts';
import { studyLocation } from '../program/location.ts';
import { followStudy, type FollowedChange, type StudyFollower } from '../storage/followStudy.ts';
import type { Journal } from '../storage/journal.ts';
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
  private follower: StudyFollower | null = null;
  private journal: Journal | null = null;
  private runState: RunState = idle;

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
    const isBusy = this.runState.kind !== 'idle' && this.fileShown !== null && this.fileShown !== path;
    return path === null || isBusy || path === this.fileShown ? this.refresh() : this.follow(path);
  }

  /** Reads what has been written since, and turns to a newer journal of the same file. */
  async refresh(): Promise<void> {
    await this.follower?.look();
  }

  dispose(): void {
    void this.follower?.close();
    this.changed.dispose();
  }

  /** Also sees what the command line, Optuna or another window writes. */
  private async follow(file: string): Promise<void> {
    void this.follower?.close();
    const hadJournal = this.journal !== null;
    this.journal = null;
    this.fileShown = file;
    this.follower = followStudy(studyLocation(file), (change) => this.take(change));
    await this.follower.look();
    if (hadJournal && this.journal === null) this.changed.fire('study');
  }

  private take(change: FollowedChange): void {
    switch (change.kind) {
      case 'opened':
        this.journal = change.journal;
        this.changed.fire('study');
        return;
      case 'appended':
        this.changed.fire('events');
        return;
      case 'gone':
        this.journal = null;
        this.changed.fire('study');
        return;
      case 'unreadable':
        this.log.error(messageOf(change.error));
    }
  }
}
