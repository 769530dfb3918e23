// Runs a trial as a child process on this machine, in a process group of its own, so that the whole tree is gone when the trial is over. All that
// the trial says goes through files, so it can outlive its host; the next host resumes it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { folderNotWritable, messageOf } from '../../errors.ts';
import { childEnv, nodeEnv } from './childEnv.ts';
import { stopReasonOf, type Executor, type NextTrial, type RunOptions, type StopReason } from '../executor.ts';
import { findOrphan, goneOf } from './orphan.ts';
import { limitOutput } from './outputLimit.ts';
import { endGroup, endMarked, signalGroup, signalMarked } from './processGroup.ts';
import { identityOf } from '../../system/processIdentity.ts';
import { closeSpool, followSpool } from '../spool.ts';
import { writeProcesses, type TrialFolder } from '../trialFolder.ts';
import { requestVariable, type TrialEnd, type TrialMessage, type TrialRequest } from '../trialProtocol.ts';
import { createWarmChildren, type SpawnChild, type WarmChildren } from './warmChildren.ts';

export type LocalOptions = {
  /** The Node that runs the program: `path` of what findNode (node.ts) found. */
  readonly node: string;
  /** child.ts, built or not; absolute. */
  readonly childFile: string;
  /** Time between SIGTERM and SIGKILL. */
  readonly graceMs?: number;
  /** Whether `prepare` starts the next child ahead. Default false. */
  readonly isWarm?: boolean;
  /** Told once, in bytes, what a child that was started ahead holds when its trial comes. */
  readonly onWarmMemory?: (bytes: number) => void;
};

/** A process that runs a trial. `pid` is null when there is none any more. */
type Running = { readonly pid: number | null; readonly exited: Promise<Exit>; readonly unref: () => void };

/** Null: the exit of another host's child, whose code nobody was told. */
type Exit = { readonly code: number | null; readonly signal: string | null } | null;

/** Trials as children of this process. They end with it, unless they were detached or it was killed. */
export function createLocalExecutor({
  node,
  childFile,
  graceMs = 5000,
  isWarm = false,
  onWarmMemory,
}: LocalOptions): Executor {
  /** Leader -> the folder of its trial. */
  const leaders = new Map<number, TrialFolder>();
  const killAll = (): void =>
    leaders.forEach(({ requestFile }, leader) => {
      signalGroup(leader, 'SIGKILL');
      signalMarked(requestVariable, requestFile, 'SIGKILL');
    });
  const spawnChild = spawnerOf(node, childFile);
  const warm = createWarmChildren(spawnChild, onWarmMemory);
  const follow = async (running: Running, options: RunOptions): Promise<TrialEnd> => {
    const { pid } = running;
    if (leaders.size === 0) process.on('exit', killAll);
    if (pid !== null) leaders.set(pid, options.folder);
    const said: { ending: Ending | null } = { ending: null };
    const spool = followSpool(options.folder.spoolFile, (message) => {
      if (message.kind === 'ending') said.ending = message;
      options.onMessage(message);
    });
    const output = limitOutput(options.folder.outputFile);
    let watched: Watched;
    let lost: TrialEnd | null = null;
    try {
      watched = await watch(running, options, graceMs);
    } finally {
      if (pid !== null) leaders.delete(pid);
      if (leaders.size === 0) process.off('exit', killAll);
      output.close();
      lost = await closeSpool(spool);
    }
    const end = endOf(watched, said.ending);
    return end.kind === 'detached' ? end : (lost ?? end);
  };
  return {
    async run(request, options) {
      if (options.signal.aborted) return { kind: stopReasonOf(options.signal) };
      const started = await start(request, options, { spawnChild, warm });
      return 'kind' in started ? started : follow(started, options);
    },
    resume(options) {
      const orphan = findOrphan(options.folder);
      const exited = orphan === null ? Promise.resolve(null) : goneOf(orphan);
      return follow({ pid: orphan?.pid ?? null, exited, unref: () => undefined }, options);
    },
    prepare(next) {
      if (isWarm) warm.prepare(next);
    },
    close() {
      warm.close();
      return Promise.resolve();
    },
  };
}

type Ending = Extract<TrialMessage, { kind: 'ending' }>;

/** `end` is null where nobody saw it; `atMs` is when it came, or when we began to end it. */
type Watched = { readonly end: TrialEnd | null; readonly atMs: number };

/**
 * A child that had come to its end before we began to end it has ended by itself. One that had another parent says itself when it exits, and says
 * nothing when it is killed.
 */
function endOf({ end, atMs }: Watched, ending: Ending | null): TrialEnd {
  const isOurs = end !== null && end.kind !== 'exited' && end.kind !== 'killed' && end.kind !== 'detached';
  if (ending !== null && (end === null || (isOurs && ending.atMs < atMs)))
    return { kind: 'exited', code: ending.exitCode };
  return end ?? { kind: 'killed', signal: 'something unknown' };
}

