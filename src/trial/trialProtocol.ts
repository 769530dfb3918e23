// The wire between the host and a trial's child process: one request file down, one spool file of JSON lines up.
// A line counts once its "\n" is there. stdout and stderr stay the user's own.
import type { Json } from '../study/event.ts';

/** What a child is told, as one JSON file whose path is its only own argument. */
export type TrialRequest = {
  readonly trial: number;
  /** The program's entry file, absolute. */
  readonly entry: string;
  readonly args: readonly string[];
  /** The working folder: the nearest folder with a package.json. */
  readonly cwd: string;
  /** Real absolute path -> text to run in its place (literals swapped). The whole local import graph: later edits on disk do not touch the trial. */
  readonly sources: Readonly<Record<string, string>>;
  /** Seeds `Math.random` before the program loads. A 32-bit unsigned integer. */
  readonly seed: number;
  readonly spoolFile: string;
};

/** What a child says, in order. Every `logs` holds finite numbers and NaN/±Infinity as the strings "NaN", "Infinity", "-Infinity" on the wire. */
export type TrialMessage =
  | { readonly kind: 'started'; readonly pid: number; readonly node: string; readonly atMs: number }
  /** Sent before the first training step: the tfjs version and backend that the program really uses ('tensorflow' is tfjs-node, 'cpu' pure JavaScript). */
  | { readonly kind: 'backend'; readonly tfjs: string; readonly backend: string }
  /** End of an epoch of fit or fitDataset; `step` counts epochs over all fits of the program, from 0. */
  | { readonly kind: 'epochEnded'; readonly step: number; readonly logs: Readonly<Record<string, number>> }
  /** A call of evaluate or evaluateDataset returned. */
  | { readonly kind: 'evaluated'; readonly metrics: Readonly<Record<string, number>> }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string; readonly stack: string }
  /** The process is about to exit by itself. */
  | { readonly kind: 'ending'; readonly exitCode: number; readonly atMs: number };

/** How a trial's process ended, as the executor saw it. */
export type TrialEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  /** We stopped it: the caller's signal was aborted, or its time was up. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'spawnFailed'; readonly reason: string };

export type TrialFact = { readonly name: string; readonly fact: Json };
