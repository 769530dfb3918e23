// The engine as ask/tell over JSON lines: one request a line, one reply a line. For other programs, and for benchmarks.
import { accelerate } from '../study/accelerate.ts';
import { askSampler, type SamplerOptions } from '../study/sampler.ts';
import { bestTrial, type Trial, type TrialState } from '../study/study.ts';
import type { Space } from '../space/space.ts';
import { parseRequest, type Request } from './optimizerRequest.ts';

/** Answers each request until `close` or the end of the input. A bad request is answered with `{"error": sentence}`, and the next is read. */
export async function runOptimizer(input: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  accelerate();
  let session: Session | null = null;
  for await (const line of input) {
    if (line.trim() === '') continue;
    const request = parseRequest(line);
    if (request.type === 'close') return;
    if (request.type === 'create') session = openSession(request);
    write(JSON.stringify(answer(request, session)));
  }
}

type Session = {
  readonly space: Space;
  readonly direction: 'minimize' | 'maximize';
  readonly seed: number;
  readonly options: SamplerOptions;
  readonly trials: Trial[];
  /** Trial numbers by the ids of the wire. */
  readonly numbers: Map<string, number>;
};

function openSession({ space, direction, seed, sampler, budget }: Extract<Request, { type: 'create' }>): Session {
  const options = budget === undefined ? { sampler } : { sampler, nTrialsPlanned: budget };
  return { space, direction, seed, options, trials: [], numbers: new Map() };
}

function answer(request: Exclude<Request, { type: 'close' }>, session: Session | null): object {
  if (request.type === 'error') return { error: request.error };
  if (request.type === 'create') return { ok: true };
  if (session === null) return { error: 'Send a "create" request first.' };
  return request.type === 'ask' ? answerAsk(session, request.n) : answerTell(session, request);
}

function answerAsk(session: Session, n: number): object {
  const { space, options } = session;
  const trials = Array.from({ length: n }, () => {
    // All of a finite space, or of a grid, has been tried: the best again, which a noisy objective can use.
    const params =
      askSampler(session, space, options)?.params ?? bestTrial(session)?.params ?? session.trials[0]?.params ?? {};
    const id = freshId(session);
    addTrial(session, { id, params, state: 'running', value: null });
    return { id, params };
  });
  return { trials };
}

function answerTell(session: Session, { id, params, value }: Extract<Request, { type: 'tell' }>): object {
  const state = value === null ? 'failed' : 'finished';
  const number = session.numbers.get(id);
  if (number === undefined) {
    if (params === null) return { error: `No trial has the id "${id}", and the request has no params.` };
    addTrial(session, { id, params, state, value });
    return { ok: true };
  }
  const trial = session.trials[number]!;
  if (trial.state !== 'running') return { error: `The trial "${id}" has been told before.` };
  session.trials[number] = { ...trial, state, value };
  return { ok: true };
}

/** A number that no foreign trial has taken for its id. */
function freshId({ trials, numbers }: Session): string {
  let next = trials.length + 1;
  while (numbers.has(String(next))) next++;
  return String(next);
}

function addTrial(
  { trials, numbers }: Session,
  { id, params, state, value }: { id: string; params: Trial['params']; state: TrialState; value: number | null },
): void {
  const number = trials.length;
  numbers.set(id, number);
  trials.push({ number, state, params, value, reports: [], startedAtMs: null, endedAtMs: null, facts: {} });
}
