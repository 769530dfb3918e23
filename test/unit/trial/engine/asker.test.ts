// The engine in its worker thread, unbuilt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Space } from '../../../../src/space/space.ts';
import { askSampler } from '../../../../src/study/sampler.ts';
import { samplers } from '../../../../src/study/samplerName.ts';
import type { Trial } from '../../../../src/study/study.ts';
import { createAskWorker, type AskQuestion } from '../../../../src/trial/engine/asker.ts';

const workerFile = new URL('../../../../src/trial/engine/askWorker.ts', import.meta.url);
const space: Space = {
  parameters: [
    { name: 'rate', domain: { kind: 'float', low: 1e-4, high: 1, scale: 'log', step: null }, conditions: [] },
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'elu'] }, conditions: [] },
  ],
};
const trials = [0.1, 0.2, 0.9, 0.4, 0.5, 0.7].map((rate, number): Trial => {
  const params = { rate, act: number % 2 === 0 ? 'relu' : 'elu' };
  return { number, state: 'finished', params, value: rate, reports: [], startedAtMs: 0, endedAtMs: 1, facts: {} };
});
const question: Omit<AskQuestion, 'sampler'> = {
  study: { direction: 'minimize', seed: 5, trials },
  space,
  nTrialsPlanned: 20,
  timeLeft: 0,
};

test('the worker answers each question with the sampler that it names, as the engine itself would', async () => {
  const asker = createAskWorker(workerFile);
  try {
    const answers = await Promise.all(samplers.map((sampler) => asker.ask({ ...question, sampler })));
    assert.deepEqual(
      answers,
      samplers.map((sampler) => askSampler(question.study, space, { nTrialsPlanned: 20, sampler })),
    );
    assert.deepEqual(
      answers.map((answer) => answer?.source),
      ['model', 'random', 'sobol', 'grid'],
    );
  } finally {
    await asker.close();
  }
});

test('a worker that ends rejects what it was asked, and whatever it is asked afterwards', async () => {
  const asker = createAskWorker(new URL('data:text/javascript,setTimeout(() => process.exit(3), 20)'));
  await assert.rejects(asker.ask({ ...question, sampler: 'gp' }), /ended \(3\)/);
  await assert.rejects(asker.ask({ ...question, sampler: 'gp' }), /ended \(3\)/);
  await asker.close();
});
