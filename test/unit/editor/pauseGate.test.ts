import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPauseGate } from '../../../src/editor/pauseGate.ts';
import type { Asker, AskQuestion } from '../../../src/trial/asker.ts';

const question: AskQuestion = {
  study: { direction: 'minimize', seed: 0, trials: [] },
  space: { parameters: [] },
  nTrialsPlanned: 1,
  sampler: 'random',
};

function countingAsker() {
  let nAsked = 0;
  const asker: Asker = {
    ask: () => {
      nAsked++;
      return Promise.resolve(null);
    },
    close: () => Promise.resolve(),
  };
  return { asker, nAsked: () => nAsked };
}

/** Lets everything go on that can go on now. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a paused run asks for no more trials until it is resumed', async () => {
  const { asker, nAsked } = countingAsker();
  const gate = createPauseGate();
  const guarded = gate.guard(asker, new AbortController().signal);
  await guarded.ask(question);
  gate.pause();
  const asked = guarded.ask(question);
  await turn();
  assert.equal(nAsked(), 1);
  gate.resume();
  await asked;
  assert.equal(nAsked(), 2);
});

test('the end of the run releases what waits', async () => {
  const { asker } = countingAsker();
  const gate = createPauseGate();
  const controller = new AbortController();
  const guarded = gate.guard(asker, controller.signal);
  gate.pause();
  const asked = guarded.ask(question);
  controller.abort();
  assert.equal(await asked, null);
});
