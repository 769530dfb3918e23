// The engine as the scheduler sees it: questions and, later, answers. The real one is a worker thread (the extension host never computes).
import { Worker } from 'node:worker_threads';
import type { Space } from '../../space/space.ts';
import type { Direction } from '../../space/objective.ts';
import type { PruneDecision, PruneOptions } from '../../study/prune.ts';
import type { Suggestion } from '../../study/sampler.ts';
import type { Sampler } from '../../study/samplerName.ts';
import type { StopAdvice } from '../../study/stop.ts';
import type { Trial } from '../../study/study.ts';
import { createTrialSender, type TrialNews } from './trialMirror.ts';

/** What the engine needs to know for one suggestion: every trial so far, the running ones too. */
export type AskQuestion = {
  readonly study: { readonly direction: Direction; readonly seed: number; readonly trials: readonly Trial[] };
  readonly space: Space;
  readonly nTrialsPlanned: number;
  /** The share of the time budget that is left, 0..1; 0 where there is none. */
  readonly timeLeft: number;
  readonly sampler: Sampler;
};

/** Whether `trial`, a running one of the study, is worth its remaining steps. */
export type JudgeQuestion = {
  readonly study: { readonly direction: Direction; readonly trials: readonly Trial[] };
  readonly trial: Trial;
  readonly options: PruneOptions;
};

/** Whether more trials are likely to pay. */
export type AdviseQuestion = Pick<AskQuestion, 'study' | 'space'>;

export type Asker = {
  /** The next parameters to try; null when a finite space, or a grid, has nothing left. */
  ask(question: AskQuestion): Promise<Suggestion | null>;
  judge(question: JudgeQuestion): Promise<PruneDecision>;
  /** Null while nothing can be said. */
  advise(question: AdviseQuestion): Promise<StopAdvice | null>;
  close(): Promise<void>;
};

/** Both directions of the worker's messages, by kind of question. */
export type Requests = {
  readonly ask: { readonly question: Told<AskQuestion>; readonly answer: Suggestion | null };
  readonly judge: {
    readonly question: Omit<Told<JudgeQuestion>, 'trial'> & { readonly number: number };
    readonly answer: PruneDecision;
  };
  readonly advise: { readonly question: Told<AdviseQuestion>; readonly answer: StopAdvice | null };
};

/** A question whose trials are told by their news. */
type Told<Q extends { readonly study: { readonly trials: readonly Trial[] } }> = Omit<Q, 'study'> & {
  readonly study: Omit<Q['study'], 'trials'> & { readonly trials: TrialNews };
};

export type EngineRequest = {
  [K in keyof Requests]: { readonly id: number; readonly kind: K; readonly question: Requests[K]['question'] };
}[keyof Requests];

export type EngineReply =
  | { readonly id: number; readonly answer: Requests[keyof Requests]['answer'] }
  | { readonly id: number; readonly failure: string };

/**
 * Starts the engine's worker thread from `workerFile` (askWorker.ts, built or not). A crash of the worker rejects what was asked. The trials of a question
 * stand by their numbers; `trial` of a judge's question is one of them.
 */
export function createAskWorker(workerFile: string | URL): Asker {
  const { request, close } = startWorker(workerFile);
  const newsOf = createTrialSender();
  const told = <S extends { readonly trials: readonly Trial[] }>(study: S, withOpenReports = false) => ({
    ...study,
    trials: newsOf(study.trials, { withOpenReports }),
  });
  return {
    ask: ({ study, ...rest }) => request('ask', { ...rest, study: told(study) }),
    advise: ({ study, space }) => request('advise', { space, study: told(study) }),
    judge: ({ study, trial, options }) => request('judge', { study: told(study, true), number: trial.number, options }),
    close,
  };
}

type Waiter = { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void };

function startWorker(workerFile: string | URL) {
  const worker = new Worker(workerFile);
  worker.unref();
  const waiting = new Map<number, Waiter>();
  let nextId = 0;
  let crash: Error | null = null;
  const failAll = (error: Error): void => {
    crash = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: EngineReply) => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ('failure' in reply) waiter?.reject(new Error(reply.failure));
    else waiter?.resolve(reply.answer);
  });
  worker.on('error', failAll);
  worker.on('exit', (code) => failAll(new Error(`The engine's worker thread ended (${code}).`)));
  return {
    request: <K extends keyof Requests>(kind: K, question: Requests[K]['question']): Promise<Requests[K]['answer']> =>
      new Promise((resolve, reject) => {
        if (crash !== null) {
          reject(crash);
          return;
        }
        const id = nextId++;
        // The worker answers a kind of question with its own kind of answer (askWorker.ts).
        waiting.set(id, { resolve: resolve as Waiter['resolve'], reject });
        // A process waits for its answers, and only for those.
        worker.ref();
        worker.postMessage({ id, kind, question });
      }),
    close: async (): Promise<void> => {
      // A thread that is ending does not keep the process (seen on Node 24), which would leave in the middle of its last await.
      const keepAlive = setInterval(() => undefined, 1000);
      await worker.terminate();
      clearInterval(keepAlive);
    },
  };
}
