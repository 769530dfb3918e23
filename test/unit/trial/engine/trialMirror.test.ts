// What the engine's thread knows of trials is what it needs of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Space } from '../../../../src/space/space.ts';
import { bestTrial, type Trial } from '../../../../src/study/study.ts';
import { askSampler } from '../../../../src/study/sampler.ts';
import { createAskWorker, type AskQuestion } from '../../../../src/trial/engine/asker.ts';
import { createTrialMirror, createTrialSender } from '../../../../src/trial/engine/trialMirror.ts';

const space: Space = {
  parameters: [{ name: 'x', domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null }, conditions: [] }],
};

/** Of another writer: the lower x, the better, but below 0.6 its constraint is broken. */
const trials = [0.05, 0.1, 0.3, 0.5, 0.62, 0.7, 0.8, 0.9].map((x, number): Trial => {
  const facts = { constraints: [0.6 - x] };
  return { number, state: 'finished', params: { x }, value: x, reports: [], startedAtMs: 0, endedAtMs: 1, facts };
});

test('a trial that breaks its constraints is not the best one on the other side either', () => {
  const news = createTrialSender()(trials, { withOpenReports: false });
  const there = createTrialMirror().take(structuredClone(news));
  assert.equal(bestTrial({ trials, direction: 'minimize' })?.number, 4);
  assert.equal(bestTrial({ trials: there, direction: 'minimize' })?.number, 4);
});

test('a constrained study gets the same suggestion by way of the thread as from the engine itself', async () => {
  const question: AskQuestion = {
    ...{ study: { direction: 'minimize', seed: 5, trials }, space, nTrialsPlanned: 20, timeLeft: 0 },
    sampler: 'gp',
  };
  const asker = createAskWorker(new URL('../../../../src/trial/engine/askWorker.ts', import.meta.url));
  try {
    const own = askSampler(question.study, space, { nTrialsPlanned: 20, sampler: 'gp' });
    assert.deepEqual((await asker.ask(question))?.params, own?.params);
    assert.equal(own?.source, 'model');
  } finally {
    await asker.close();
  }
});
