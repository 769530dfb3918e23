// The studies that the editor follows: one per annotated file that is on screen, is being tuned, or is shown in the results.
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { realFile } from '../program/location.ts';
import { FileStudy, type Change } from './fileStudy.ts';
import { readableFile } from './trust.ts';

/** A change of one followed study. */
export type StudyChange = { readonly study: FileStudy; readonly change: Change };

export class Studies implements vscode.Disposable {
  private readonly log: Log;
  private readonly followed = new Map<string, FileStudy>();
  private readonly held = new Set<FileStudy>();
  private readonly changed = new vscode.EventEmitter<StudyChange>();
  readonly onChange = this.changed.event;

  constructor(log: Log) {
    this.log = log;
  }

  /** The study of `file` (absolute path), followed from now on; null for a file that is not on disk, or that an untrusted folder only links to. */
  follow(file: string): FileStudy | null {
    const path = readableFile(file);
    if (path === null) return null;
    const known = this.followed.get(path);
    if (known !== undefined) return known;
    const study = new FileStudy(path, this.log);
    this.followed.set(path, study);
    study.onChange((change) => this.changed.fire({ study, change }));
    return study;
  }

  /** The followed study of `file`, or null. Starts nothing. */
  find(file: string): FileStudy | null {
    return this.followed.get(realFile(file) ?? file) ?? null;
  }

  get all(): readonly FileStudy[] {
    return [...this.followed.values()];
  }

  /** Those that are being tuned by this window, or are about to be. */
  get running(): readonly FileStudy[] {
    return this.all.filter(({ run }) => run.kind !== 'idle');
  }

  /** Follows the study of `file` until `release`, whether anyone looks at it or not. */
  hold(file: string): void {
    const study = this.follow(file);
    if (study !== null) this.held.add(study);
  }

  isHeld(study: FileStudy): boolean {
    return this.held.has(study);
  }

  /** The study is followed no longer than it is wanted. */
  release(study: FileStudy): void {
    this.held.delete(study);
  }

  /** Follows no longer what is neither in `wanted` nor held nor being tuned. */
  keep(wanted: readonly FileStudy[]): void {
    for (const study of this.all) {
      if (wanted.includes(study) || this.held.has(study) || study.run.kind !== 'idle') continue;
      this.followed.delete(study.file);
      study.dispose();
    }
  }

  dispose(): void {
    for (const study of this.followed.values()) study.dispose();
    this.followed.clear();
    this.changed.dispose();
  }
}
