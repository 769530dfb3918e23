// The engine's worker thread: answers one question at a time with study/sampler.ts, prune.ts and stop.ts. What is kept between two questions saves
// time and changes no answer.
import { parentPort } from 'node:worker_threads';
import type { Space } from '../../space/space.ts';
import { accelerate } from '../../study/accelerate.ts';
import { learnCurves, type StudyCurves } from '../../study/curves.ts';
import { fitModel } from '../../study/model.ts';
import { askPruning } from '../../study/prune.ts';
import { askSampler } from '../../study/sampler.ts';
import { adviseStop } from '../../study/stop.ts';
import { isPending } from '../../study/taken.ts';
import type { EngineReply, EngineRequest, Requests } from './asker.ts';
import { createTrialMirror, type TrialNews } from './trialMirror.ts';

let latestSpace: { readonly text: string; readonly space: Space } | null = null;
let latestCurves: { readonly key: string; readonly curves: StudyCurves | null } | null = null;
const mirror = createTrialMirror();

accelerate();

parentPort?.on('message', (request: EngineRequest) => {
  parentPort?.postMessage(reply(request));
});

function reply(request: EngineRequest): EngineReply {
  const { id } = request;
  try {
    return { id, answer: answer(request) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function answer(request: EngineRequest): Requests[EngineRequest['kind']]['answer'] {
  switch (request.kind) {
    case 'ask': {
      const { study, space, ...options } = request.question;
      return askSampler(told(study), known(space), options);
    }
    case 'judge':
      return judge(request.question);
    case 'advise': {
      const { study, space } = request.question;
      const model = fitModel(told(study), known(space));
      return model === null ? null : adviseStop(model, { seed: study.seed });
    }
  }
}

function judge({ study, number, options }: Requests['judge']['question']): Requests['judge']['answer'] {
  const { direction, trials } = told(study);
  const trial = trials[number];
  if (trial === undefined) throw new Error(`There is no trial ${number}.`);
  const { nSteps = null } = options;
  const key = [mirror.nEndedTold(), direction, nSteps].join();
  if (latestCurves?.key !== key) {
    const ended = trials.filter((one) => !isPending(one));
    latestCurves = { key, curves: learnCurves({ direction, trials: ended }, nSteps) };
  }
  return askPruning({ study: { direction, trials }, trial, curves: latestCurves.curves }, options);
}

/** The study with the trials that the news make. */
function told<S extends { readonly trials: TrialNews }>(study: S) {
  return { ...study, trials: mirror.take(study.trials) };
}

/** The same object for the same space, question after question: its encoding is made once. */
function known(space: Space): Space {
  const text = JSON.stringify(space);
  if (latestSpace?.text !== text) latestSpace = { text, space };
  return latestSpace.space;
}
