// The wire between the host and a trial's child process: one request file down, one spool file of JSON lines up.
// A line counts once its "\n" is there. stdout and stderr stay the user's own.
import type { Json } from '../study/event.ts';
import { isCount, isNumber, isRecord, isText, isTextOrNull, parseJson } from './shapes.ts';

/** What a child is told, as one JSON file whose path it finds in the environment variable `requestVariable`. */
export type TrialRequest = {
  readonly trial: number;
  /** The program's entry file, absolute. */
  readonly entry: string;
  readonly args: readonly string[];
  /** The working folder: the nearest folder with a package.json. */
  readonly cwd: string;
  /** Options of Node itself, before the entry. */
  readonly nodeArgs: readonly string[];
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Real absolute path -> what runs in its place (literals swapped). The whole local import graph: later edits on disk do not touch the trial. */
  readonly sources: Readonly<Record<string, SourceText>>;
  /** Real path of a file -> name in its imports -> real path: what Node would not find by itself. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Seeds `Math.random` before the program loads. A 32-bit unsigned integer. */
  readonly seed: number;
  readonly spoolFile: string;
  /** Where the trained model goes when the program has ended well (model.json, weights.bin); made by the child. Null: it is not saved. */
  readonly modelFolder: string | null;
};

/** A text of the request; see src/program/sources.ts, which makes it. */
export type SourceText = {
  readonly text: string;
  readonly format: 'module' | 'commonjs' | 'json' | null;
  readonly columns: readonly (readonly [line: number, column: number, original: number])[];
};

/** What a child says, in order. Every `logs` holds finite numbers and NaN/±Infinity as the strings "NaN", "Infinity", "-Infinity" on the wire. */
export type TrialMessage =
  /** `host` is the machine's name, `job` the Slurm job that the process belongs to. */
  | {
      readonly kind: 'started';
      readonly pid: number;
      readonly node: string;
      readonly atMs: number;
      readonly host: string | null;
      readonly job: string | null;
    }
  /** Sent before the first training step: the tfjs version and backend that the program really uses ('tensorflow' is tfjs-node, 'cpu' pure JavaScript). */
  | { readonly kind: 'backend'; readonly tfjs: string; readonly backend: string }
  /** The program's first process has loaded a package of tfjs; `file` is the absolute path to give to the next warm child (`WarmUp`). */
  | { readonly kind: 'tfjsLoaded'; readonly file: string }
  /** End of an epoch of fit or fitDataset; `step` counts epochs over all fits of the program, `fit` the fits; both from 0. */
  | {
      readonly kind: 'epochEnded';
      readonly fit: number;
      readonly step: number;
      readonly logs: Readonly<Record<string, number>>;
    }
  /** A call of trainOnBatch returned; `step` counts them from 0. Of many in short time only some are told, the last one always. */
  | { readonly kind: 'batchTrained'; readonly step: number; readonly logs: Readonly<Record<string, number>> }
  /** A call of evaluate or evaluateDataset returned. */
  | { readonly kind: 'evaluated'; readonly metrics: Readonly<Record<string, number>> }
  /** The annotated expression had a value; `step` counts its passes from 0. Of many in short time only some are told, the last one always. */
  | { readonly kind: 'objectiveValue'; readonly step: number; readonly value: number }
  /** The annotated expression gave something that is no number; `found` says what. */
  | { readonly kind: 'objectiveMissed'; readonly found: string }
  /** The model that was trained last lies in the request's `modelFolder`, complete. */
  | { readonly kind: 'modelSaved'; readonly bytes: number }
  /** It does not; `reason` is a sentence. */
  | { readonly kind: 'modelNotSaved'; readonly reason: string }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string; readonly stack: string }
  /** The process is about to exit by itself. */
  | { readonly kind: 'ending'; readonly exitCode: number; readonly atMs: number };

/** How a trial's process ended, as the executor saw it. */
export type TrialEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  /** We ended it: for a reason of the caller's (see StopReason in executor.ts), or because its time was up. */
  | { readonly kind: 'stopped' | 'pruned' | 'diverged' | 'timedOut' }
  /** The system ended it for want of memory. */
  | { readonly kind: 'outOfMemory' }
  /** Somebody else or the machine ended it; `reason` is a sentence. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** It runs on, and this host no longer watches it. */
  | { readonly kind: 'detached' }
  | { readonly kind: 'spawnFailed'; readonly reason: string };

export type TrialFact = { readonly name: string; readonly fact: Json };

