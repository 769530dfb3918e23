// Starts a trial's child as an executor does, cold or warm, with a real process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { parseMessage, requestVariable, warmVariable, type TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { childFile } from '../realTrial.ts';

export type ChildOptions = {
  readonly seed?: number;
  readonly node?: string;
  /** child.ts, built or not. */
  readonly child?: string;
  /** Files that a warm child loads first; null for a cold child. */
  readonly preload: readonly string[] | null;
  readonly modelFolder?: string | null;
};

export type ChildEnd = {
  readonly code: number | null;
  readonly output: string;
  /** Null where there is no spool file. */
  readonly messages: readonly TrialMessage[] | null;
};

export type WaitingChild = {
  readonly pid: number;
  /** Resolves when its output has `text` in it. */
  said(text: string): Promise<void>;
  /** Writes to the pipe on which it waits. */
  write(text: string): void;
  /** Tells it the request. */
  begin(): void;
  /** Ends the pipe without a request. */
  dismiss(): void;
  readonly ended: Promise<ChildEnd>;
};

/** A child of `main.js` in `folder` that has been started and, where it is warm, not yet told its request. */
export function startChild(folder: string, options: ChildOptions): WaitingChild {
  const { node = process.execPath, child = childFile, preload } = options;
  const requestFile = writeRequest(folder, options);
  const variable =
    preload === null ? { [requestVariable]: requestFile } : { [warmVariable]: JSON.stringify({ preload }) };
  const running = spawn(node, ['--import', pathToFileURL(child).href, join(folder, 'main.js')], {
    cwd: folder,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', ...variable },
    stdio: ['ignore', 'pipe', 'pipe', preload === null ? 'ignore' : 'pipe'],
  });
  let output = '';
  for (const stream of [running.stdout, running.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      running.emit('said');
    });
  }
  const pipe = running.stdio[3] as Writable | null;
  pipe?.on('error', () => undefined);
  const ended = once(running, 'close').then((): ChildEnd => {
    const spool = join(folder, 'spool.jsonl');
    return { code: running.exitCode, output, messages: existsSync(spool) ? messagesIn(spool) : null };
  });
  return {
    pid: running.pid ?? -1,
    async said(text) {
      while (!output.includes(text)) await once(running, 'said');
    },
    write: (text) => pipe?.write(text),
    begin: () => pipe?.write(`${requestFile}\n`),
    dismiss: () => pipe?.end(),
    ended,
  };
}

/** Runs the program to its end. */
export function runChild(folder: string, options: ChildOptions): Promise<ChildEnd> {
  const child = startChild(folder, options);
  child.begin();
  return child.ended;
}

function writeRequest(folder: string, { seed = 1, modelFolder = null }: ChildOptions): string {
  const requestFile = join(folder, 'request.json');
  const request = {
    ...{ trial: 0, entry: join(folder, 'main.js'), args: [], nodeArgs: [], env: {}, cwd: folder },
    ...{ sources: {}, aliases: {}, seed, spoolFile: join(folder, 'spool.jsonl'), modelFolder },
  };
  writeFileSync(requestFile, JSON.stringify(request));
  return requestFile;
}

function messagesIn(spool: string): readonly TrialMessage[] {
  return readFileSync(spool, 'utf8')
    .split('\n')
    .flatMap((line) => parseMessage(line) ?? []);
}