type SpawnFailed = Extract<TrialEnd, { kind: 'spawnFailed' }>;
type StartOptions = Parameters<Executor['run']>[1];

async function start(
  request: TrialRequest,
  { folder, env }: StartOptions,
  { spawnChild, warm }: { readonly spawnChild: SpawnChild; readonly warm: WarmChildren },
): Promise<Running | SpawnFailed> {
  // Node blames the executable for a missing folder.
  if (!existsSync(request.cwd)) return { kind: 'spawnFailed', reason: `The folder ${request.cwd} does not exist.` };
  try {
    // The sources may be private: nobody else reads them.
    writeFileSync(folder.requestFile, JSON.stringify(request), { mode: 0o600 });
    const next = { program: request, env };
    const taken = warm.take(next, folder);
    if (taken !== null) return runningOf(taken.child, taken.identity.pid);
    const child = spawnChild(next, { outputFile: folder.outputFile, requestFile: folder.requestFile });
    const exited = exitOf(child);
    await once(child, 'spawn');
    if (child.pid === undefined) return { kind: 'spawnFailed', reason: 'no process' };
    noteProcess(folder, child.pid);
    return { ...runningOf(child, child.pid), exited };
  } catch (error) {
    const trouble = folderNotWritable(folder.path, error);
    // The next trial would meet the same.
    if (trouble.code === 'diskFull') throw trouble;
    return { kind: 'spawnFailed', reason: messageOf(error) };
  }
}

/** A child that nobody could find again must not go on. */
function noteProcess(folder: TrialFolder, pid: number): void {
  try {
    writeProcesses(folder, identityOf(pid));
  } catch (error) {
    signalGroup(pid, 'SIGKILL');
    throw error;
  }
}

function runningOf(child: ChildProcess, pid: number): Running {
  return { pid, exited: exitOf(child), unref: () => child.unref() };
}

function spawnerOf(node: string, childFile: string): SpawnChild {
  return ({ program: { entry, args, nodeArgs, cwd }, env }, { outputFile, requestFile }) => {
    const output = openSync(outputFile, 'a', 0o600);
    try {
      return spawn(node, [...nodeArgs, '--import', pathToFileURL(childFile).href, entry, ...args], {
        cwd,
        env: environmentOf(node, env, requestFile),
        // A group of its own; on Windows that would open a window, and taskkill needs none.
        detached: process.platform !== 'win32',
        windowsHide: true,
        stdio: ['ignore', output, output, ...(requestFile === null ? (['pipe'] as const) : [])],
      });
    } finally {
      closeSync(output);
    }
  };
}

function environmentOf(node: string, env: NextTrial['env'], requestFile: string | null): Record<string, string> {
  return childEnv(process.env, {
    ...(process.env['TF_CPP_MIN_LOG_LEVEL'] === undefined ? { TF_CPP_MIN_LOG_LEVEL: '2' } : {}),
    ...nodeEnv(node),
    ...env,
    ...(requestFile === null ? {} : { [requestVariable]: requestFile }),
  });
}

/** Settles when the leader has exited and its whole group is gone, or at once when it is detached. */
async function watch(running: Running, options: RunOptions, graceMs: number): Promise<Watched> {
  const { pid, exited } = running;
  const cause = await firstOf(exited, options);
  const atMs = Date.now();
  if (cause === 'detached') {
    running.unref();
    return { end: { kind: 'detached' }, atMs };
  }
  // What the program left behind ends with it.
  if (pid !== null) await endGroup(pid, graceMs);
  await endMarked(requestVariable, options.folder.requestFile, graceMs);
  return { end: typeof cause === 'string' ? { kind: cause } : endSeen(cause), atMs };
}

function endSeen(exit: Exit): TrialEnd | null {
  if (exit === null) return null;
  const { code, signal } = exit;
  return code === null ? { kind: 'killed', signal: signal ?? 'unknown' } : { kind: 'exited', code };
}

/** What ends the watch: the exit, the caller's reason, or the time. */
function firstOf(exited: Promise<Exit>, { signal, timeoutMs }: RunOptions): Promise<Exit | StopReason | 'timedOut'> {
  return new Promise((resolve) => {
    const settle = (cause: Exit | StopReason | 'timedOut'): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(cause);
    };
    const stop = (): void => settle(stopReasonOf(signal));
    // A longer time than this (24.8 days) would fire at once.
    const timer =
      timeoutMs === null ? undefined : setTimeout(() => settle('timedOut'), Math.min(timeoutMs, 2 ** 31 - 1));
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    void exited.then(settle);
  });
}

/** Not 'close', which waits for whoever else holds the output. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve({ code: child.exitCode, signal: child.signalCode });
      return;
    }
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}
