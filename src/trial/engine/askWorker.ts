// The engine's worker thread: answers one question at a time with study/sampler.ts, prune.ts and stop.ts. What is kept between two questions saves
// time and changes no answer.
import { parentPort } from 'node:worker_threads';
import type { Space } from '../../space/space.ts';
import { learnCurves, type StudyCurves } from '../../study/curves.ts';
import { fitModel } from '../../study/model.ts';
import { askPruning } from '../../study/prune.ts';
import { askSampler } from '../../study/sampler.ts';
import { adviseStop } from '../../study/stop.ts';
import type { Trial } from '../../study/study.ts';
import type { EngineReply, EngineRequest, JudgeRequest, Requests } from './asker.ts';

let latestSpace: { readonly text: string; readonly space: Space } | null = null;
let latestEnded: readonly Trial[] = [];
let latestCurves: { readonly of: readonly Trial[]; readonly curves: StudyCurves | null } | null = null;

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
      return askSampler(study, known(space), options);
    }
    case 'judge':
      return judge(request.question);
    case 'advise': {
      const { study, space } = request.question;
      const model = fitModel(study, known(space));
      return model === null ? null : adviseStop(model, { seed: study.seed });
    }
  }
}

function judge({ direction, ended, open, trial, options }: JudgeRequest): Requests['judge']['answer'] {
  latestEnded = ended ?? latestEnded;
  const study = { direction, trials: [...latestEnded, ...open] };
  if (latestCurves?.of !== latestEnded) {
    const curves = learnCurves({ direction, trials: latestEnded }, options.nSteps ?? null);
    latestCurves = { of: latestEnded, curves };
  }
  return askPruning({ study, trial, curves: latestCurves.curves }, options);
}

/** The same object for the same space, question after question: its encoding is made once. */
function known(space: Space): Space {
  const text = JSON.stringify(space);
  if (latestSpace?.text !== text) latestSpace = { text, space };
  return latestSpace.space;
}
