// The study that the results page, the sidebar and the commands speak of: the one of the annotated file that was looked at last.
import * as vscode from 'vscode';
import type { Study } from '../study/study.ts';
import { idle, type RunState } from '../webviewProtocol.ts';
import type { Change, FileStudy } from './fileStudy.ts';
import type { Studies } from './studies.ts';

export class ShownStudy implements vscode.Disposable {
  private readonly studies: Studies;
  private readonly changed = new vscode.EventEmitter<Change>();
  readonly onChange = this.changed.event;
  private current: FileStudy | null = null;
  private subscription: vscode.Disposable | null = null;

  constructor(studies: Studies) {
    this.studies = studies;
  }

  /** Null before any annotated file was met. */
  get fileStudy(): FileStudy | null {
    return this.current;
  }

  /** The annotated file (real path); null before any was met. */
  get file(): string | null {
    return this.current?.file ?? null;
  }

  /** Null while there is no study. */
  get journalFile(): string | null {
    return this.current?.journalFile ?? null;
  }

  get study(): Study | null {
    return this.current?.study ?? null;
  }

  get name(): string {
    return this.current?.name ?? '';
  }

  get lines(): readonly string[] {
    return this.current?.lines ?? [];
  }

  get run(): RunState {
    return this.current?.run ?? idle;
  }

  /** Shows the study of `file` (absolute path); resolves when what is there has been read. */
  async show(file: string): Promise<void> {
    const study = this.studies.follow(file);
    if (study !== null && study !== this.current) {
      this.subscription?.dispose();
      this.current = study;
      this.subscription = study.onChange((change) => this.changed.fire(change));
      this.changed.fire('study');
    }
    await study?.refresh();
  }

  /** Reads what has been written since. */
  async refresh(): Promise<void> {
    await this.current?.refresh();
  }

  dispose(): void {
    this.subscription?.dispose();
    this.changed.dispose();
  }
}
