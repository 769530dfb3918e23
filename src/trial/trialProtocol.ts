// The wire between the host and a trial's child process: one request file down, one spool file of JSON lines up.
// A line counts once its "\n" is there. stdout and stderr stay the user's own.
import type { Json } from '../study/event.ts';

/** What a child is told, as one JSON file whose path it finds in the environment variable `requestVariable`. */
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

/** The environment variable that holds the path of the request file. */
export const requestVariable = 'TUNELENS_REQUEST';

/** A message as one line of the spool file, its "\n" included. */
export function encodeMessage(message: TrialMessage): string {
  // JSON has no NaN or Infinity and would write null.
  const encodeNumber = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(message, encodeNumber)}\n`;
}

/** The message of one line (with or without its "\n"); null when it is malformed or none of ours. Unknown fields are dropped. */
export function parseMessage(line: string): TrialMessage | null {
  const raw = parseJson(line);
  if (!isRecord(raw)) return null;
  switch (raw['kind']) {
    case 'started': {
      const { pid, node, atMs } = raw;
      return isCount(pid) && isText(node) && isNumber(atMs) ? { kind: 'started', pid, node, atMs } : null;
    }
    case 'backend': {
      const { tfjs, backend } = raw;
      return isText(tfjs) && isText(backend) ? { kind: 'backend', tfjs, backend } : null;
    }
    case 'epochEnded': {
      const { step } = raw;
      const logs = parseNumbers(raw['logs']);
      return isCount(step) && logs !== null ? { kind: 'epochEnded', step, logs } : null;
    }
    case 'evaluated': {
      const metrics = parseNumbers(raw['metrics']);
      return metrics === null ? null : { kind: 'evaluated', metrics };
    }
    case 'threw': {
      const { name, message, stack } = raw;
      return isText(name) && isText(message) && isText(stack) ? { kind: 'threw', name, message, stack } : null;
    }
    case 'ending': {
      const { exitCode, atMs } = raw;
      return isCount(exitCode) && isNumber(atMs) ? { kind: 'ending', exitCode, atMs } : null;
    }
    default:
      return null;
  }
}

/** The request in a parsed request file; null when a field is missing or of another type. */
export function parseRequest(raw: unknown): TrialRequest | null {
  if (!isRecord(raw)) return null;
  const { trial, entry, args, cwd, sources, seed, spoolFile } = raw;
  if (!isCount(trial) || !isText(entry) || !isText(cwd) || !isText(spoolFile)) return null;
  if (!isCount(seed) || seed >= 2 ** 32) return null;
  if (!Array.isArray(args) || !args.every(isText) || !isTexts(sources)) return null;
  return { trial, entry, args, cwd, sources, seed, spoolFile };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function parseNumbers(raw: unknown): Record<string, number> | null {
  if (!isRecord(raw)) return null;
  const entries: [string, number][] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (isNumber(value)) entries.push([name, value]);
    else if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') entries.push([name, Number(value)]);
    else return null;
  }
  return Object.fromEntries(entries);
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isText(raw: unknown): raw is string {
  return typeof raw === 'string';
}

function isNumber(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isFinite(raw);
}

function isCount(raw: unknown): raw is number {
  return Number.isSafeInteger(raw) && isNumber(raw) && raw >= 0;
}

function isTexts(raw: unknown): raw is Record<string, string> {
  return isRecord(raw) && Object.values(raw).every(isText);
}
