// The study of one annotated file: its newest journal, followed while anyone writes to it, and how our own run of it stands.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { studyLocation } from '../program/location.ts';
import { followStudy, type FollowedChange, type StudyFollower } from '../storage/followStudy.ts';
import type { Journal } from '../storage/journal.ts';
import type { Obstacle } from '../study/obstacle.ts';
import { bestTrial, type FinishedTrial, type Study } from '../study/study.ts';
import { isRunElsewhere } from '../trial/run/runRecord.ts';
import { askToStop } from '../trial/run/stopRequest.ts';
import { idle, type RunState } from '../webviewProtocol.ts';

/** One change: another study (or none), more of the same, or the run's state alone. */
export type Change = 'study' | 'events' | 'run';

export class FileStudy implements vscode.Disposable {
  /** The annotated file (real path). */
  readonly file: string;
  private readonly log: Log;
  private readonly changed = new vscode.EventEmitter<Change>();
  readonly onChange = this.changed.event;
  private follower: StudyFollower;
  private readonly trusting: vscode.Disposable;
  private journal: Journal | null = null;
  private runState: RunState = idle;
  private isElsewhere = false;

  constructor(file: string, log: Log) {
    this.file = file;
    this.log = log;
    this.follower = this.follow();
    // What a link hid until now is looked at.
    this.trusting = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      void this.follower.close();
      this.follower = this.follow();
    });
  }

  private follow(): StudyFollower {
    const followLinks = vscode.workspace.isTrusted;
    return followStudy({ ...studyLocation(this.file), followLinks }, (change) => this.take(change));
  }

  get study(): Study | null {
    return this.journal?.study ?? null;
  }

  /** The best trial so far; null without one. */
  get best(): FinishedTrial | null {
    return this.study === null ? null : bestTrial(this.study);
  }

  /** Null while there is no study. */
  get journalFile(): string | null {
    return this.journal?.file ?? null;
  }

  get name(): string {
    return this.journal === null ? '' : basename(this.journal.file, '.log');
  }

  get lines(): readonly string[] {
    return this.journal?.lines ?? [];
  }

  /** Why the study is shown and not written to; null where it may be, or there is none. */
  get obstacle(): Obstacle | null {
    return this.journal?.obstacle ?? null;
  }

  get run(): RunState {
    return this.runState;
  }

  /** Whether another process of this machine has the run under way: another window, the command line. */
  get isRunElsewhere(): boolean {
    return this.isElsewhere && this.runState.kind === 'idle';
  }

  /** Asks that process to stop; where it has gone without a word, that is known from now on. */
  async stopElsewhere(): Promise<boolean> {
    if (this.journal === null || !this.isRunElsewhere) return false;
    const isAsked = await askToStop(this.journal.file);
    this.isElsewhere = isAsked;
    this.changed.fire('run');
    return isAsked;
  }

  setRun(run: RunState): void {
    this.runState = run;
    this.changed.fire('run');
  }

  /** Reads what has been written since, and turns to a newer journal of the same file. */
  refresh(): Promise<void> {
    return this.follower.look();
  }

  dispose(): void {
    this.trusting.dispose();
    void this.follower.close();
    this.changed.dispose();
  }

  private take(change: FollowedChange): void {
    switch (change.kind) {
      case 'opened':
        this.journal = change.journal;
        this.isElsewhere = isElsewhere(change.journal);
        this.changed.fire('study');
        return;
      case 'appended':
        // Looked at only when something was noted of the study itself: it may cost a process.
        if (change.events.some((event) => event.kind === 'factNoted' && event.trial === null))
          this.isElsewhere = isElsewhere(change.journal);
        this.changed.fire('events');
        return;
      case 'gone':
        this.journal = null;
        this.isElsewhere = false;
        this.changed.fire('study');
        return;
      case 'unreadable':
        this.log.error(messageOf(change.error));
    }
  }
}

/** To ask the system for a process that a journal names is nothing that an untrusted one may cause. */
function isElsewhere({ study }: Journal): boolean {
  return vscode.workspace.isTrusted && isRunElsewhere(study);
}
