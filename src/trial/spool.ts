// The spool file of a trial: the child appends whole lines, the host follows them. A file and not a pipe, because it outlives the host
// and works across machines that share a file system.
import { closeSync, openSync, writeSync } from 'node:fs';
import { stat, type FileHandle } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { openRegularHandle } from '../system/openFile.ts';
import { encodeMessage, parseMessage, type TrialEnd, type TrialMessage } from './trialProtocol.ts';
import { createWakeUp } from './wakeUp.ts';

export type Spool = { readonly send: (message: TrialMessage) => void };

export type SpoolFollower = {
  /**
   * Delivers what is still unread, then stops. Rejects with whatever `onMessage` threw, and with a UserError where something else than a file has taken
   * the spool's place: `closeSpool` makes an end of the trial of that.
   */
  close(): Promise<void>;
};

/** Closes, and tells how the trial ended where its reports cannot be read, as it has put a folder or a pipe in their place; null otherwise. */
export async function closeSpool(spool: SpoolFollower): Promise<TrialEnd | null> {
  try {
    await spool.close();
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: 'lost', reason: `What the trial reported cannot be read: ${error.message}` };
  }
}

/** So many messages wait for a disk that takes none; of more, the oldest are lost. */
const maxUnsent = 10_000;

/**
 * The child's end. A message that cannot be written waits for the next one: a full disk is no reason to end the user's training, and what is still
 * unwritten when the program ends is lost.
 */
export function openSpool(file: string): Spool {
  const unsent: Buffer[] = [];
  return {
    send(message) {
      unsent.push(Buffer.from(encodeMessage(message)));
      try {
        appendAll(file, unsent);
      } catch {
        // The first may be half written: its rest belongs right behind.
        if (unsent.length > maxUnsent) unsent.splice(1, 1);
      }
    },
  };
}

/** Appends the lines and takes away what is written, to the byte. */
function appendAll(file: string, lines: Buffer[]): void {
  const descriptor = openSync(file, 'a');
  try {
    for (let line = lines[0]; line !== undefined; line = lines[0]) {
      const rest = line.subarray(writeSync(descriptor, line));
      if (rest.length === 0) lines.shift();
      else lines[0] = rest;
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The host's end: calls `onMessage` for every message of `file`, in order, those already there included. The file may not exist yet. Lines that are
 * no message are skipped, and a last line without its "\n" waits. `pollMs` is the longest time between two looks.
 */
export function followSpool(
  file: string,
  onMessage: (message: TrialMessage) => void,
  { pollMs = 200 }: { readonly pollMs?: number } = {},
): SpoolFollower {
  const stop = new AbortController();
  const followed = follow(file, createLineSplitter(onMessage), pollMs, stop.signal);
  // Whoever closes hears of it; until then it is not unhandled.
  followed.catch(() => undefined);
  return {
    close() {
      stop.abort();
      return followed;
    },
  };
}

type Take = (chunk: Buffer) => void;

/** One read's size; the host gets its turn between two reads even if a program floods the file. */
const chunkBytes = 1 << 18;

/** A line longer than this is no message of ours; its bytes are dropped as they come. */
const maxLineBytes = 1 << 24;

/** Milliseconds between two looks while the trial talks: a hundred looks a second, however many reports there are. */
const busyPollMs = 10;

/** The system's notices wake a follower that rests; its own slow looks are for network disks, which give none. */
async function follow(file: string, take: Take, pollMs: number, stop: AbortSignal): Promise<void> {
  const wakeUp = createWakeUp(stop);
  let handle: FileHandle | null = null;
  let offset = 0;
  let restMs = busyPollMs;
  try {
    for (;;) {
      // Read before the look at the file, so that whatever was written before close() is delivered.
      const isLast = stop.aborted;
      const before = offset;
      handle ??= await openOrNull(file);
      if (handle !== null) {
        wakeUp.listenTo(file);
        offset = await readOn(handle, offset, take);
      }
      if (isLast) {
        await refuseReplaced(file);
        return;
      }
      const isBusy = offset > before;
      restMs = Math.min(isBusy ? busyPollMs : 2 * restMs, pollMs);
      await wakeUp.after(restMs, { orNotice: !isBusy });
    }
  } finally {
    wakeUp.close();
    await handle?.close();
  }
}

/** Reads from `offset` to the end of the file and returns the new offset. */
async function readOn(handle: FileHandle, offset: number, take: Take): Promise<number> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, offset);
    if (bytesRead === 0) return offset;
    offset += bytesRead;
    take(Buffer.from(buffer.subarray(0, bytesRead)));
  }
}

function createLineSplitter(onMessage: (message: TrialMessage) => void): Take {
  // Bytes and not text, since a chunk may end inside a character.
  let parts: Buffer[] = [];
  let partsBytes = 0;
  const keep = (part: Buffer): void => {
    partsBytes += part.length;
    if (partsBytes <= maxLineBytes) parts.push(part);
    else parts = [];
  };
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end));
      start = end + 1;
      const message = partsBytes <= maxLineBytes ? parseMessage(Buffer.concat(parts).toString()) : null;
      parts = [];
      partsBytes = 0;
      if (message !== null) onMessage(message);
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  };
}

async function openOrNull(file: string): Promise<FileHandle | null> {
  try {
    return await openRegularHandle(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    return null;
  }
}

/** What was written into another file than the one that is followed has been lost. */
async function refuseReplaced(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found !== null && !found.isFile()) (await openRegularHandle(file)).close().catch(() => undefined);
}
