// Why a trial failed, told apart by kind: the same kinds in the journal's fact `fail_kind`, in the messages and in what the engine learns.
import { readFileSync } from 'node:fs';
import type { Objective } from '../space/objective.ts';
import { metricsSeen, type Observations } from './objective.ts';
import type { TrialEnd, TrialMessage } from './trialProtocol.ts';

export type FailureKind =
  /** The program threw or ended with an exit code other than 0. */
  | 'program'
  /** The objective is NaN or infinite. */
  | 'diverged'
  /** The program ended well and never reported the objective. */
  | 'no_metric'
  | 'out_of_memory'
  | 'timeout'
  | 'killed'
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
    case 'killed':
      return outOfMemory(evidence) ?? failure('killed', `The trial's process was ended by ${end.signal} from outside.`);
    case 'exited':
      return end.code === 0 ? failureOfValue(evidence) : (outOfMemory(evidence) ?? programFailure(end.code, evidence));
  }
}

/** Whether the trial was broken from outside, so that the same values deserve another try. */
export function isMachineFault({ kind }: TrialFailure): boolean {
  return kind === 'spawn' || kind === 'killed';
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

function programFailure(code: number, { messages, outputFile }: Evidence): TrialFailure {
  const thrown = messages.findLast((message) => message.kind === 'threw');
  if (thrown !== undefined) {
    const { name, message, stack } = thrown;
    return { kind: 'program', reason: `${name}: ${firstLine(message)}`, thrown: { name, message, stack } };
  }
  const last = outputTail(outputFile).trimEnd().split('\n').at(-1) ?? '';
  return failure('program', `The program ended with exit code ${code}${last === '' ? '.' : `: ${last.slice(0, 200)}`}`);
}

function outOfMemory({ outputFile }: Evidence): TrialFailure | null {
  // V8 says so on stderr before it aborts; the kernel's killer leaves no word, which stays 'killed'.
  if (!/FATAL ERROR: .*(heap|memory)/i.test(outputTail(outputFile))) return null;
  return failure('out_of_memory', "The trial's process ran out of JavaScript heap memory.");
}

function failure(kind: FailureKind, reason: string): TrialFailure {
  return { kind, reason, thrown: null };
}

/** The last 8 kB or so of a trial's output; empty when there is none. */
function outputTail(outputFile: string): string {
  try {
    return readFileSync(outputFile, 'utf8').slice(-8192);
  } catch {
    return '';
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
