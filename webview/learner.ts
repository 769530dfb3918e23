// Keeps what is learned of the study that is shown: asks the worker when trials have finished or the reader wants more, one wish at a time.
import { nothingLearned, type Learned, type LearningStudy } from '../src/chart/learned.ts';
import { isFinished, type Study } from '../src/study/study.ts';
import type { Prediction } from '../src/study/model.ts';
import type { Params } from '../src/space/space.ts';
import type { FromWorker, ToWorker } from './learning.ts';
import type { PageState } from './pageState.ts';

/** The worker's text, put here by the build: a page of the editor can start a worker from text only. */
declare const MODEL_WORKER_SOURCE: string;

export type Learner = {
  /** What is known now; asks for more where that is out of date. */
  readonly learned: (study: Study, state: PageState) => Learned;
  /** Null while there is no model. Of each asker only the newest question is answered. */
  readonly predict: (asker: Asker, params: Params, onAnswer: OnPrediction) => void;
};

/** Who asks: the values that are tried, or a place that was pointed at. */
type Asker = 'tried' | 'pointed';
type OnPrediction = (prediction: Prediction | null) => void;

/** `onLearned`: more is known. `onWork` is told whether more of what was asked for last is to come. */
export function createLearner(onLearned: () => void, onWork: (isWorking: boolean) => void): Learner {
  const worker = startWorker();
  const say = (message: ToWorker): void => worker.postMessage(message);
  let learned = nothingLearned;
  let of: Study | null = null;
  let wish = '';
  let isBusy = false;
  let nQuestions = 0;
  const sent = new Set<number>();
  const asked = new Map<Asker, { readonly id: number; readonly onAnswer: OnPrediction }>();
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === 'predicted') {
      for (const { id, onAnswer } of asked.values()) if (id === data.id) onAnswer(data.prediction);
      return;
    }
    learned = { ...learned, ...data.part };
    isBusy = !data.isDone;
    onLearned();
    onWork(isBusy);
  });
  return {
    learned: (study, { through, pair }) => {
      const isOther = of !== study;
      if (isOther) learned = nothingLearned;
      const hasAverages = through === 'average';
      const wanted = JSON.stringify([study.trials.filter(isFinished).length, hasAverages, pair]);
      // While it works on this study, more trials can wait; another study or choice cannot.
      const isSameWish = wish.slice(wish.indexOf(',')) === wanted.slice(wanted.indexOf(','));
      if ((of === study && wish === wanted) || (isBusy && of === study && isSameWish)) return learned;
      [of, wish, isBusy] = [study, wanted, true];
      onWork(true);
      if (isOther) sent.clear();
      // After the frame: copying the trials must not hold it up.
      setTimeout(() => say({ kind: 'learn', study: unsentPart(study, sent), isOther, hasAverages, pair }));
      return learned;
    },
    predict: (asker, params, onAnswer) => {
      nQuestions += 1;
      asked.set(asker, { id: nQuestions, onAnswer });
      say({ kind: 'predict', id: nQuestions, params });
    },
  };
}

function startWorker(): Worker {
  const url = URL.createObjectURL(new Blob([MODEL_WORKER_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

/**
 * The trials that have finished and are not among those `sent`, which they then are. A finished trial never changes, and no other teaches; its
 * reports and facts would be copied for nothing.
 */
function unsentPart({ direction, space, seed, trials }: Study, sent: Set<number>): LearningStudy {
  const unsent = trials.filter(isFinished).filter(({ number }) => !sent.has(number));
  for (const { number } of unsent) sent.add(number);
  return { direction, space, seed, trials: unsent.map((trial) => ({ ...trial, reports: [], facts: {} })) };
}
