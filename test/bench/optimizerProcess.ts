// An optimiser in a process of its own, spoken to by the JSON lines of `tunelens optimizer`. Measures how long each suggestion takes.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Params, ParamValue } from '../../src/space/space.ts';
import { isRecord } from './json.ts';

export type OptimizerCommand = { readonly command: string; readonly args: readonly string[] };

export type OptimizerProcess = {
  /**
   * Sends one request and returns its answer. Rejects with OptimizerFailure: an error as answer, the end of the process, or no answer within
   * `timeoutMs` (ten minutes unless told), after which the process is killed.
   */
  call(request: object, timeoutMs?: number): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
};

/** A peer's own failure, which the bench counts; anything else thrown is a bug of the bench. */
export class OptimizerFailure extends Error {}

/** Starts the process. BENCH_STDERR=1 in the environment shows what it says on stderr. */
export function startOptimizer({ command, args }: OptimizerCommand): OptimizerProcess {
  const stderr = process.env['BENCH_STDERR'] === '1' ? 'inherit' : 'ignore';
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', stderr] });
  let failure = 'it ended';
  child.on('error', (error) => (failure = error.message));
  // Writing to a process that has ended: the missing answer says so.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    call: async (request, timeoutMs = 600_000) => {
      const timer = setTimeout(() => {
        failure = `no answer in ${timeoutMs / 1000} s`;
        child.kill('SIGKILL');
      }, timeoutMs);
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await lines.next();
      clearTimeout(timer);
      if (line.done === true) throw new OptimizerFailure(failure);
      return answerOf(line.value);
    },
    close: () => child.stdin.end(`${JSON.stringify({ type: 'close' })}\n`),
  };
}

function answerOf(line: string): Readonly<Record<string, unknown>> {
  const answer: unknown = JSON.parse(line);
  if (!isRecord(answer)) throw new OptimizerFailure(`no JSON object: ${line.slice(0, 200)}`);
  if (typeof answer['error'] === 'string') throw new OptimizerFailure(answer['error'].slice(0, 200));
  return answer;
}

/** The one suggestion of an answer to `ask`. */
export function suggestionOf(answer: Readonly<Record<string, unknown>>): { id: string; params: Params } {
  const trials = answer['trials'];
  const trial: unknown = Array.isArray(trials) ? trials[0] : undefined;
  if (!isRecord(trial) || typeof trial['id'] !== 'string' || !isParams(trial['params'])) {
    throw new OptimizerFailure(`no suggestion: ${JSON.stringify(answer).slice(0, 200)}`);
  }
  return { id: trial['id'], params: trial['params'] };
}

function isParams(raw: unknown): raw is Params {
  return isRecord(raw) && Object.values(raw).every(isParamValue);
}

function isParamValue(raw: unknown): raw is ParamValue {
  return raw === null || ['number', 'string', 'boolean'].includes(typeof raw);
}
