// A study's journal file, open: its folded state, what others append to it, and our own appends under Optuna's lock. The only writer of study files.
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, truncateSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { folderNotWritable, journalReplaced, journalUnreadable, studyShared } from '../errors.ts';
import { createDecoder, type LineProblem } from '../study/codec.ts';
import { encodeEvents } from '../study/encode.ts';
import type { StudyEvent } from '../study/event.ts';
import { emptyStudy, fold } from '../study/fold.ts';
import type { Obstacle } from '../study/obstacle.ts';
import type { Study } from '../study/study.ts';
import { openRegular } from '../system/openFile.ts';
import { journalReadonly } from './failures.ts';
import { withJournalLock } from './journalLock.ts';

export type JournalOptions = {
  /** The study of the file to follow; its first one by default. */
  readonly study?: string;
  /** True: `append` is refused, and the file need not be writable. */
  readonly readonly?: boolean;
  /** False: a path that leads through a symbolic link is refused. Default: true. */
  readonly followLinks?: boolean;
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
  /** The last bytes read: while they stand where they stood, the file is the one that was read. */
  private tail = Buffer.alloc(0);
  private problem: LineProblem | null = null;
  private queue: Promise<unknown> = Promise.resolve();

  /** Opens a journal and reads it; a file that does not exist yet is an empty journal, and is created by the first append. Throws a UserError for a line that is no record. */
  static async open(file: string, options: JournalOptions = {}): Promise<Journal> {
    const journal = new Journal(file, options);
    if (options.followLinks === false) closeSync(openRegular(journal.file, { followLinks: false }));
    await journal.enqueue(() => journal.readNew(drop));
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

  /** Why the file is shown and not written to; null where it may be. */
  get obstacle(): Obstacle | null {
    return this.decoder.obstacle;
  }

  /** The names of all studies of the file. */
  get studies(): readonly string[] {
    return this.decoder.studies;
  }

  /** Every complete line read so far, without its end. */
  get lines(): readonly string[] {
    return this.readLines;
  }

  /**
   * Reads what has been appended since, by anyone, and returns its events. Throws a UserError for a line that is no record (the study stays as it
   * was until there) and for a file that was deleted or replaced (then open another Journal).
   */
  refresh(): Promise<readonly StudyEvent[]> {
    return this.enqueue(() => {
      const events: StudyEvent[] = [];
      this.readNew((read) => events.push(...read));
      this.throwProblem();
      return events;
    });
  }

  /**
   * Appends events, durably, in order. A torn tail that a dead writer left is cut off first. Throws a UserError when the file cannot be written or is
   * no longer the one that was read, and when another writer took a trial's number meanwhile; then nothing was written.
   */
  async append(events: readonly StudyEvent[]): Promise<void> {
    await this.transact(() => events);
  }

  /** Appends, as `append` does, what `build` makes of the study as it stands under the lock, and returns it: no other writer comes between. */
  transact(build: (study: Study) => readonly StudyEvent[]): Promise<readonly StudyEvent[]> {
    return this.enqueue(async () => {
      if (this.isReadonly) throw new Error(`${this.file} was opened for reading.`);
      try {
        return await withJournalLock(this.file, () => this.appendLocked(build));
      } catch (error) {
        throw isFileError(error) ? folderNotWritable(this.file, error) : error;
      }
    });
  }

  /** Waits for what is under way. Nothing is kept open between two operations. */
  async close(): Promise<void> {
    await this.queue;
  }

  private appendLocked(build: (study: Study) => readonly StudyEvent[]): readonly StudyEvent[] {
    const isNew = !existsSync(this.file);
    if (isNew && this.nBytesRead > 0) throw journalReplaced(this.file);
    const descriptor = openSync(this.file, 'a+');
    try {
      this.readFrom(descriptor, drop);
      this.throwProblem();
      if (this.obstacle !== null) throw journalReadonly(this.file, this.obstacle);
      const events = build(this.folded);
      this.checkTurn(events);
      const { ids } = this.decoder;
      const lines = encodeEvents(events, { workerId: this.workerId, ids, space: this.folded.space });
      // An empty line would end the file for every reader.
      if (lines.length === 0) return events;
      // A whole but unended line goes too: its writer never returned.
      if (fstatSync(descriptor).size > this.nBytesRead) truncateSync(this.file, this.nBytesRead);
      this.writeWhole(descriptor, `${lines.join('\n')}\n`);
      if (isNew) syncFolder(dirname(this.file));
      this.readFrom(descriptor, drop);
      return events;
    } finally {
      closeSync(descriptor);
    }
  }

  /** Trials get their numbers in the order of the file. One whose number another writer took would be confused with that one for ever. */
  private checkTurn(events: readonly StudyEvent[]): void {
    const { trials } = this.folded;
    let nTrials = trials.length;
    for (const event of events) {
      if (event.kind !== 'trialQueued' && event.kind !== 'trialStarted') continue;
      const isNew = event.kind === 'trialQueued' || event.params !== null;
      if (isNew ? event.trial !== nTrials : (trials[event.trial]?.state ?? 'queued') !== 'queued')
        throw studyShared(this.file, event.trial);
      if (isNew) nTrials++;
    }
  }

  /** Writes and syncs all of `text`, or nothing: a short write (full disk) is cut off again. */
  private writeWhole(descriptor: number, text: string): void {
    const bytes = Buffer.from(text);
    try {
      for (let nWritten = 0; nWritten < bytes.length;) nWritten += writeSync(descriptor, bytes, nWritten);
      fsyncSync(descriptor);
    } catch (error) {
      truncateSync(this.file, this.nBytesRead);
      throw error;
    }
  }

  private readNew(take: TakeEvents): void {
    if (!existsSync(this.file)) {
      if (this.nBytesRead > 0) throw journalReplaced(this.file);
      return;
    }
    const descriptor = openSync(this.file, 'r');
    try {
      this.readFrom(descriptor, take);
    } finally {
      closeSync(descriptor);
    }
  }

  /** In pieces, each from the end of the last whole line: what is torn may be gone by the next look. */
  private readFrom(descriptor: number, take: TakeEvents): void {
    if (!readAt(descriptor, this.tail.length, this.nBytesRead - this.tail.length).equals(this.tail))
      throw journalReplaced(this.file);
    for (let nWanted = chunkBytes; ;) {
      const bytes = readAt(descriptor, nWanted, this.nBytesRead);
      const end = bytes.lastIndexOf(0x0a) + 1;
      if (end > 0) this.takeLines(bytes.subarray(0, end), take);
      if (bytes.length < nWanted) return;
      // A line longer than one piece.
      if (end === 0) nWanted *= 2;
    }
  }

  private takeLines(bytes: Buffer, take: TakeEvents): void {
    this.nBytesRead += bytes.length;
    this.tail = Buffer.from(bytes.subarray(-tailBytes));
    for (const line of bytes.toString('utf8', 0, bytes.length - 1).split('\n')) {
      if (this.problem !== null) return;
      const { events, problem } = this.decoder.push(line);
      this.problem = problem;
      if (problem !== null) return;
      this.readLines.push(line);
      fold(this.folded, events);
      take(events);
    }
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

type TakeEvents = (events: readonly StudyEvent[]) => void;

/** They are in the study, and nobody asks for them: those of a long journal are not kept until all of it is read. */
const drop: TakeEvents = () => undefined;

/** One read's size: a text of more than 128 KB gets pages of its own from V8, which takes longer. */
const chunkBytes = 1 << 16;

/** Enough of a record to hold its writer's id, which no other file has. */
const tailBytes = 256;

/** Up to `nBytes` from `position`; fewer only at the end of the file. */
function readAt(descriptor: number, nBytes: number, position: number): Buffer {
  const buffer = Buffer.allocUnsafe(nBytes);
  let nRead = 0;
  while (nRead < nBytes) {
    const n = readSync(descriptor, buffer, nRead, nBytes - nRead, position + nRead);
    if (n === 0) break;
    nRead += n;
  }
  return buffer.subarray(0, nRead);
}

/** So that a new file's name outlasts a power cut, too. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows opens no folder, and some file systems sync none.
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
