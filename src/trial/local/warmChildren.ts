// Children that are started before their trial is known: they load Node and tfjs while another trial runs, then wait for the path of their request.
// A waiting child costs memory (some 300 MB with tfjs-node) and no time. It ends by itself when this process does.
import type { ChildProcess } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { NextTrial } from '../executor.ts';
import { ownChild, type Endable } from '../../system/signals.ts';
import { memoryOf } from './processMemory.ts';
import { writeProcesses, type TrialFolder } from '../trialFolder.ts';
import { warmDescriptor, warmVariable, type WarmUp } from '../trialProtocol.ts';

/** Starts a child of the given trial, its output appended to `outputFile`. */
export type SpawnChild = (
  next: Pick<NextTrial, 'program' | 'env'>,
  files: { readonly outputFile: string; readonly requestFile: string | null },
) => ChildProcess;

export type WarmChildren = {
  /** Starts a child for `next`, unless one waits. */
  prepare(next: NextTrial): void;
  /** Gives the request of `folder` to the child that waits for such a trial; null when none does. Throws where `folder` cannot be written. */
  take(next: Pick<NextTrial, 'program' | 'env'>, folder: TrialFolder): { child: ChildProcess; endable: Endable } | null;
  close(): void;
};

type Waiting = { readonly child: ChildProcess; readonly pipe: Writable; readonly outputFile: string };

/** The children of one run: at most one waits for each program and environment. `onMemory` is told what the first that is taken holds, in bytes. */
export function createWarmChildren(spawnChild: SpawnChild, onMemory?: (bytes: number) => void): WarmChildren {
  const measure = meterOf(onMemory);
  const waiting = new Map<string, Waiting>();
  let nStarted = 0;
  const drop = (key: string): void => {
    const one = waiting.get(key);
    waiting.delete(key);
    one?.pipe.destroy();
    if (one !== undefined) rmSync(one.outputFile, { force: true });
  };
  return {
    prepare({ trialsFolder, preload, program, env }) {
      const key = keyOf({ program, env });
      if (waiting.has(key)) return;
      const outputFile = join(trialsFolder, `warm-${process.pid}-${nStarted++}.txt`);
      const warmUp: WarmUp = { preload };
      const warmEnv = { ...env, [warmVariable]: JSON.stringify(warmUp) };
      // Whatever becomes of it, the trial can also start without.
      const child = spawnedOrNull(() => spawnFresh(spawnChild, { program, env: warmEnv }, outputFile));
      if (child === null) return;
      const pipe = child.stdio[warmDescriptor];
      child.once('error', () => drop(key));
      if (pipe === null || pipe === undefined || !('write' in pipe)) return;
      pipe.on('error', () => undefined);
      child.once('exit', () => {
        if (waiting.get(key)?.child === child) drop(key);
      });
      child.unref();
      waiting.set(key, { child, pipe, outputFile });
    },
    take(next, folder) {
      const key = keyOf(next);
      const found = waiting.get(key);
      if (found === undefined) return null;
      const { child, pipe, outputFile } = found;
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
        drop(key);
        return null;
      }
      waiting.delete(key);
      const endable = ownChild(child.pid);
      measure(child.pid);
      try {
        renameSync(outputFile, folder.outputFile);
        // Before it is told: whoever finds a trial that has begun finds its process, too.
        writeProcesses(folder, endable.identity);
      } catch (error) {
        pipe.destroy();
        throw error;
      }
      child.ref();
      pipe.end(`${folder.requestFile}\n`);
      return { child, endable };
    },
    close() {
      for (const key of [...waiting.keys()]) drop(key);
    },
  };
}

/** What holds less has hardly begun to start: no Node does with so little. */
const leastBytes = 20 * 1024 ** 2;

/** Measures one process, the first whose memory can be told. */
function meterOf(onMemory: ((bytes: number) => void) | undefined): (pid: number) => void {
  let isMeasured = onMemory === undefined;
  return (pid) => {
    const bytes = isMeasured ? null : memoryOf(pid);
    if (bytes === null || bytes < leastBytes) return;
    isMeasured = true;
    onMemory?.(bytes);
  };
}

/** What an earlier process of this number has left, or anybody has put there, is not written to. */
function spawnFresh(spawnChild: SpawnChild, next: Parameters<SpawnChild>[0], outputFile: string): ChildProcess {
  rmSync(outputFile, { force: true });
  return spawnChild(next, { outputFile, requestFile: null });
}

function spawnedOrNull(spawnChild: () => ChildProcess): ChildProcess | null {
  try {
    return spawnChild();
  } catch {
    return null;
  }
}

function keyOf({ program: { entry, args, nodeArgs, cwd }, env }: Pick<NextTrial, 'program' | 'env'>): string {
  return JSON.stringify([entry, args, nodeArgs, cwd, Object.entries(env).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
