// Runs a trial as a child process on this machine, in a process group of its own, so that the whole tree is gone when the trial is over.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../errors.ts';
import { childEnv, nodeEnv } from './childEnv.ts';
import type { Executor, RunOptions } from './executor.ts';
import { limitOutput } from './outputLimit.ts';
import { endGroup, signalGroup } from './processGroup.ts';
import { followSpool } from './spool.ts';
import { requestVariable, type TrialEnd, type TrialRequest } from './trialProtocol.ts';

export type LocalOptions = {
  /** The Node that runs the program: `path` of what findNode (node.ts) found. */
  readonly node: string;
  /** child.ts, built or not; absolute. */
  readonly childFile: string;
  /** Time between SIGTERM and SIGKILL. */
  readonly graceMs?: number;
};

/** Trials as children of this process: they end with it (but for a SIGKILL of it, which nobody sees coming). */
export function createLocalExecutor({ node, childFile, graceMs = 5000 }: LocalOptions): Executor {
  const leaders = new Set<number>();
  const killAll = (): void => leaders.forEach((leader) => signalGroup(leader, 'SIGKILL'));
  return {
    async run(request, options) {
      if (options.signal.aborted) return { kind: 'stopped' };
      const started = await start(request, options, { node, childFile });
      if (!('child' in started)) return started;
      const { child, leader } = started;
      if (leaders.size === 0) process.on('exit', killAll);
      leaders.add(leader);
      const spool = followSpool(request.spoolFile, options.onMessage);
      const output = limitOutput(options.outputFile);
      try {
        return await watch(child, leader, options, graceMs);
      } finally {
        leaders.delete(leader);
        if (leaders.size === 0) process.off('exit', killAll);
        output.close();
        await spool.close();
      }
    },
  };
}

type Started = { readonly child: ChildProcess; readonly leader: number };
type SpawnFailed = Extract<TrialEnd, { kind: 'spawnFailed' }>;

async function start(
  request: TrialRequest,
  options: RunOptions,
  { node, childFile }: LocalOptions,
): Promise<Started | SpawnFailed> {
  // Node blames the executable for a missing folder.
  if (!existsSync(request.cwd)) return { kind: 'spawnFailed', reason: `The folder ${request.cwd} does not exist.` };
  try {
    // The sources may be private: nobody else reads them.
    writeFileSync(options.requestFile, JSON.stringify(request), { mode: 0o600 });
    const child = spawnChild(request, options, { node, childFile });
    await once(child, 'spawn');
    return child.pid === undefined ? { kind: 'spawnFailed', reason: 'no process' } : { child, leader: child.pid };
  } catch (error) {
    return { kind: 'spawnFailed', reason: messageOf(error) };
  }
}

function spawnChild(
  { entry, args, nodeArgs, cwd }: TrialRequest,
  options: RunOptions,
  { node, childFile }: LocalOptions,
): ChildProcess {
  const env = childEnv(process.env, {
    ...(process.env['TF_CPP_MIN_LOG_LEVEL'] === undefined ? { TF_CPP_MIN_LOG_LEVEL: '2' } : {}),
    ...nodeEnv(node),
    ...options.env,
    [requestVariable]: options.requestFile,
  });
  const output = openSync(options.outputFile, 'a', 0o600);
  try {
    return spawn(node, [...nodeArgs, '--import', pathToFileURL(childFile).href, entry, ...args], {
      cwd,
      env,
      // A group of its own; on Windows that would open a window, and taskkill needs none.
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', output, output],
    });
  } finally {
    closeSync(output);
  }
}

/** Settles when the leader has exited and its whole group is gone. */
async function watch(child: ChildProcess, leader: number, options: RunOptions, graceMs: number): Promise<TrialEnd> {
  let ours: TrialEnd | null = null;
  let ending: Promise<void> | null = null;
  const end = (why: TrialEnd): void => {
    ours ??= why;
    ending ??= endGroup(leader, graceMs);
  };
  const stop = (): void => end({ kind: 'stopped' });
  const timer = timeout(options.timeoutMs, () => end({ kind: 'timedOut' }));
  options.signal.addEventListener('abort', stop);
  if (options.signal.aborted) stop();
  // Not 'close', which waits for whoever else holds the output.
  const { code, signal } = await exitOf(child);
  clearTimeout(timer);
  options.signal.removeEventListener('abort', stop);
  // What the program left behind ends with it.
  await (ending ?? endGroup(leader, graceMs));
  if (ours !== null) return ours;
  return code === null ? { kind: 'killed', signal: signal ?? 'unknown' } : { kind: 'exited', code };
}

function timeout(ms: number | null, call: () => void): ReturnType<typeof setTimeout> | undefined {
  // A longer time than this (24.8 days) would fire at once.
  return ms === null ? undefined : setTimeout(call, Math.min(ms, 2 ** 31 - 1));
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve({ code: child.exitCode, signal: child.signalCode });
      return;
    }
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}
