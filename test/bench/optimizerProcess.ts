// An optimiser in a process of its own, spoken to by the JSON lines of `tunelens optimizer`. Measures how long each suggestion takes.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Params, ParamValue } from '../../src/space/space.ts';

export type OptimizerProcess = {
  /** Sends one request and returns its answer. Rejects when the process answers with an error or ends. */
  call(request: object): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
};

export function startOptimizer(command: string, args: readonly string[]): OptimizerProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    call: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error(`${command} ended`);
      const answer: unknown = JSON.parse(line.value);
      if (!isRecord(answer) || 'error' in answer) throw new Error(`${command}: ${line.value}`);
      return answer;
    },
    close: () => child.stdin.end(`${JSON.stringify({ type: 'close' })}\n`),
  };
}

/** The one suggestion of an answer to `ask`. */
export function suggestionOf(answer: Readonly<Record<string, unknown>>): { id: string; params: Params } {
  const trials = answer['trials'];
  const trial: unknown = Array.isArray(trials) ? trials[0] : undefined;
  if (!isRecord(trial) || typeof trial['id'] !== 'string' || !isParams(trial['params'])) {
    throw new Error(`No suggestion: ${JSON.stringify(answer)}`);
  }
  return { id: trial['id'], params: trial['params'] };
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isParams(raw: unknown): raw is Params {
  return isRecord(raw) && Object.values(raw).every(isParamValue);
}

function isParamValue(raw: unknown): raw is ParamValue {
  return raw === null || ['number', 'string', 'boolean'].includes(typeof raw);
}
