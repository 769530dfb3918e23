// Why a trial failed, told apart by kind: the same kinds in the journal's fact `fail_kind`, in the messages and in what the engine learns.
import type { Objective } from '../../space/objective.ts';
import { readTail } from '../../system/openFile.ts';
import { diskIsFull, outOfMemory } from './failureText.ts';
import { metricsSeen, type Observations } from './objective.ts';
import type { TrialEnd, TrialMessage } from '../trialProtocol.ts';

export type FailureKind =
  /** The program threw, ended with an exit code other than 0, or crashed. */
  | 'program'
  /** The objective is NaN or infinite. */
  | 'diverged'
  /** The program ended well and never reported the objective. */
  | 'no_metric'
  | 'out_of_memory'
  | 'timeout'
  /** Somebody outside ended its process. */
  | 'killed'
  /** The program, or what it reported, could not be written. */
  | 'disk_full'
  | 'stopped'
  | 'spawn';

export type TrialFailure = {
  readonly kind: FailureKind;
  /** One sentence. */
  readonly reason: string;
  /** What the program threw, with its stack, where it did. */
  readonly thrown: { readonly name: string; readonly message: string; readonly stack: string } | null;
};

export type Evidence = {
  readonly messages: readonly TrialMessage[];
  readonly observations: Observations;
  /** Null while none is known: then its absence is no failure. */
  readonly objective: Objective | null;
  readonly value: number | null;
  readonly outputFile: string;
  /** How many processes the kernel has ended for want of memory while the trial ran (oomKills.ts); none where that is not known. */
  readonly nOomKills?: number;
  /** False where the disk that holds the trial's folder has no room left. */
  readonly hasRoom?: boolean;
};

/** The failure of a trial that ended as `end`, or null when it did what it should. */
export function failureOf(end: TrialEnd, evidence: Evidence): TrialFailure | null {
  switch (end.kind) {
    case 'stopped':
      return failure('stopped', 'Stopped by the user.');
    case 'pruned':
    case 'detached':
      return null;
    case 'diverged':
      return failure('diverged', 'Training diverged: it reported a value that is no finite number.');
    case 'timedOut':
      return failure('timeout', 'The trial took longer than the time limit.');
    case 'spawnFailed':
      return failure('spawn', `The trial's process could not be started: ${end.reason}`);
    case 'outOfMemory':
      return failure('out_of_memory', 'The trial used more memory than its job may, and was ended by Slurm.');
    case 'lost':
      return failure('killed', end.reason);
    case 'killed':
      return killed(end.signal, evidence);
    case 'exited':
      if (end.code !== 0) return programFailure(`exit code ${end.code}`, evidence);
      return areReportsLost(evidence) ? failure('disk_full', reportsLost) : failureOfValue(evidence);
  }
}

/** Whether the fault lies with the machine and not with the program or its values, so that the same trial deserves another try. */
export function isMachineFault({ kind }: TrialFailure): boolean {
  return kind === 'spawn' || kind === 'killed' || kind === 'disk_full';
}

const reportsLost = 'The disk is full: what the trial reported could not be written. Free some space.';

/** Whatever else it says, a child says that it ends. */
function areReportsLost({ messages, hasRoom }: Evidence): boolean {
  return hasRoom === false && !messages.some(({ kind }) => kind === 'ending');
}

/** Signals by which a process ends itself, as native code does that goes wrong. */
const crashes = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP'];

function killed(signal: string, evidence: Evidence): TrialFailure {
  if (crashes.includes(signal)) return programFailure(signal, evidence);
  const reason = outOfMemory(outputTail(evidence.outputFile));
  if (reason !== null) return failure('out_of_memory', reason);
  if (signal === 'SIGKILL' && (evidence.nOomKills ?? 0) > 0) {
    return failure(
      'out_of_memory',
      'The trial was probably ended by the system for want of memory: it did so to a process in that time.',
    );
  }
  return failure('killed', `The trial's process was ended by ${signal} from outside.`);
}

function failureOfValue({ objective, value, observations }: Evidence): TrialFailure | null {
  if (objective === null) return null;
  const { metric } = objective;
  if (value === null) return failure('no_metric', whyNoValue(objective, observations));
  if (!Number.isFinite(value)) return failure('diverged', `Training diverged: ${metric} is ${value}.`);
  return null;
}

function whyNoValue({ metric, isExpression }: Objective, observations: Observations): string {
  if (isExpression === true) {
    const { missed } = observations;
    return missed === null
      ? `The program never came to the line that computes ${metric}.`
      : `The value of ${metric} is ${missed}, not a number.`;
  }
  const seen = metricsSeen(observations);
  const found = seen.length === 0 ? 'it called neither fit nor evaluate' : `it reported ${seen.join(', ')}`;
  return `The program never reported ${metric}; ${found}.`;
}

/** `how` is the exit code or the signal that it ended with. */
function programFailure(how: string, { messages, outputFile }: Evidence): TrialFailure {
  const threw = messages.findLast((message) => message.kind === 'threw');
  const thrown = threw === undefined ? null : { name: threw.name, message: threw.message, stack: threw.stack };
  // What was thrown ended the program; earlier trouble in the output may have been dealt with.
  const words = thrown === null ? outputTail(outputFile) : `${thrown.message}\n${thrown.stack}`;
  const memory = outOfMemory(words);
  if (memory !== null) return { kind: 'out_of_memory', reason: memory, thrown };
  const disk = diskIsFull(words);
  if (disk !== null) return { kind: 'disk_full', reason: disk, thrown };
  const reason = thrown === null ? endedWith(how, words) : `${thrown.name}: ${firstLine(thrown.message)}`;
  return { kind: 'program', reason, thrown };
}

function endedWith(how: string, output: string): string {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return `The program ended with ${how}${last === '' ? '.' : `: ${last.slice(0, 200)}`}`;
}

function failure(kind: FailureKind, reason: string): TrialFailure {
  return { kind, reason, thrown: null };
}

/** The last 8 kB or so of a trial's output; empty when there is none. */
function outputTail(outputFile: string): string {
  try {
    return readTail(outputFile, 8192).toString();
  } catch {
    return '';
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
