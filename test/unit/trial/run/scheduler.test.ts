// The scheduler with an executor and an engine that answer as each test says: what it runs, in which order, and what it writes down.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Params } from '../../../../src/space/space.ts';
import { Journal } from '../../../../src/storage/journal.ts';
import type { TuneOptions, TuneOutcome } from '../../../../src/trial/run/tuneOptions.ts';
import { aimed, codeOf, deaf, evaluated, planOf, reports, run, source, type Program } from './fakeStudy.ts';

const paramsOf = ({ study }: TuneOutcome): readonly Params[] => study.trials.map(({ params }) => params);

test('the first trial is the file as it is, and each trial runs its own literals', async () => {
  const texts: string[] = [];
  const outcome = await run(planOf(aimed), ({ sources }) => {
    texts.push(Object.values(sources)[0]?.text.split('\n')[1] ?? '');
    return Promise.resolve({ messages: [evaluated({ acc: texts.length })] });
  });
  assert.deepEqual(paramsOf(outcome), [{ rate: 0.5 }, { rate: 0.01 }, { rate: 0.02 }]);
  assert.deepEqual(
    texts,
    [source, 'const rate = 0.01; // @tune 0..1', 'const rate = 0.02; // @tune 0..1'].map((text) => text.trimEnd()),
  );
  assert.deepEqual([outcome.best?.number, outcome.best?.value, outcome.reason], [2, 3, 'done']);
});

test('where no line names the objective, the first trial finds it', async () => {
  const { study } = await run(planOf(source), reports({ val_acc: 0.5, loss: 1 }));
  assert.deepEqual([study.objective, study.direction], [{ direction: 'maximize', metric: 'val_acc' }, 'maximize']);
  assert.deepEqual(
    study.trials.map(({ value }) => value),
    [0.5, 0.5, 0.5],
  );
});

test('a program that fails on the own values ends the run, and the journal says so', async () => {
  const plan = planOf(aimed);
  const fails: Program = () => Promise.resolve({ end: { kind: 'exited', code: 1 } });
  assert.equal(await codeOf(run(plan, fails)), 'programFailed');
  const { study } = await Journal.open(join(plan.dataFolder, 'model.log'), { readonly: true });
  assert.deepEqual(
    study.trials.map(({ state, facts }) => [state, facts['fail_kind']]),
    [['failed', 'program']],
  );
});

for (const [text, states] of [
  [aimed, ['failed', 'finished', 'finished', 'finished']],
  // Where nobody names the objective, the study begins with the trial that comes to its end.
  [source, ['finished', 'finished', 'finished']],
] as const) {
  test(`own values that are ended from outside are tried once more (${text === aimed ? 'named' : 'unnamed'} objective)`, async () => {
    let nRuns = 0;
    const { study } = await run(planOf(text), () =>
      Promise.resolve(
        nRuns++ === 0 ? { end: { kind: 'killed', signal: 'SIGKILL' } } : { messages: [evaluated({ acc: 1 })] },
      ),
    );
    assert.deepEqual(
      study.trials.map(({ state }) => state),
      states,
    );
    const own = study.trials.filter(({ facts }) => facts['source'] === 'literals');
    assert.deepEqual(own.at(-1)?.facts['retry_of'], text === aimed ? 0 : undefined);
  });

  test(`the second time the run ends and says what ended them (${text === aimed ? 'named' : 'unnamed'} objective)`, async () => {
    let nRuns = 0;
    const killed: Program = () => {
      nRuns++;
      return Promise.resolve({ end: { kind: 'killed', signal: 'SIGKILL' } });
    };
    await assert.rejects(
      run(planOf(text), killed),
      ({ code, message, remedy }: Error & { code?: unknown; remedy?: unknown }) =>
        code === 'programEnded' && /SIGKILL from outside/.test(message) && /what ends it/.test(String(remedy)),
    );
    assert.equal(nRuns, 2);
  });
}

test('own values that are stopped by the user are not tried again', async () => {
  const controller = new AbortController();
  let nRuns = 0;
  const program: Program = () => {
    nRuns++;
    controller.abort();
    return Promise.resolve({ end: { kind: 'killed', signal: 'SIGKILL' } });
  };
  const outcome = await run(planOf(aimed), program, { signal: controller.signal }).catch((error: unknown) => error);
  assert.ok(outcome !== undefined);
  assert.equal(nRuns, 1);
});

test('own values for which there is too little memory are told with what helps against that', async () => {
  const program: Program = () => Promise.resolve({ end: { kind: 'outOfMemory' } });
  assert.equal(await codeOf(run(planOf(aimed), program)), 'programOutOfMemory');
});

test('a metric that is never reported is named beside those that are', async () => {
  await assert.rejects(run(planOf(aimed), reports({ loss: 1 })), /never reports acc\. It reports: loss/);
});

