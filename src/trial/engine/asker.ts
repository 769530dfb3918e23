// The engine as the scheduler sees it: questions and, later, answers. The real one is a worker thread (the extension host never computes).
import { Worker } from 'node:worker_threads';
import type { Space } from '../../space/space.ts';
import type { Direction } from '../../space/objective.ts';
import type { PruneDecision, PruneOptions } from '../../study/prune.ts';
import type { Suggestion } from '../../study/sampler.ts';
import type { Sampler } from '../../study/samplerName.ts';
import type { StopAdvice } from '../../study/stop.ts';
import type { Trial } from '../../study/study.ts';

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

/** The trials of a judge's question: those that have ended travel once, the others each time. */
export type JudgeRequest = Omit<JudgeQuestion, 'study'> & {
  readonly direction: Direction;
  /** Null: the same as in the last question. */
  readonly ended: readonly Trial[] | null;
  readonly open: readonly Trial[];
};

/** Both directions of the worker's messages, by kind of question. */
export type Requests = {
  readonly ask: { readonly question: AskQuestion; readonly answer: Suggestion | null };
  readonly judge: { readonly question: JudgeRequest; readonly answer: PruneDecision };
  readonly advise: { readonly question: AdviseQuestion; readonly answer: StopAdvice | null };
};

export type EngineRequest = {
  [K in keyof Requests]: { readonly id: number; readonly kind: K; readonly question: Requests[K]['question'] };
}[keyof Requests];

export type EngineReply =
  | { readonly id: number; readonly answer: Requests[keyof Requests]['answer'] }
  | { readonly id: number; readonly failure: string };

/** Starts the engine's worker thread from `workerFile` (askWorker.ts, built or not). A crash of the worker rejects what was asked. */
export function createAskWorker(workerFile: string | URL): Asker {
  const { request, close } = startWorker(workerFile);
  let nEndedSent = -1;
  return {
    ask: ({ study, ...rest }) => request('ask', { ...rest, study: { ...study, trials: study.trials.map(asked) } }),
    advise: ({ study, space }) => request('advise', { space, study: { ...study, trials: study.trials.map(asked) } }),
    judge: ({ study, trial, options }) => {
      const ended = study.trials.filter(({ endedAtMs }) => endedAtMs !== null);
      // A trial ends once, so their number tells whether there is another.
      const isKnown = ended.length === nEndedSent;
      nEndedSent = ended.length;
      const open = study.trials.filter(({ endedAtMs }) => endedAtMs === null);
      const { direction } = study;
      return request('judge', { direction, ended: isKnown ? null : ended, open, trial, options });
    },
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

/** The facts that the engine reads. */
const factsAsked = ['source', 'fail_kind', 'predicted_value', 'predicted_sd'] as const;

/** What the engine reads of a trial: reports and most facts would be copied to its thread for nothing, with every question. */
function asked(trial: Trial): Trial {
  const facts = Object.fromEntries(
    factsAsked.flatMap((name) => (trial.facts[name] === undefined ? [] : [[name, trial.facts[name]]])),
  );
  return { ...trial, reports: [], facts };
}
