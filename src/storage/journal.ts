// A study's journal file, open: its folded state, what others append to it, and our own appends under Optuna's lock. The only writer of study files.
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { folderNotWritable, journalReplaced, journalUnreadable, studyShared } from '../errors.ts';
import { fileTooLarge } from '../fileErrors.ts';
import { createDecoder, type LineProblem } from '../study/codec.ts';
import { encodeEvents } from '../study/encode.ts';
import type { StudyEvent } from '../study/event.ts';
import { emptyStudy, fold } from '../study/fold.ts';
import type { Obstacle } from '../study/obstacle.ts';
import { recordStart } from '../study/recordReader.ts';
import type { Study } from '../study/study.ts';
import { openRegular } from '../system/openFile.ts';
import { syncFolder } from '../system/syncFolder.ts';
import { endStrays, missedClaim, piecesOf, takenNumber } from './appendPieces.ts';
import { journalReadonly } from './failures.ts';
import { withJournalLock } from './journalLock.ts';
import { maxFileBytes, maxLineBytes } from './journalLimits.ts';
import { blanks, openOrNull, overwrite, readAt, repairOf, tornPiece, type Piece } from './journalTail.ts';

export type JournalOptions = {
  /** The study of the file to follow; its first one by default. */
  readonly study?: string;
  /** True: `append` is refused, and the file need not be writable. */
  readonly readonly?: boolean;
  /** False: a path that leads through a symbolic link is refused, as in a workspace that is not trusted. Default: true. */
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
  private readonly links: { readonly followLinks: boolean };
  private nBytesRead = 0;
  /** The last bytes read: while they stand where they stood, the file is the one that was read. */
  private tail = Buffer.alloc(0);
  private problem: LineProblem | null = null;
  /** What a dying writer left at the beginning of lines that another ended: blanks at the next append, since Optuna reads none of it. */
  private readonly torn: Piece[] = [];
  private queue: Promise<unknown> = Promise.resolve();

  /** Opens a journal and reads it; a file that does not exist yet is an empty journal, and is created by the first append. Throws a UserError for a line that is no record. */
  static async open(file: string, options: JournalOptions = {}): Promise<Journal> {
    const journal = new Journal(file, options);
    await journal.enqueue(() => journal.readNew(drop));
    journal.throwProblem();
    return journal;
  }

  private constructor(file: string, { study, readonly = false, followLinks = true }: JournalOptions) {
    this.file = resolve(file);
    this.isReadonly = readonly;
    this.links = { followLinks };
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
   * Appends events, durably, in order. A line that a dead writer left unended is made good first. Throws a UserError when the file is no longer the one that
   * was read and when another writer took a trial's number meanwhile, then nothing was written (or, where the lock was lost on the way, nothing that refers to
   * that trial); and when the disk takes no more, then the records that found room are there.
   */
  async append(events: readonly StudyEvent[]): Promise<void> {
    await this.transact(() => events);
  }

  /** Appends, as `append` does, what `build` makes of the study as it stands under the lock, and returns it: no other writer comes between. */
  transact(build: (study: Study) => readonly StudyEvent[]): Promise<readonly StudyEvent[]> {
    return this.enqueue(async () => {
      if (this.isReadonly) throw new Error(`${this.file} was opened for reading.`);
      try {
        for (;;) {
          const events = await withJournalLock(this.file, (isOurs) => this.appendLocked(build, isOurs));
          if (events !== null) return events;
        }
      } catch (error) {
        throw isFileError(error) ? folderNotWritable(this.file, error) : error;
      }
    });
  }

  /** Waits for what is under way. Nothing is kept open between two operations. */
  async close(): Promise<void> {
    await this.queue;
  }

  /** Null where the lock was lost before anything was built. */
  private appendLocked(
    build: (study: Study) => readonly StudyEvent[],
    isOurs: () => boolean,
  ): readonly StudyEvent[] | null {
    const isNew = !existsSync(this.file);
    if (isNew && this.nBytesRead > 0) throw journalReplaced(this.file);
    const descriptor = openRegular(this.file, { access: 'append', ...this.links });
    try {
      this.repair(this.readFrom(descriptor, drop));
      this.readFrom(descriptor, drop);
      this.throwProblem();
      if (this.obstacle !== null) throw journalReadonly(this.file, this.obstacle);
      if (!isOurs()) return null;
      const events = build(this.folded);
      const taken = takenNumber(events, this.folded.trials);
      if (taken !== null) throw studyShared(this.file, taken);
      const before = this.nBytesRead;
      for (const piece of piecesOf(events)) this.appendPiece(descriptor, piece);
      if (this.nBytesRead > before) fsyncSync(descriptor);
      if (isNew) syncFolder(dirname(this.file));
      return events;
    } finally {
      closeSync(descriptor);
    }
  }

  /** Makes good what dying writers left: `unended` after the last line, and what other writers' records were appended to. */
  private repair(unended: Buffer): void {
    if (this.problem !== null) return;
    const pieces = [...this.torn, { bytes: unended, position: this.nBytesRead }];
    const repaired = pieces.flatMap(({ bytes, position }) => {
      const repair = repairOf(bytes);
      return repair === null ? [] : [{ bytes: repair, position }];
    });
    overwrite(this.file, repaired, this.links);
    this.torn.length = 0;
  }

  private appendPiece(descriptor: number, piece: readonly StudyEvent[]): void {
    const hasStudy = this.decoder.ids.studyId !== null;
    const told = this.appendRecords(descriptor, piece);
    const missed = missedClaim(hasStudy ? piece.filter(({ kind }) => kind !== 'studyCreated') : piece, told);
    if (missed === null) return;
    this.appendRecords(descriptor, endStrays(told, Date.now()));
    fsyncSync(descriptor);
    throw studyShared(this.file, missed.kind === 'studyCreated' ? 0 : missed.trial);
  }

  /** Appends the records of `events` in one write, reads on, and returns what they mean where they stand. */
  private appendRecords(descriptor: number, events: readonly StudyEvent[]): readonly StudyEvent[] {
    const { ids } = this.decoder;
    const lines = encodeEvents(events, { workerId: this.workerId, ids, space: this.folded.space });
    const ours = new Set(lines);
    const told: StudyEvent[] = [];
    const take: TakeEvents = (read, record) => {
      if (ours.has(record)) told.push(...read);
    };
    // An empty line would end the file for every reader.
    let rest = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    while (rest.length > 0) {
      const start = this.nBytesRead;
      const nWritten = writeSync(descriptor, rest);
      this.readFrom(descriptor, take);
      const nWhole = nWritten === rest.length ? nWritten : rest.lastIndexOf(lineEnd, nWritten - 1) + 1;
      if (nWhole < nWritten) this.blankOwn(descriptor, { start, nWhole, nWritten });
      rest = rest.subarray(nWhole);
    }
    return told;
  }

  /** Of our record that found no room to its end nothing is left, where it is surely ours; what looks like it is repaired by whoever appends next. */
  private blankOwn(descriptor: number, write: { start: number; nWhole: number; nWritten: number }): void {
    const { start, nWhole, nWritten } = write;
    const isOurs = this.nBytesRead === start + nWhole && fstatSync(descriptor).size === start + nWritten;
    if (isOurs) overwrite(this.file, [{ bytes: blanks(nWritten - nWhole), position: start + nWhole }], this.links);
  }

  private readNew(take: TakeEvents): void {
    const descriptor = openOrNull(this.file, this.links);
    if (descriptor === null) {
      if (this.nBytesRead > 0) throw journalReplaced(this.file);
      return;
    }
    try {
      this.readFrom(descriptor, take);
    } finally {
      closeSync(descriptor);
    }
  }

  /** In pieces, each from the end of the last whole line, and returns what stands after it. */
  private readFrom(descriptor: number, take: TakeEvents): Buffer {
    if (fstatSync(descriptor).size > maxFileBytes) throw fileTooLarge(this.file, maxFileBytes);
    const { file, tail } = this;
    if (!readAt(file, descriptor, { nBytes: tail.length, position: this.nBytesRead - tail.length }).equals(tail))
      throw journalReplaced(file);
    for (let nBytes = chunkBytes; ;) {
      const bytes = readAt(file, descriptor, { nBytes, position: this.nBytesRead });
      const end = bytes.lastIndexOf(lineEnd) + 1;
      if (end > 0) this.takeLines(bytes.subarray(0, end), take);
      if (this.problem !== null || bytes.length < nBytes) return bytes.subarray(end);
      nBytes = end === 0 ? 2 * nBytes : chunkBytes;
      if (nBytes > maxLineBytes)
        this.problem = { line: this.readLines.length, message: `The line is longer than ${maxLineBytes >> 20} MB.` };
    }
  }

  private takeLines(bytes: Buffer, take: TakeEvents): void {
    const position = this.nBytesRead;
    this.nBytesRead += bytes.length;
    // Of the last record only: what stands before it may become blanks.
    const lastLine = bytes.subarray(bytes.lastIndexOf(lineEnd, -2) + 1);
    this.tail = Buffer.from(
      lastLine.subarray(Math.max(lastLine.lastIndexOf(recordStart), lastLine.length - tailBytes, 0)),
    );
    const lines = bytes.toString('utf8', 0, bytes.length - 1).split('\n');
    for (const [i, line] of lines.entries()) {
      const { events, problem, start } = this.decoder.push(line);
      this.problem = problem;
      if (problem !== null) return;
      if (start > 0) this.torn.push(tornPiece({ bytes, position }, i));
      this.readLines.push(line);
      fold(this.folded, events);
      take(events, line.slice(start).trimStart());
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

/** `record` is the line, without what stands before the record in it. */
type TakeEvents = (events: readonly StudyEvent[], record: string) => void;

/** They are in the study, and nobody asks for them: those of a long journal are not kept until all of it is read. */
const drop: TakeEvents = () => undefined;

/** One read's size: a text of more than 128 KB gets pages of its own from V8, which takes longer. */
const chunkBytes = 1 << 16;

/** Enough of a record to hold its writer's id, which no other file has. */
const tailBytes = 256;

const lineEnd = 0x0a;

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
