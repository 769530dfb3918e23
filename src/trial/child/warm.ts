// Runs in the child: a warm one loads the packages of tfjs, then sleeps until it is told its request. Until then nothing of the user's program has run.
import { closeSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseWarmUp } from './trialRequest.ts';
import { requestVariable, warmDescriptor, warmVariable } from '../trialProtocol.ts';

/** Does nothing in a child that has its request already. Ends the process where no request comes. */
export function awaitRequest(): void {
  const told = process.env[warmVariable];
  if (told === undefined) return;
  // Neither the program nor its forks are to see it.
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the name is a constant
  delete process.env[warmVariable];
  for (const file of parseWarmUp(JSON.parse(told))?.preload ?? []) preload(file);
  const line = readLine(warmDescriptor);
  if (line === null) process.exit(0);
  process.env[requestVariable] = line;
}

function preload(file: string): void {
  try {
    createRequire(import.meta.url)(file);
  } catch {
    // The program's own load of it will fail in the same way, and say so.
  }
}

/** Blocks, without a turn of the event loop, until a whole line has come; closes the descriptor. Null when it ends before. */
function readLine(descriptor: number): string | null {
  const chunk = Buffer.alloc(4096);
  const parts: Buffer[] = [];
  try {
    for (;;) {
      const nRead = readSync(descriptor, chunk);
      if (nRead === 0) return null;
      const end = chunk.subarray(0, nRead).indexOf(10);
      parts.push(Buffer.from(chunk.subarray(0, end === -1 ? nRead : end)));
      if (end !== -1) return Buffer.concat(parts).toString();
    }
  } catch {
    // Windows reports the end of a pipe as an error; and whoever cannot be read from gives no request.
    return null;
  } finally {
    closeQuietly(descriptor);
  }
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // It was not open.
  }
}
