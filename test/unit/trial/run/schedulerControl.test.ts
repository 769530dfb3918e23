// What ends a trial or a run early, what goes on after a host, and what the user may say to it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderNotWritable } from '../../../../src/errors.ts';
import type { StudyPlan } from '../../../../src/program/plan.ts';
import { Journal } from '../../../../src/storage/journal.ts';
import type { PruneDecision } from '../../../../src/study/prune.ts';
import type { StopAdvice } from '../../../../src/study/stop.ts';
import { createControl, keptFact } from '../../../../src/trial/run/control.ts';
import type { Executor } from '../../../../src/trial/executor.ts';
import { identityOf } from '../../../../src/system/processIdentity.ts';
import { runOf } from '../../../../src/trial/run/runRecord.ts';
import type { TrialEnd, TrialMessage } from '../../../../src/trial/trialProtocol.ts';
import { aimed, codeOf, counting, evaluated, executorOf, planOf, reports, run, type Program } from './fakeStudy.ts';

const journalOf = (plan: StudyPlan): Promise<Journal> => Journal.open(join(plan.dataFolder, 'model.log'));
const epoch = (step: number, acc: number): TrialMessage => ({ kind: 'epochEnded', fit: 0, step, logs: { acc } });

const prune: PruneDecision = {
  ...{ kind: 'prune', rule: 'curve', step: 0, probability: 0.001, rank: null },
  ...{ predicted: { mean: 0.25, sd: 0.01 }, reason: 'Its curve is flat.' },
};

/** Reports one value and waits for its end; the first trial has good values at once. */
function reporting(value: number): Program {
  return ({ trial }, signal, send) => {
    if (trial === 0) return Promise.resolve({ messages: [epoch(0, 0.9)] });
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ end: { kind: signal.reason as 'pruned' } }));
      send(epoch(0, value));
    });
  };
}

test('a trial that the engine gives up is ended, keeps its last report, and says why', async () => {
  const asked: number[] = [];
  const asker = {
    ...counting(),
    judge: ({ trial }: { trial: { number: number } }) => {
      asked.push(trial.number);
      return Promise.resolve(trial.number === 0 ? { ...prune, kind: 'keep' as const } : prune);
    },
  };
  const { study } = await run(planOf(aimed), reporting(0.2), { nTrials: 2, isPruning: true, asker });
  const pruned = study.trials[1];
  assert.deepEqual([pruned?.state, pruned?.value], ['pruned', 0.2]);
  const { prune_reason: reason, prune_rule: rule, predicted_value: predicted } = pruned?.facts ?? {};
  assert.deepEqual([reason, rule, predicted], ['Its curve is flat.', 'curve', 0.25]);
  assert.ok(asked.includes(1));
});

test('a trial that comes to its end while it is given up has finished, and nothing says that it was pruned', async () => {
  const asker = { ...counting(), judge: () => Promise.resolve(prune) };
  const program: Program = ({ trial }, signal, send) => {
    if (trial === 0) return Promise.resolve({ messages: [evaluated({ acc: 0.9 })] });
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ messages: [evaluated({ acc: 0.7 })] }));
      send(epoch(0, 0.2));
    });
  };
  const { study } = await run(planOf(aimed), program, { nTrials: 2, isPruning: true, asker });
  const { state, value, facts } = study.trials[1] ?? {};
  assert.deepEqual([state, value, facts?.['prune_reason']], ['finished', 0.7, undefined]);
});

test('a trial that the user keeps runs to its end, whatever the engine thinks', async () => {
  const control = createControl();
  control.keep(1);
  const asker = { ...counting(), judge: () => Promise.resolve(prune) };
  const program: Program = ({ trial }) => Promise.resolve({ messages: [epoch(0, trial / 10), epoch(1, trial / 5)] });
  const { study } = await run(planOf(aimed), program, { nTrials: 2, isPruning: true, asker, control });
  assert.deepEqual([study.trials[1]?.state, study.trials[1]?.value], ['finished', 0.2]);
});

test('a trial that the journal says is kept runs to its end, also under another host', async () => {
  const plan = planOf(aimed);
  await run(plan, reports({ acc: 1 }), { nTrials: 1 });
  const journal = await journalOf(plan);
  await journal.append([
    { kind: 'trialQueued', trial: 1, params: { rate: 0.75 } },
    { kind: 'factNoted', trial: 1, name: keptFact, fact: true },
  ]);
  const asker = { ...counting(), judge: () => Promise.resolve(prune) };
  const program: Program = () => Promise.resolve({ messages: [epoch(0, 0.1), epoch(1, 0.2)] });
  const { study } = await run(plan, program, { nTrials: 1, isPruning: true, asker });
  assert.deepEqual([study.trials[1]?.state, study.trials[1]?.value], ['finished', 0.2]);
});

