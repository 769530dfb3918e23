// The page's worker: fits the model and works out what the charts show of it, the quickest first, so that the page never waits.
import {
  averagesOf,
  gainsOf,
  importancesIn,
  leadingPair,
  modelOf,
  nothingLearned,
  slicesOf,
  verdictsOf,
  type Learned,
} from '../src/chart/learned.ts';
import { predict, type StudyModel } from '../src/study/model.ts';
import { pairDependence } from '../src/study/partialDependence.ts';
import type { FromWorker, ToWorker } from './learning.ts';

type Wish = Extract<ToWorker, { kind: 'learn' }>;

let model: StudyModel | null = null;
let newest: Wish | null = null;
/** Of the study, as far as they were sent; in the order of their numbers. */
let trials: Wish['study']['trials'] = [];

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'learn') void learn(data);
  else answer({ kind: 'predicted', id: data.id, prediction: model === null ? null : predict(model, data.params) });
});

function answer(message: FromWorker): void {
  postMessage(message);
}

/** Between two parts it listens: a newer wish ends this one, and predictions are not held up. */
async function learn(wish: Wish): Promise<void> {
  newest = wish;
  trials = [...(wish.isOther ? [] : trials), ...wish.study.trials].sort((a, b) => a.number - b.number);
  const study = { ...wish.study, trials };
  const fitted = modelOf(study);
  model = fitted;
  if (fitted === null) {
    answer({ kind: 'learned', part: nothingLearned, isDone: true });
    return;
  }
  for (const part of parts({ ...wish, study }, fitted)) {
    answer({ kind: 'learned', part, isDone: false });
    await new Promise((resolve) => setTimeout(resolve));
    if (newest !== wish) return;
  }
  answer({ kind: 'learned', part: {}, isDone: true });
}

function* parts({ study, hasAverages, pair }: Wish, fitted: StudyModel): Generator<Partial<Learned>> {
  yield { slices: slicesOf(fitted) };
  yield verdictsOf(study, fitted);
  const importances = importancesIn(study, fitted);
  yield { importances };
  const names = pair ?? leadingPair(fitted.space, importances);
  yield { pair: names === null ? null : pairDependence(fitted, names) };
  yield { gains: gainsOf(study, fitted.space) };
  if (hasAverages) yield { averages: averagesOf(fitted) };
}