/** The environment variable that holds the path of the request file. */
export const requestVariable = 'TUNELENS_REQUEST';

/** The environment variable that names the spool file where it is not the request's: each start of a Slurm job has its own. */
export const spoolVariable = 'TUNELENS_SPOOL';

/** What a warm child is told by `warmVariable`, as JSON: the files to load before its request is known. */
export type WarmUp = { readonly preload: readonly string[] };

/** The environment variable of a warm child. Its request's path comes later, as one line through `warmDescriptor`; the end of that pipe ends it. */
export const warmVariable = 'TUNELENS_WARM';

/** The file descriptor on which a warm child waits. */
export const warmDescriptor = 3;

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
    case 'started':
      return parseStarted(raw);
    case 'backend': {
      const { tfjs, backend } = raw;
      return isText(tfjs) && isText(backend) ? { kind: 'backend', tfjs: short(tfjs), backend: short(backend) } : null;
    }
    case 'tfjsLoaded': {
      const { file } = raw;
      return isText(file) && file.length <= maxLetters ? { kind: 'tfjsLoaded', file } : null;
    }
    case 'epochEnded': {
      const { fit, step } = raw;
      const logs = parseNumbers(raw['logs']);
      return isCount(fit) && isCount(step) && logs !== null ? { kind: 'epochEnded', fit, step, logs } : null;
    }
    case 'batchTrained': {
      const { step } = raw;
      const logs = parseNumbers(raw['logs']);
      return isCount(step) && logs !== null ? { kind: 'batchTrained', step, logs } : null;
    }
    case 'objectiveValue': {
      const { step } = raw;
      const value = parseNumber(raw['value']);
      return isCount(step) && value !== null ? { kind: 'objectiveValue', step, value } : null;
    }
    case 'objectiveMissed': {
      const { found } = raw;
      return isText(found) ? { kind: 'objectiveMissed', found: short(found) } : null;
    }
    case 'evaluated': {
      const metrics = parseNumbers(raw['metrics']);
      return metrics === null ? null : { kind: 'evaluated', metrics };
    }
    case 'modelSaved': {
      const { bytes } = raw;
      return isCount(bytes) ? { kind: 'modelSaved', bytes } : null;
    }
    case 'modelNotSaved': {
      const { reason } = raw;
      return isText(reason) ? { kind: 'modelNotSaved', reason: short(reason) } : null;
    }
    case 'threw': {
      const { name, message, stack } = raw;
      if (!isText(name) || !isText(message) || !isText(stack)) return null;
      return { kind: 'threw', name: short(name), message: short(message), stack: short(stack) };
    }
    case 'ending': {
      const { exitCode, atMs } = raw;
      return isCount(exitCode) && isTime(atMs) ? { kind: 'ending', exitCode, atMs } : null;
    }
    default:
      return null;
  }
}

/** Earlier versions told neither of host nor of job. */
function parseStarted({ pid, node, atMs, host = null, job = null }: Readonly<Record<string, unknown>>) {
  if (!isCount(pid) || !isText(node) || !isTime(atMs) || !isTextOrNull(host) || !isTextOrNull(job)) return null;
  return {
    kind: 'started',
    pid,
    node: short(node),
    atMs,
    host: shortOrNull(host),
    job: shortOrNull(job),
  } as const;
}

/** The program writes the file, so what of it goes into the journal and on the screen has a limit that no honest report reaches. */
const maxLetters = 1 << 16;
const maxMetrics = 10_000;

/** The end of the year 9999. */
const latestMs = 253_402_300_799_999;

function short(text: string): string {
  return text.slice(0, maxLetters);
}

function shortOrNull(text: string | null): string | null {
  return text === null ? null : short(text);
}

/** A moment that every date can be, Python's too. */
function isTime(raw: unknown): raw is number {
  return isNumber(raw) && raw >= 0 && raw <= latestMs;
}

function parseNumbers(raw: unknown): Record<string, number> | null {
  if (!isRecord(raw)) return null;
  const entries: [string, number][] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (entries.length === maxMetrics || name.length > maxLetters) return null;
    const number = parseNumber(value);
    if (number === null) return null;
    entries.push([name, number]);
  }
  return Object.fromEntries(entries);
}

function parseNumber(raw: unknown): number | null {
  if (raw === 'NaN' || raw === 'Infinity' || raw === '-Infinity') return Number(raw);
  return isNumber(raw) ? raw : null;
}
