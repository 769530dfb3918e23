// The engine as the scheduler sees it: a question and, later, an answer. The real one is a worker thread (the extension host never computes).
import { Worker } from 'node:worker_threads';
import type { Space } from '../space/space.ts';
import type { Direction } from '../space/objective.ts';
import type { Sampler, Suggestion } from '../study/sampler.ts';
import type { Trial } from '../study/study.ts';

/** What the engine needs to know for one suggestion: every trial so far, the running ones too. */
export type AskQuestion = {
  readonly study: { readonly direction: Direction; readonly seed: number; readonly trials: readonly Trial[] };
  readonly space: Space;
  readonly nTrialsPlanned: number;
  readonly sampler: Sampler;
};

export type Asker = {
  /** The next parameters to try; null when a finite space, or a grid, has nothing left. */
  ask(question: AskQuestion): Promise<Suggestion | null>;
  close(): Promise<void>;
};

/** Both directions of the worker's messages, keyed by `id`. */
export type AskRequest = { readonly id: number; readonly question: AskQuestion };
export type AskReply =
  { readonly id: number; readonly ask: Suggestion | null } | { readonly id: number; readonly failure: string };

/** Starts the engine's worker thread from `workerFile` (askWorker.ts, built or not). A crash of the worker rejects what was asked. */
export function createAskWorker(workerFile: string | URL): Asker {
  const worker = new Worker(workerFile);
  worker.unref();
  const waiting = new Map<number, { resolve: (ask: Suggestion | null) => void; reject: (error: Error) => void }>();
  let nextId = 0;
  let crash: Error | null = null;
  const failAll = (error: Error): void => {
    crash = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: AskReply) => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ('failure' in reply) waiter?.reject(new Error(reply.failure));
    else waiter?.resolve(reply.ask);
  });
  worker.on('error', failAll);
  worker.on('exit', (code) => failAll(new Error(`The engine's worker thread ended (${code}).`)));
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (crash !== null) {
          reject(crash);
          return;
        }
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        // A process waits for its answers, and only for those.
        worker.ref();
        const trials = question.study.trials.map(asked);
        const request: AskRequest = { id, question: { ...question, study: { ...question.study, trials } } };
        worker.postMessage(request);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

/** What the engine reads of a trial: reports and most facts would be copied to its thread for nothing, with every question. */
function asked(trial: Trial): Trial {
  const { source, fail_kind: failKind } = trial.facts;
  const facts = {
    ...(source === undefined ? {} : { source }),
    ...(failKind === undefined ? {} : { fail_kind: failKind }),
  };
  return { ...trial, reports: [], facts };
}