test('own values that diverge are a bad start and no reason to end', async () => {
  const outcome = await run(planOf(aimed), ({ trial }) =>
    Promise.resolve({ messages: [evaluated({ acc: trial === 0 ? NaN : 0.5 })] }),
  );
  assert.deepEqual(
    outcome.study.trials.map(({ state }) => state),
    ['failed', 'finished', 'finished'],
  );
});

test('equal failures in a row pause the study with their reason', async () => {
  const program: Program = ({ trial }) =>
    Promise.resolve(
      trial === 0 ? { messages: [evaluated({ acc: 1 })] } : { end: { kind: 'killed', signal: 'SIGSEGV' } },
    );
  assert.equal(await codeOf(run(planOf(aimed), program, { nTrials: 50 })), 'trialsKeepFailing');
});

test('stopping ends the trial that runs, and notes that it was stopped', async () => {
  const controller = new AbortController();
  const program: Program = ({ trial }, signal) => {
    if (trial === 0) return Promise.resolve({ messages: [evaluated({ acc: 1 })] });
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ end: { kind: 'stopped' } }));
      controller.abort();
    });
  };
  const outcome = await run(planOf(aimed), program, { nTrials: 9, signal: controller.signal });
  assert.equal(outcome.reason, 'stopped');
  assert.deepEqual(
    outcome.study.trials.map(({ state, facts }) => [state, facts['fail_kind'] ?? '']),
    [
      ['finished', ''],
      ['failed', 'stopped'],
    ],
  );
});

test('two trials at a time run together, after the own values alone', async () => {
  let nRunning = 0;
  const seen: number[] = [];
  const waiting: (() => void)[] = [];
  const program: Program = async ({ trial }) => {
    seen.push(++nRunning);
    if (trial > 0) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 2) for (const go of waiting.splice(0)) go();
      });
    }
    nRunning--;
    return { messages: [evaluated({ acc: 1 })] };
  };
  const { study } = await run(planOf(aimed), program, {
    nTrials: 5,
    slots: [1, 2].map(() => ({ gpu: null, env: {} })),
  });
  assert.equal(study.trials.filter(({ state }) => state === 'finished').length, 5);
  assert.deepEqual([seen[0], Math.max(...seen)], [1, 2]);
});

test('a second run goes on with the study, and does not run the own values again', async () => {
  const plan = planOf(aimed);
  await run(plan, reports({ acc: 1 }));
  const outcome = await run(plan, reports({ acc: 2 }), { seed: 99 });
  assert.deepEqual([outcome.study.trials.length, outcome.study.seed], [6, 7]);
  assert.equal(outcome.study.trials.filter(({ facts }) => facts['source'] === 'literals').length, 1);
});

test('own values that were changed since are run before anything else', async () => {
  const plan = planOf(aimed);
  await run(plan, reports({ acc: 1 }));
  const folder = plan.program.cwd;
  const outcome = await run(planOf(aimed.replace('0.5', '0.6'), folder), reports({ acc: 1 }), { nTrials: 1 });
  assert.deepEqual(paramsOf(outcome).at(-1), { rate: 0.6 });
});

test('a new study leaves the old one as it is', async () => {
  const plan = planOf(aimed);
  const first = await run(plan, reports({ acc: 1 }));
  const second = await run(plan, reports({ acc: 1 }), { isNewStudy: true });
  assert.notEqual(first.journalFile, second.journalFile);
  assert.equal(second.study.trials.length, 3);
});

test('a finite space that is used up ends the run', async () => {
  const asker = { ...deaf, ask: () => Promise.resolve(null) };
  const outcome = await run(planOf(aimed), reports({ acc: 1 }), { asker });
  assert.deepEqual([outcome.reason, outcome.study.trials.length], ['exhausted', 1]);
});

test('the engine is told the sampler, and each trial keeps where its values came from', async () => {
  const asked: string[] = [];
  const asker: TuneOptions['asker'] = {
    ...deaf,
    ask: ({ study, sampler }) => {
      asked.push(sampler);
      return Promise.resolve({ params: { rate: study.trials.length / 100 }, source: 'sobol' });
    },
  };
  const { study } = await run(planOf(aimed), reports({ acc: 1 }), { asker, sampler: 'sobol' });
  assert.deepEqual(asked, ['sobol', 'sobol']);
  assert.deepEqual(
    study.trials.map(({ facts }) => facts['source']),
    ['literals', 'sobol', 'sobol'],
  );
});

test('an engine that breaks ends the run with its error, not with silence', async () => {
  const asker = { ...deaf, ask: () => Promise.reject(new Error('broken')) };
  await assert.rejects(run(planOf(aimed), reports({ acc: 1 }), { asker }), /broken/);
});
