// The engine's worker thread: answers one question at a time with study/sampler.ts. An answer depends on its question alone; what is kept
// between two questions saves time and changes nothing.
import { parentPort } from 'node:worker_threads';
import type { Space } from '../space/space.ts';
import { askSampler } from '../study/sampler.ts';
import type { AskReply, AskRequest } from './asker.ts';

let latestSpace: { readonly text: string; readonly space: Space } | null = null;

parentPort?.on('message', (request: AskRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer({ id, question }: AskRequest): AskReply {
  try {
    const { study, nTrialsPlanned, sampler } = question;
    return { id, ask: askSampler(study, known(question.space), { nTrialsPlanned, sampler }) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The same object for the same space, question after question: its encoding is made once. */
function known(space: Space): Space {
  const text = JSON.stringify(space);
  if (latestSpace?.text !== text) latestSpace = { text, space };
  return latestSpace.space;
}
