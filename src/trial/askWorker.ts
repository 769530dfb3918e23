// The engine's worker thread: answers one question at a time with study/sampler.ts. Holds no state, so an answer depends on its question alone.
import { parentPort } from 'node:worker_threads';
import { askSampler } from '../study/sampler.ts';
import type { AskReply, AskRequest } from './asker.ts';

parentPort?.on('message', (request: AskRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer({ id, question }: AskRequest): AskReply {
  try {
    const { study, space, nTrialsPlanned, sampler } = question;
    return { id, ask: askSampler(study, space, { nTrialsPlanned, sampler }) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
