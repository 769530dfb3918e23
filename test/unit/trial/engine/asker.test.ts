// The engine in its worker thread, unbuilt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Space } from '../../../../src/space/space.ts';
import { askSampler } from '../../../../src/study/sampler.ts';
import { samplers } from '../../../../src/study/samplerName.ts';
import type { Trial } from '../../../../src/study/study.ts';
import { createAskWorker, type Asker, type AskQuestion } from '../../../../src/trial/engine/asker.ts';

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

/** A training that falls towards `end`; of an open one the first `nReports` of ten reports. */
function trained(number: number, end: number, nReports = 10): Trial {
  const reports = Array.from({ length: nReports }, (_, i) => ({ step: i + 1, value: end + 1 / (i + 1) }));
  const isOpen = nReports < 10;
  return {
    ...{ number, reports, params: { rate: 10 ** (-4 * end), act: 'elu' }, startedAtMs: 0, facts: {} },
    ...{ state: isOpen ? 'running' : 'finished', value: isOpen ? null : end + 0.1, endedAtMs: isOpen ? null : 1 },
  };
}

/** What a fresh worker answers, which has been told everything at once. */
async function freshly<T>(ask: (asker: Asker) => Promise<T>): Promise<T> {
  const asker = createAskWorker(workerFile);
  try {
    return await ask(asker);
  } finally {
    await asker.close();
  }
}

test('trials that end, begin and report between two questions are known to the next, as to a fresh worker; and so is another study', async () => {
  const ended = [0.1, 0.2, 0.3, 0.4, 0.5].map((end, number) => trained(number, end));
  const running: Trial = { ...trained(5, 0.9, 3) };
  const growing = [...ended, running];
  // As the study does it: in place.
  const ends = (): unknown => Object.assign(running, trained(5, 0.9));
  const judgeLast = (trials: readonly Trial[]) => (asker: Asker) =>
    asker.judge({ study: { direction: 'minimize', trials }, trial: trials.at(-1)!, options: { nTrialsPlanned: 30 } });
  const askNext = (trials: readonly Trial[]) => (asker: Asker) =>
    asker.ask({ ...question, study: { direction: 'minimize', seed: 5, trials }, sampler: 'gp' });
  const old = createAskWorker(workerFile);
  const bothAnswer = async (ask: (asker: Asker) => Promise<unknown>): Promise<void> =>
    assert.deepEqual(await ask(old), await freshly(ask));
  try {
    await bothAnswer(askNext(growing));
    await bothAnswer(judgeLast(growing));
    ends();
    growing.push(trained(6, 0.6, 4));
    await bothAnswer(judgeLast(growing));
    await bothAnswer(askNext(growing));
    await bothAnswer(judgeLast([...[0.9, 0.8, 0.7].map((end, number) => trained(number, end)), trained(3, 1.2, 6)]));
    await bothAnswer(askNext(growing));
  } finally {
    await old.close();
  }
});
