// The engine's worker thread: answers one question at a time with study/ask.ts. Holds no state, so an answer depends on its question alone.
import { parentPort } from 'node:worker_threads';
import { ask } from '../study/ask.ts';
import type { AskReply, AskRequest } from './asker.ts';

parentPort?.on('message', (request: AskRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer({ id, question }: AskRequest): AskReply {
  try {
    return { id, ask: ask(question.study, question.space, { nTrialsPlanned: question.nTrialsPlanned }) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