test('a value that is no finite number ends the trial at once, as diverged', async () => {
  const { study } = await run(planOf(aimed), reporting(NaN), { nTrials: 2 });
  assert.deepEqual([study.trials[1]?.state, study.trials[1]?.facts['fail_kind']], ['failed', 'diverged']);
});

test('values whose trial was killed from outside are tried once more, beyond the trials that were asked for', async () => {
  const kill = new Set([1, 2]);
  const program: Program = ({ trial }) =>
    Promise.resolve(
      kill.has(trial) ? { end: { kind: 'killed', signal: 'SIGKILL' } } : { messages: [evaluated({ acc: trial })] },
    );
  const { study } = await run(planOf(aimed), program, { nTrials: 3 });
  assert.deepEqual(
    study.trials.map(({ state, params, facts }) => [state, params['rate'], facts['retry_of']]),
    [
      ['finished', 0.5, undefined],
      ['failed', 0.01, undefined],
      ['failed', 0.01, 1],
      ['finished', 0.03, undefined],
    ],
  );
});

test('queued trials come first, and the engine adds what they leave open', async () => {
  const plan = planOf(aimed);
  await run(plan, reports({ acc: 1 }), { nTrials: 1 });
  const journal = await journalOf(plan);
  await journal.append([
    { kind: 'trialQueued', trial: 1, params: { rate: 0.75 } },
    { kind: 'trialQueued', trial: 2, params: {} },
  ]);
  const { study } = await run(plan, reports({ acc: 1 }), { nTrials: 3 });
  assert.deepEqual(
    study.trials.map(({ state, params, facts }) => [state, params['rate'], facts['source']]),
    [
      ['finished', 0.5, 'literals'],
      ['finished', 0.75, 'queued'],
      ['finished', 0.03, 'queued'],
      ['finished', 0.03, 'model'],
    ],
  );
});

test('no trial starts when the time is up', async () => {
  const program: Program = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { messages: [evaluated({ acc: 1 })] };
  };
  const { study, reason } = await run(planOf(aimed), program, { nTrials: 9, totalTimeMs: 1 });
  assert.deepEqual([study.trials.length, reason], [1, 'timeUp']);
});

const enough: StopAdvice = {
  ...{ isAdvised: true, reason: 'enough', remaining: 0, remainingHigh: 0, nextStep: 0, bound: 0, tolerance: 1 },
  ...{ best: 1, confidence: 'good', calibration: 1, nTrials: 20 },
};

test('a run ends when more trials are unlikely to pay, if the user wants that', async () => {
  const asker = { ...counting(), advise: () => Promise.resolve(enough) };
  const options = { nTrials: 24, asker };
  const stopping = await run(planOf(aimed), reports({ acc: 1 }), { ...options, isStoppingWhenDone: true });
  assert.deepEqual([stopping.study.trials.length, stopping.reason], [20, 'enough']);
  assert.match(JSON.stringify(stopping.study.facts['stop_advice']), /unlikely to pay/);
  const advised = await run(planOf(aimed), reports({ acc: 1 }), options);
  assert.deepEqual([advised.study.trials.length, advised.reason], [24, 'done']);
  const control = createControl();
  control.goOn();
  const overruled = await run(planOf(aimed), reports({ acc: 1 }), { ...options, isStoppingWhenDone: true, control });
  assert.equal(overruled.study.trials.length, 24);
});

test('a paused run starts nothing until it is resumed', async () => {
  const control = createControl();
  const started: boolean[] = [];
  const program: Program = ({ trial }) => {
    started.push(control.isPaused);
    if (trial === 0) {
      control.pause();
      setTimeout(() => control.resume(), 20);
    }
    return Promise.resolve({ messages: [evaluated({ acc: 1 })] });
  };
  await run(planOf(aimed), program, { control });
  assert.deepEqual(started, [false, false, false]);
});

/** An executor whose trials are left alone by the first host, and end as `end` for the next. */
function leftAlone(messages: readonly TrialMessage[], end: TrialEnd): Executor {
  return {
    ...executorOf(reports({ acc: 1 })),
    resume: ({ onMessage }) => {
      messages.forEach(onMessage);
      return Promise.resolve(end);
    },
  };
}

