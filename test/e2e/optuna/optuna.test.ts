// Real Optuna reads what we wrote, and we read what it wrote.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Params, Space } from '../../../src/space/space.ts';
import { Journal } from '../../../src/storage/journal.ts';
import { ask } from '../../../src/study/ask.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { skipWithout } from '../requirements.ts';
import { bestTrial } from '../../../src/study/study.ts';
import { assertSame, assertSameDomains, missingOptuna, optuna, optunaOf, versions } from './optuna.ts';

const space: Space = {
  parameters: [
    {
      name: 'rate',
      domain: { kind: 'float', low: 1e-4, high: 1e-1, scale: 'log', step: null },
      initial: 1e-3,
      conditions: [],
    },
    {
      name: 'drop',
      domain: { kind: 'float', low: 0, high: 0.5, scale: 'linear', step: 0.1 },
      initial: 0.2,
      conditions: [],
    },
    {
      name: 'units',
      domain: { kind: 'int', low: 16, high: 256, scale: 'linear', step: 16 },
      initial: 64,
      conditions: [],
    },
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'tanh'] }, initial: 'relu', conditions: [] },
    { name: 'bn', domain: { kind: 'choice', choices: [false, true, null] }, initial: true, conditions: [] },
    {
      name: 'width',
      domain: { kind: 'int', low: 1, high: 100, scale: 'log', step: 1 },
      initial: 4,
      conditions: [{ param: 'act', op: '==', value: 'relu' }],
    },
  ],
};
const first: Params = { rate: 1e-3, drop: 0.2, units: 64, act: 'relu', bn: true, width: 4 };
const second: Params = { rate: 0.05, drop: 0.5, units: 256, act: 'tanh', bn: null };
const t0 = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const events: readonly StudyEvent[] = [
  { kind: 'studyCreated', study: 'ours', direction: 'minimize' },
  { kind: 'studyDescribed', space, objective: { direction: 'minimize', metric: 'val_loss' }, seed: 7, atMs: t0 },
  { kind: 'trialStarted', trial: 0, params: first, atMs: t0 },
  { kind: 'valueReported', trial: 0, step: 0, value: 0.75 },
  { kind: 'valueReported', trial: 0, step: 1, value: NaN },
  { kind: 'factNoted', trial: 0, name: 'source', fact: 'literals' },
  { kind: 'trialFinished', trial: 0, value: 0.25, atMs: t0 + 1500 },
  { kind: 'trialStarted', trial: 1, params: second, atMs: t0 + 2000 },
  { kind: 'trialFinished', trial: 1, value: -Infinity, atMs: t0 + 2500 },
  { kind: 'trialStarted', trial: 2, params: first, atMs: t0 + 3000 },
  { kind: 'valueReported', trial: 2, step: 0, value: 3 },
  { kind: 'trialPruned', trial: 2, value: 3, atMs: t0 + 3500 },
  { kind: 'trialStarted', trial: 3, params: second, atMs: t0 + 4000 },
  { kind: 'factNoted', trial: 3, name: 'fail_reason', fact: 'naïve "quoted" \u{1f600}' },
  { kind: 'trialFailed', trial: 3, value: null, atMs: t0 + 4500 },
  { kind: 'trialQueued', trial: 4, params: first },
  { kind: 'trialStarted', trial: 5, params: first, atMs: t0 + 5000 },
];

