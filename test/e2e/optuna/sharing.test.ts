// Long studies, trials of two programs in one file at once, and the journal of a real run: Optuna sees in them what we see.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createRandom } from '../../../src/math/random.ts';
import type { Params, Space } from '../../../src/space/space.ts';
import { Journal } from '../../../src/storage/journal.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { skipWithout } from '../requirements.ts';
import { assertSame, assertSameDomains, missingOptuna, optuna, optunaMeanwhile, optunaOf, versions } from './optuna.ts';

const space: Space = {
  parameters: [
    { name: 'rate', domain: { kind: 'float', low: 1e-6, high: 10, scale: 'log', step: null }, conditions: [] },
    { name: 'drop', domain: { kind: 'float', low: -0.3, high: 0.3, scale: 'linear', step: 0.1 }, conditions: [] },
    { name: 'depth', domain: { kind: 'int', low: 1, high: 9, scale: 'linear', step: 1 }, conditions: [] },
    { name: 'batch', domain: { kind: 'choice', choices: [16, 32.5, 1e21, -4] }, conditions: [] },
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'naïve "x"', '\u{1f600}', ''] }, conditions: [] },
    {
      name: 'norm',
      domain: { kind: 'choice', choices: [true, false, null] },
      conditions: [{ param: 'depth', op: '>', value: 4 }],
    },
  ],
};
const t0 = Date.UTC(2026, 6, 1);
const created: readonly StudyEvent[] = [
  { kind: 'studyCreated', study: 'shared', direction: 'maximize' },
  { kind: 'studyDescribed', space, objective: { direction: 'maximize', metric: 'acc' }, seed: 3, atMs: t0 },
];

/** Some hundred trials of every kind, from a fixed seed. */
function history(nTrials: number): readonly StudyEvent[] {
  const random = createRandom(11);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.uniform() * items.length)]!;
  const choice = (name: string) => {
    const domain = space.parameters.find((parameter) => parameter.name === name)?.domain;
    return domain?.kind === 'choice' ? pick(domain.choices) : null;
  };
  const params = (): Params => {
    const depth = 1 + Math.floor(random.uniform() * 9);
    return {
      rate: 1e-6 * 10 ** (7 * random.uniform()),
      drop: pick([-0.3, -0.2, -0.1, 0.1, 0.2, 0.3]),
      depth,
      batch: choice('batch'),
      act: choice('act'),
      ...(depth > 4 ? { norm: choice('norm') } : {}),
    };
  };
  return Array.from({ length: nTrials }, (_, trial) => {
    const atMs = t0 + trial * 1000;
    const start: readonly StudyEvent[] =
      random.uniform() < 0.2
        ? [
            { kind: 'trialQueued', trial, params: params() },
            { kind: 'trialStarted', trial, params: null, atMs },
          ]
        : [{ kind: 'trialStarted', trial, params: params(), atMs }];
    const reports = Array.from({ length: Math.floor(random.uniform() * 4) }, (_report, step): StudyEvent => {
      return { kind: 'valueReported', trial, step, value: pick([random.uniform(), NaN, Infinity, -Infinity, 1e-320]) };
    });
    const end = pick(['trialFinished', 'trialPruned', 'trialFailed'] as const);
    const value = end === 'trialFailed' ? null : pick([random.uniform(), 1e300, -Infinity, Infinity]);
    const fact: StudyEvent = { kind: 'factNoted', trial, name: 'fail_kind', fact: pick(['diverged', 3, true]) };
    return [...start, ...reports, fact, { kind: end, trial, value, atMs: atMs + 7 } as const];
  }).flat();
}

/** One trial of ours, with the number that is free under the lock: four writes, as Optuna has them. */
async function addTrial(journal: Journal): Promise<void> {
  let trial = -1;
  await journal.transact(({ trials }) => {
    trial = trials.length;
    return [{ kind: 'trialStarted', trial, params: { depth: 2 }, atMs: t0 }];
  });
  await journal.append([{ kind: 'valueReported', trial, step: 0, value: trial }]);
  await journal.append([{ kind: 'factNoted', trial, name: 'writer', fact: 'node' }]);
  await journal.append([{ kind: 'trialFinished', trial, value: trial, atMs: t0 + 1 }]);
}

void describe('a study in company', { skip: skipWithout(missingOptuna) }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-optuna-'));
  after(() => rmSync(folder, { recursive: true }));

  test('Optuna sees 400 trials of every kind as we wrote them, distributions included', async () => {
    const journal = await Journal.open(join(folder, 'long.log'));
    await journal.append(created);
    await journal.append(history(400));
    const theirs = optuna('dump', journal.file);
    assert.equal(theirs.trials.length, 400);
    assertSame(journal.study, theirs);
    assertSameDomains(journal.study, theirs);
  });

  test('lines that dying writers left unended are made good for every line of Optuna: torn, whole but for the end, and with a record of Optuna right after', async () => {
    const file = join(folder, 'repaired.log');
    await (await Journal.open(file)).append(created);
    // The second trial lacks its line's end, then a line is torn.
    for (const tail of ['', '{"op_code":8,"worker_id":"dead","trial_id":0,"us']) {
      await addTrial(await Journal.open(file));
      if (tail === '') truncateSync(file, readFileSync(file).length - 1);
      else appendFileSync(file, tail);
    }
    const line = { op_code: 8, worker_id: 'optuna', trial_id: 1, user_attr: { late: true } };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    appendFileSync(file, '\0\0\0');
    const journal = await Journal.open(file);
    await addTrial(journal);
    assert.deepEqual(
      journal.study.trials.map(({ state }) => state),
      ['finished', 'finished', 'finished'],
    );
    for (const version of versions) assertSame(journal.study, optunaOf(version, 'dump', file));
  });

  for (const [lock, nTrials] of [
    ['symlink', 130],
    ['open', 40],
  ] as const) {
    test(`${8 * nTrials} writes of two programs at once, Optuna's under its ${lock} lock: all are there, none mixed up`, async () => {
      const journal = await Journal.open(join(folder, `${lock}.log`));
      await journal.append(created);
      const state = { isRunning: true };
      const theirs = optunaMeanwhile('trials', journal.file, String(nTrials), lock).finally(() => {
        state.isRunning = false;
      });
      // Python takes long to start: ours come when its first trial is there, so that the two meet.
      while (state.isRunning && journal.study.trials.length === 0) {
        await setImmediate();
        await journal.refresh();
      }
      for (let i = 0; i < nTrials; i++) await addTrial(journal);
      await theirs;
      await journal.refresh();
      const { trials } = journal.study;
      const writers = trials.map(({ facts }) => facts['writer']);
      for (const name of ['node', 'python']) assert.equal(writers.filter((writer) => writer === name).length, nTrials);
      assert.ok(writers.slice(writers.indexOf('python'), writers.lastIndexOf('python')).includes('node'), 'they met');
      assert.ok(trials.every(({ state, value, number }) => state === 'finished' && value === number));
      assertSame(journal.study, optuna('dump', journal.file));
    });
  }
});
