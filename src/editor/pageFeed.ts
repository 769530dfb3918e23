// What one results page is sent: the whole study once, then what is new of it, at most ten times a second; the studies there are; the study that
// is laid over.
import type { StudyChoice, ToWebview } from '../webviewProtocol.ts';
import type { Change } from './fileStudy.ts';
import type { ShownStudy } from './shownStudy.ts';
import { studyChoices, type StudyLibrary } from './studyLibrary.ts';

const batchMs = 100;
const libraryMs = 1000;

export class PageFeed {
  private readonly shown: ShownStudy;
  private readonly library: StudyLibrary;
  private readonly send: (message: ToWebview) => void;
  private isReady = false;
  private nSent = 0;
  private timer: NodeJS.Timeout | null = null;
  private libraryTimer: NodeJS.Timeout | null = null;
  private choices: readonly StudyChoice[] = [];
  private compared: string | null = null;
  private nComparedSent = -1;

  constructor(shown: ShownStudy, library: StudyLibrary, send: (message: ToWebview) => void) {
    this.shown = shown;
    this.library = library;
    this.send = send;
  }

  /** The page listens now; nothing is sent before. */
  async begin(): Promise<void> {
    this.isReady = true;
    [this.choices, this.nComparedSent] = [[], -1];
    this.open();
    await this.lookAtLibrary();
  }

  changed(change: Change): void {
    if (!this.isReady) return;
    if (change !== 'study') {
      this.timer ??= setTimeout(() => this.sendNew(), batchMs);
      return;
    }
    this.open();
    this.libraryChanged();
  }

  /** A journal of the workspace has come, gone or grown. */
  libraryChanged(): void {
    if (!this.isReady) return;
    this.libraryTimer ??= setTimeout(() => {
      this.libraryTimer = null;
      void this.lookAtLibrary();
    }, libraryMs);
  }

  /** Lays the study of a journal over the one that is shown; null: none. */
  async compare(journalFile: string | null): Promise<void> {
    [this.compared, this.nComparedSent] = [journalFile, -1];
    if (!this.isReady) return;
    if (journalFile === null) this.send({ kind: 'compared', id: null, study: null });
    else await this.lookAtLibrary();
  }

  point(trial: number | null, parameter: string | null): void {
    if (this.isReady) this.send({ kind: 'pointed', trial, parameter });
  }

  dispose(): void {
    this.isReady = false;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.libraryTimer !== null) clearTimeout(this.libraryTimer);
  }

  private open(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const { study, name, lines, run } = this.shown;
    this.nSent = lines.length;
    this.send({ kind: 'open', study: study === null ? null : { name, lines }, run });
  }

  private sendNew(): void {
    this.timer = null;
    const { lines, run } = this.shown;
    const more = lines.slice(this.nSent);
    this.nSent += more.length;
    this.send(more.length > 0 ? { kind: 'append', lines: more, run } : { kind: 'run', run });
  }

  private async lookAtLibrary(): Promise<void> {
    const choices = await studyChoices(this.library, this.shown.journalFile);
    if (!this.isReady) return;
    if (JSON.stringify(choices) !== JSON.stringify(this.choices)) this.send({ kind: 'studies', studies: choices });
    this.choices = choices;
    await this.sendCompared();
  }

  /** Only a journal that the page was told of; the whole of it whenever it has grown. */
  private async sendCompared(): Promise<void> {
    const chosen = this.choices.find(({ id }) => id === this.compared);
    if (chosen === undefined) return;
    const lines = await this.library.lines(chosen.id);
    if (!this.isReady || lines === null || lines.length === this.nComparedSent || chosen.id !== this.compared) return;
    this.nComparedSent = lines.length;
    this.send({ kind: 'compared', id: chosen.id, study: { name: chosen.name, lines } });
  }
}