async function runThatIsLeft(plan: StudyPlan): Promise<void> {
  const controller = new AbortController();
  const program: Program = ({ trial }, signal, send) => {
    if (trial === 0) return Promise.resolve({ messages: [epoch(0, 0.5)] });
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ end: { kind: 'detached' } }));
      send(epoch(0, 0.6));
    });
  };
  const outcome = await run(plan, program, {
    nTrials: 3,
    signal: controller.signal,
    onEvents: (events) => {
      if (events.some((event) => event.kind === 'valueReported' && event.trial === 1)) controller.abort('detached');
    },
  });
  assert.equal(outcome.reason, 'detached');
  assert.deepEqual([outcome.study.trials[1]?.state, runOf(outcome.study)?.state], ['running', 'running']);
}

test('the next host takes over the trial of a dead one, repeats nothing, and ends the run', async () => {
  const plan = planOf(aimed);
  await runThatIsLeft(plan);
  const journal = await journalOf(plan);
  await journal.append([{ kind: 'factNoted', trial: 1, name: 'owner_pid', fact: 999_999 }]);
  const executor = leftAlone([epoch(0, 0.6), epoch(1, 0.7)], { kind: 'exited', code: 0 });
  const { study, reason } = await run(plan, reports({ acc: 1 }), { nTrials: 1, executor });
  assert.deepEqual(study.trials[1]?.reports, [
    { step: 0, value: 0.6 },
    { step: 1, value: 0.7 },
  ]);
  assert.deepEqual([study.trials[1]?.state, study.trials[1]?.value], ['finished', 0.7]);
  assert.deepEqual([study.trials.length, reason, runOf(study)?.state], [3, 'done', 'done']);
});

test('the trial of a living host is left alone', async () => {
  const plan = planOf(aimed);
  await runThatIsLeft(plan);
  const { pid, start } = identityOf(process.ppid);
  const journal = await journalOf(plan);
  await journal.append([
    { kind: 'factNoted', trial: 1, name: 'owner_pid', fact: pid },
    { kind: 'factNoted', trial: 1, name: 'owner_start', fact: start ?? '' },
  ]);
  const executor = leftAlone([], { kind: 'exited', code: 0 });
  const { study } = await run(plan, reports({ acc: 1 }), { nTrials: 1, executor });
  assert.deepEqual([study.trials[1]?.state, study.trials[2]?.state], ['running', 'finished']);
});

test('enqueued trials run first, with their facts, and no others where no more were asked for', async () => {
  const plan = planOf(aimed);
  await run(plan, reports({ acc: 1 }), { nTrials: 1 });
  const enqueue = [0.2, 0.3].map((rate) => ({ params: { rate }, facts: { source: 'confirm', confirms: 0 } }));
  const { study } = await run(plan, reports({ acc: 1 }), { nTrials: 2, enqueue });
  assert.deepEqual(
    study.trials.map(({ params, facts }) => [params['rate'], facts['source'], facts['confirms']]),
    [
      [0.5, 'literals', undefined],
      [0.2, 'confirm', 0],
      [0.3, 'confirm', 0],
    ],
  );
});

test('a trial that an earlier run of this very process had to leave is taken over', async () => {
  const plan = planOf(aimed);
  await runThatIsLeft(plan);
  const executor = leftAlone([epoch(0, 0.6), epoch(1, 0.7)], { kind: 'exited', code: 0 });
  const { study } = await run(plan, reports({ acc: 1 }), { nTrials: 1, executor });
  assert.deepEqual([study.trials[1]?.state, study.trials[1]?.value], ['finished', 0.7]);
});

test('a full disk ends the run with its remedy, and leaves the trial that runs to the next run', async () => {
  const plan = planOf(aimed);
  const full = folderNotWritable(plan.dataFolder, new Error('ENOSPC: no space left on device, write'));
  const reasons: unknown[] = [];
  const program: Program = ({ trial }, signal) => {
    if (trial === 0) return Promise.resolve({ messages: [epoch(0, 0.9)] });
    if (trial === 2) return Promise.reject(full);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        reasons.push(signal.reason);
        resolve({ end: { kind: 'detached' } });
      });
    });
  };
  const slots = [1, 2].map(() => ({ gpu: null, env: {} }));
  assert.equal(await codeOf(run(plan, program, { nTrials: 3, slots })), 'diskFull');
  assert.deepEqual(reasons, ['detached']);
  const executor = leftAlone([epoch(0, 0.7)], { kind: 'exited', code: 0 });
  const { study } = await run(plan, reports({ acc: 1 }), { nTrials: 0, executor });
  assert.deepEqual([study.trials[1]?.state, study.trials[1]?.value], ['finished', 0.7]);
});