void describe('a journal shared with Optuna', { skip: skipWithout(missingOptuna) }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-optuna-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = async (name: string): Promise<Journal> => {
    const journal = await Journal.open(join(folder, name));
    await journal.append(events);
    return journal;
  };

  for (const version of versions) {
    test(`Optuna ${version}: load_study sees the trials, values, parameters, reports and times that we wrote`, async () => {
      const journal = await write(`ours-${version}.log`);
      const theirs = optunaOf(version, 'dump', journal.file);
      assertSame(journal.study, theirs);
      assertSameDomains(journal.study, theirs);
      assert.deepEqual(theirs.trials[3]?.['facts'], { fail_reason: 'naïve "quoted" \u{1f600}' });
    });

    test(`Optuna ${version} continues our study, and the next ask learns from it`, async () => {
      const journal = await write(`continued-${version}.log`);
      const theirs = optunaOf(version, 'continue', journal.file, '3');
      await journal.refresh();
      assert.equal(journal.study.trials.length, events.filter(({ kind }) => /Queued|Started/.test(kind)).length + 2);
      assertSame(journal.study, theirs);
      assert.notEqual(ask(journal.study, space), null);
      await journal.append([{ kind: 'factNoted', trial: null, name: 'after', fact: 1 }]);
      assert.equal(Reflect.get(Object(optunaOf(version, 'dump', journal.file).facts), 'after'), 1);
    });

    test(`we see the trials of a study that Optuna ${version} made, and can go on with it`, async () => {
      const file = join(folder, `theirs-${version}.log`);
      optunaOf(version, 'make', file);
      const journal = await Journal.open(file);
      assertSame(journal.study, optunaOf(version, 'dump', file));
      const { space: theirSpace } = journal.study;
      assert.deepEqual(
        theirSpace?.parameters.map(({ name, domain }) => [name, domain]),
        [
          ['rate', { kind: 'float', low: 1e-4, high: 1e-1, scale: 'log', step: null }],
          ['units', { kind: 'int', low: 16, high: 256, scale: 'linear', step: 16 }],
          ['act', { kind: 'choice', choices: ['relu', 'tanh', null, true, 3] }],
        ],
      );
      const next = theirSpace === undefined || theirSpace === null ? null : ask(journal.study, theirSpace);
      assert.ok(next !== null);
      const number = journal.study.trials.length;
      await journal.append([
        { kind: 'trialStarted', trial: number, params: next.params, atMs: t0 },
        { kind: 'trialFinished', trial: number, value: 1, atMs: t0 + 1 },
      ]);
      assertSame(journal.study, optunaOf(version, 'dump', file));
    });
  }

  test('Optuna draws our study in each of its charts', async () => {
    const journal = await write('drawn.log');
    optunaOf('4.9', 'plot', journal.file);
  });

  for (const version of versions) {
    test(`of several studies that Optuna ${version} keeps in one file each is read, and one of two objectives is not written to`, async () => {
      const file = join(folder, `several-${version}.log`);
      optunaOf(version, 'several', file);
      const [constrained, both, waiting] = await Promise.all(
        ['constrained', 'both', 'waiting'].map((study) => Journal.open(file, { study })),
      );
      assert.ok(constrained !== undefined && both !== undefined && waiting !== undefined);
      assert.deepEqual(constrained.studies, ['constrained', 'both', 'waiting']);
      // The trial of the better value breaks its constraint.
      assert.deepEqual(
        constrained.study.trials.map(({ params, facts }) => [params['x'], facts['constraints']]),
        [
          [0.2, [-0.3]],
          [0.9, [0.4]],
        ],
      );
      assert.equal(bestTrial(constrained.study)?.number, 0);
      assert.equal(both.study.trials.length, 3);
      assert.deepEqual(both.obstacle, { kind: 'objectives', nObjectives: 2 });
      const before = readFileSync(file, 'utf8');
      const note: StudyEvent = { kind: 'factNoted', trial: null, name: 'after', fact: 1 };
      await assert.rejects(both.append([note]), /can only be shown\. It has 2 objectives/);
      assert.equal(readFileSync(file, 'utf8'), before);
      const [queued] = waiting.study.trials;
      assert.deepEqual([queued?.state, queued?.params], ['queued', { x: 0.25 }]);
      await waiting.append([
        { kind: 'trialStarted', trial: 0, params: null, atMs: t0 },
        { kind: 'trialFinished', trial: 0, value: 1, atMs: t0 + 1 },
      ]);
      assert.equal(waiting.study.trials[0]?.state, 'finished');
      assert.equal(optunaOf(version, 'dump', file).trials.length, 2);
    });
  }

  test('a line torn by a crash, which Optuna cannot load, is repaired by our next write', async () => {
    const journal = await write('torn.log');
    appendFileSync(journal.file, '{"op_code": 8, "worker_id": "x", "study_id": 0, "user_at');
    const again = await Journal.open(journal.file);
    await again.append([{ kind: 'factNoted', trial: null, name: 'repaired', fact: true }]);
    assertSame(again.study, optuna('dump', journal.file));
  });
});
