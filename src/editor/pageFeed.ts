// What one results page is sent: the whole study once, then what is new of it, at most ten times a second; the studies there are; the study that
// is laid over.
import type { StudyChoice, ToWebview } from '../webviewProtocol.ts';
import type { Comparison } from './comparison.ts';
import type { Change } from './fileStudy.ts';
import type { ShownStudy } from './shownStudy.ts';
import { studyChoices, type StudyLibrary } from './studyLibrary.ts';

const batchMs = 100;
const libraryMs = 1000;

export type FeedSources = {
  readonly shown: ShownStudy;
  readonly library: StudyLibrary;
  readonly comparison: Comparison;
};

export class PageFeed {
  private readonly shown: ShownStudy;
  private readonly library: StudyLibrary;
  private readonly comparison: Comparison;
  private readonly send: (message: ToWebview) => void;
  private isReady = false;
  private nSent = 0;
  private timer: NodeJS.Timeout | null = null;
  private libraryTimer: NodeJS.Timeout | null = null;
  private choices: readonly StudyChoice[] = [];
  /** What lies over the study on the page; null: nothing. */
  private laidOver: { readonly id: string; readonly nLines: number } | null = null;

  constructor({ shown, library, comparison }: FeedSources, send: (message: ToWebview) => void) {
    this.shown = shown;
    this.library = library;
    this.comparison = comparison;
    this.send = send;
  }

  /** The page listens now; nothing is sent before. */
  async begin(): Promise<void> {
    this.isReady = true;
    [this.choices, this.laidOver] = [[], null];
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

  /** Another study, or none, is to be laid over the one that is shown. */
  async comparisonChanged(): Promise<void> {
    if (!this.isReady) return;
    this.takeAway();
    await this.lookAtLibrary();
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
    this.takeAway();
  }

  /** What stands against another study is no answer to this one. */
  private takeAway(): void {
    if (this.laidOver === null || this.laidOver.id === this.comparison.over(this.shown.journalFile)) return;
    this.laidOver = null;
    this.send({ kind: 'compared', id: null, study: null });
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
    const wanted = (): string | null => this.comparison.over(this.shown.journalFile);
    const chosen = this.choices.find(({ id }) => id === wanted());
    if (chosen === undefined) return;
    const { id, name } = chosen;
    const lines = await this.library.lines(id);
    const isNew = this.laidOver?.id !== id || this.laidOver.nLines !== lines?.length;
    if (!this.isReady || lines === null || !isNew || id !== wanted()) return;
    this.laidOver = { id, nLines: lines.length };
    this.send({ kind: 'compared', id, study: { name, lines } });
  }
}
