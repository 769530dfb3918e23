import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { choice, float, int, onlyIf, openStudy } from '../../../src/library/library.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-library-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const bowl = { x: float(-5, 5), y: float(-5, 5) };

test('a bowl is minimised far better than its first trials', async () => {
  const study = await openStudy({ parameters: bowl, seed: 1 });
  const best = await study.run(({ x, y }) => (x - 1) ** 2 + (y + 2) ** 2, { nTrials: 25 });
  assert.ok(best !== null && best.value < 0.05, String(best?.value));
  assert.equal(study.trials.length, 25);
});

test('the same seed and values give the same trials', async () => {
  const paramsOf = async () => {
    const study = await openStudy({ parameters: bowl, seed: 7, direction: 'maximize' });
    await study.run(({ x, y }) => -x * x - y, { nTrials: 8 });
    return study.trials.map(({ params }) => params);
  };
  assert.deepEqual(await paramsOf(), await paramsOf());
});

test('the first trial is the initial values where each parameter has one', async () => {
  const parameters = { rate: float(1e-4, 1, { log: true, initial: 0.01 }), act: choice('relu', 'tanh') };
  const study = await openStudy({ parameters });
  assert.deepEqual((await study.ask())?.params, { rate: 0.01, act: 'relu' });
});

test('a parameter of onlyIf is there only while its condition holds', async () => {
  const parameters = { layers: int(1, 2), width: onlyIf({ layers: [2] }, int(8, 16, { step: 8 })) };
  const study = await openStudy({ parameters, sampler: 'random', seed: 3 });
  for (let i = 0; i < 3; i++) {
    const trial = await study.ask();
    assert.ok(trial !== null);
    const { layers, width } = trial.params;
    assert.equal(width === undefined, layers === 1);
    await study.tell(trial, layers + (width ?? 0));
  }
  // Three combinations are all there are.
  assert.equal(await study.ask(), null);
});

test('several trials may run at once, each with other values', async () => {
  const study = await openStudy({ parameters: bowl });
  const asked = [await study.ask(), await study.ask(), await study.ask()];
  assert.equal(new Set(asked.map((trial) => JSON.stringify(trial?.params))).size, 3);
  assert.deepEqual(
    study.trials.map(({ state }) => state),
    ['running', 'running', 'running'],
  );
});

test('queued values come first, and what they leave out the engine adds', async () => {
  const study = await openStudy({ parameters: bowl });
  await study.enqueue({ x: 2 });
  const trial = await study.ask();
  assert.equal(trial?.params.x, 2);
  assert.equal(typeof trial.params.y, 'number');
  assert.deepEqual(study.trials[0]?.params, trial.params);
});

test('a value that is not a number fails the trial, and a trial is told once', async () => {
  const study = await openStudy({ parameters: bowl });
  const trial = await study.ask();
  assert.ok(trial !== null);
  await study.tell(trial, NaN);
  assert.deepEqual([study.trials[0]?.state, study.trials[0]?.facts['fail_kind']], ['failed', 'diverged']);
  await assert.rejects(study.tell(trial, 1), RangeError);
  await assert.rejects(study.tell(7, 1), RangeError);
});

test('an objective that throws fails its trial; three in a row end the run with what was thrown', async () => {
  const study = await openStudy({ parameters: bowl });
  let n = 0;
  const run = study.run(
    () => {
      if (n++ === 1) return 1;
      throw new Error('no data');
    },
    { nTrials: 20 },
  );
  await assert.rejects(run, /no data/);
  assert.deepEqual(
    study.trials.map(({ state }) => state),
    ['failed', 'finished', 'failed', 'failed', 'failed'],
  );
  assert.equal(study.trials[0]?.facts['fail_reason'], 'no data');
});

test('a curve that can hardly become the best is said to be hopeless, and giving up prunes the trial', async () => {
  const study = await openStudy({ parameters: { level: float(0, 1) }, sampler: 'sobol', nTrials: 30 });
  await study.run(
    async ({ level }, { report, number }) => {
      const plateau = number < 6 ? 0.1 + level / 100 : 50;
      for (let step = 0; step < 20; step++) if (!(await report(step, plateau + 5 / (step + 1)))) return null;
      return plateau;
    },
    { nTrials: 10 },
  );
  for (const { state, value, reports } of study.trials.slice(6)) {
    assert.deepEqual([state, value], ['pruned', reports.at(-1)?.value]);
    assert.ok(reports.length < 20);
  }
});

test('a study with a file goes on where it stopped, with changed bounds too, and refuses other parameters', async (t) => {
  const file = join(temporaryFolder(t), 'study.log');
  const first = await openStudy({ parameters: bowl, file, metric: 'loss' });
  await first.run(({ x }) => x * x, { nTrials: 3 });
  await first.close();
  const second = await openStudy({ parameters: { ...bowl, x: float(-1, 1) }, file, metric: 'loss' });
  assert.equal(second.trials.length, 3);
  await second.run(({ x }) => x * x, { nTrials: 2 });
  assert.ok(second.trials.slice(3).every(({ params }) => Math.abs(Number(params['x'])) <= 1));
  await assert.rejects(
    openStudy({ parameters: { z: float(0, 1) }, file, metric: 'loss' }),
    (error) => error instanceof UserError && error.code === 'studyDiffers',
  );
});

test('a trial whose program is gone is failed when the study is opened again', async (t) => {
  const file = join(temporaryFolder(t), 'study.log');
  const script = `import { float, openStudy } from ${JSON.stringify(join(import.meta.dirname, '../../../src/library/library.ts'))};
    const study = await openStudy({ parameters: { x: float(0, 1) }, file: ${JSON.stringify(file)} });
    await study.ask();
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  const study = await openStudy({ parameters: { x: float(0, 1) }, file });
  assert.deepEqual([study.trials[0]?.state, study.trials[0]?.facts['fail_kind']], ['failed', 'killed']);
});

test('parameters that hold no value are refused where they are written', () => {
  for (const make of [
    () => float(1, 0),
    () => float(0, 1, { log: true }),
    () => float(1, 2, { log: true, step: 1 }),
    () => int(0.5, 2),
    () => int(0, 4, { step: -1 }),
    () => choice(),
    () => choice(1, 1),
  ]) {
    assert.throws(make, RangeError);
  }
});

test('a condition must name an earlier parameter', async () => {
  const parameters = { a: onlyIf({ b: [1] }, float(0, 1)), b: int(1, 2) };
  await assert.rejects(openStudy({ parameters }), /names b, which is no earlier parameter/);
});
