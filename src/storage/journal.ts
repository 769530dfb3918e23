// A study's journal file, open: its folded state, what others append to it, and our own appends under Optuna's lock. The only writer of study files.
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { folderNotWritable, journalUnreadable } from '../errors.ts';
import { createDecoder, type LineProblem } from '../study/codec.ts';
import { encodeEvents } from '../study/encode.ts';
import type { StudyEvent } from '../study/event.ts';
import { emptyStudy, fold } from '../study/fold.ts';
import type { Study } from '../study/study.ts';
import { withJournalLock } from './journalLock.ts';

export type JournalOptions = {
  /** The study of the file to follow; its first one by default. */
  readonly study?: string;
  /** True: `append` is refused, and the file need not be writable. */
  readonly readonly?: boolean;
};

export class Journal {
  /** Absolute. */
  readonly file: string;
  private readonly folded = emptyStudy();
  private readonly readLines: string[] = [];
  private readonly decoder: ReturnType<typeof createDecoder>;
  private readonly workerId = randomUUID();
  private readonly isReadonly: boolean;
  private nBytesRead = 0;
  private problem: LineProblem | null = null;
  private queue: Promise<unknown> = Promise.resolve();

  /** Opens a journal and reads it; a file that does not exist yet is an empty journal, and is created by the first append. Throws a UserError for a line that is no record. */
  static async open(file: string, options: JournalOptions = {}): Promise<Journal> {
    const journal = new Journal(file, options);
    await journal.refresh();
    journal.throwProblem();
    return journal;
  }

  private constructor(file: string, { study, readonly = false }: JournalOptions) {
    this.file = resolve(file);
    this.isReadonly = readonly;
    this.decoder = createDecoder(study === undefined ? {} : { study });
  }

  /** The state as of the last append or refresh. */
  get study(): Study {
    return this.folded;
  }

  /** Every complete line read so far, without its end. */
  get lines(): readonly string[] {
    return this.readLines;
  }

  /** Reads what has been appended since, by anyone, and returns its events. */
  refresh(): Promise<readonly StudyEvent[]> {
    return this.enqueue(() => this.readNew());
  }

  /**
   * Appends events, durably, in order. A torn tail that a dead writer left is cut off first. Throws a UserError when the file cannot be written; then nothing was.
   */
  append(events: readonly StudyEvent[]): Promise<void> {
    return this.enqueue(async () => {
      if (this.isReadonly) throw new Error(`${this.file} was opened for reading.`);
      try {
        await withJournalLock(this.file, () => this.appendLocked(events));
      } catch (error) {
        throw isFileError(error) ? folderNotWritable(this.file, error) : error;
      }
    });
  }

  /** Waits for what is under way. Nothing is kept open between two operations. */
  async close(): Promise<void> {
    await this.queue;
  }

  private appendLocked(events: readonly StudyEvent[]): void {
    const descriptor = openSync(this.file, 'a+');
    try {
      this.readFrom(descriptor);
      this.throwProblem();
      // A whole but unended line goes too: its writer never returned.
      if (fstatSync(descriptor).size > this.nBytesRead) ftruncateSync(descriptor, this.nBytesRead);
      const { ids } = this.decoder;
      const lines = encodeEvents(events, { workerId: this.workerId, ids, space: this.folded.space });
      writeWhole(descriptor, `${lines.join('\n')}\n`, this.nBytesRead);
      this.readFrom(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  private readNew(): readonly StudyEvent[] {
    if (!existsSync(this.file)) return [];
    const descriptor = openSync(this.file, 'r');
    try {
      return this.readFrom(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  private readFrom(descriptor: number): readonly StudyEvent[] {
    const buffer = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - this.nBytesRead));
    const nBytes = readSync(descriptor, buffer, 0, buffer.length, this.nBytesRead);
    const end = buffer.subarray(0, nBytes).lastIndexOf(0x0a) + 1;
    if (end === 0) return [];
    this.nBytesRead += end;
    return buffer
      .toString('utf8', 0, end - 1)
      .split('\n')
      .flatMap((line) => this.take(line));
  }

  private take(line: string): readonly StudyEvent[] {
    if (this.problem !== null) return [];
    const { events, problem } = this.decoder.push(line);
    this.problem = problem;
    if (problem !== null) return [];
    this.readLines.push(line);
    fold(this.folded, events);
    return events;
  }

  private throwProblem(): void {
    if (this.problem !== null) throw journalUnreadable(this.file, this.problem);
  }

  private enqueue<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }
}

/** Writes and syncs all of `text`, or nothing: a short write (full disk) is cut off again. */
function writeWhole(descriptor: number, text: string, sizeBefore: number): void {
  const bytes = Buffer.from(text);
  try {
    for (let nWritten = 0; nWritten < bytes.length;) nWritten += writeSync(descriptor, bytes, nWritten);
    fsyncSync(descriptor);
  } catch (error) {
    ftruncateSync(descriptor, sizeBefore);
    throw error;
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
