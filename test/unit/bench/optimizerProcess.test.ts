import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptimizerFailure, startOptimizer, suggestionOf, type OptimizerProcess } from '../../bench/optimizerProcess.ts';
import { publicProblems } from '../../bench/problems/public.ts';
import { drawParams } from '../../bench/problems/wire.ts';
import { runOnce } from '../../bench/runOnce.ts';
import { createRandom } from '../../../src/math/random.ts';

/** A process that answers each line with what the expression makes of the request `r`. */
function startScript(expression: string): OptimizerProcess {
  const script = `require('readline').createInterface({ input: process.stdin }).on('line', (line) => { const r = JSON.parse(line); ${expression} })`;
  return startOptimizer({ command: process.execPath, args: ['-e', script] });
}

test('call(request) returns the answer of the process', async () => {
  const optimizer = startScript('console.log(JSON.stringify({ ok: true, type: r.type }))');
  assert.deepEqual(await optimizer.call({ type: 'create' }), { ok: true, type: 'create' });
  optimizer.close();
});

for (const [what, expression, sentence, timeoutMs] of [
  ['an error', `console.log('{"error":"no memory"}')`, /no memory/, 60_000],
  ['the end of the process', 'process.exit(3)', /it ended/, 60_000],
  ['silence', '', /no answer in 0.3 s/, 300],
] as const) {
  test(`call(request) rejects ${what} as a failure of the optimiser`, async () => {
    const optimizer = startScript(expression);
    await assert.rejects(optimizer.call({ type: 'ask' }, timeoutMs), (error) => {
      assert.ok(error instanceof OptimizerFailure);
      assert.match(error.message, sentence);
      return true;
    });
    optimizer.close();
  });
}

test('call(request) rejects where the command does not exist', async () => {
  const optimizer = startOptimizer({ command: './no-such-command', args: [] });
  await assert.rejects(optimizer.call({ type: 'ask' }), OptimizerFailure);
});

test('suggestionOf(answer) refuses what is no suggestion', () => {
  assert.deepEqual(suggestionOf({ trials: [{ id: '1', params: { a: 2 } }] }), { id: '1', params: { a: 2 } });
  for (const answer of [
    {},
    { trials: [] },
    { trials: [{ id: 1, params: {} }] },
    { trials: [{ id: '1', params: { a: [] } }] },
  ]) {
    assert.throws(() => suggestionOf(answer), OptimizerFailure);
  }
});

test('runOnce(optimizer) tells every value, and an illegal suggestion as a failed trial', async () => {
  const problem = publicProblems.find(({ name }) => name === 'branin')!;
  const random = createRandom(1);
  const told: unknown[] = [];
  let nAsked = 0;
  const optimizer: OptimizerProcess = {
    call: (request) => {
      if ('type' in request && request.type === 'tell') told.push(request);
      if (!('type' in request) || request.type !== 'ask') return Promise.resolve({ ok: true });
      const params = nAsked === 4 ? { x1: 99, x2: 1 } : drawParams(problem.space, random);
      return Promise.resolve({ trials: [{ id: String(nAsked++), params }] });
    },
    close: () => undefined,
  };
  const run = await runOnce(optimizer, problem, { seed: 7 });
  assert.equal(told.length, problem.nTrials);
  assert.deepEqual(told[4], { type: 'tell', id: '4', value: null, state: 'failed' });
  assert.deepEqual([run.problem, run.seed, run.nFailed, run.nIllegal], ['branin', 7, 1, 1]);
  const values = run.steps.map(([, value]) => value);
  assert.deepEqual(
    values,
    values.toSorted((a, b) => b - a),
  );
});

test('runOnce(optimizer, parallel) keeps as many trials running as it is told, and tells each once', async () => {
  const problem = publicProblems.find(({ name }) => name === 'branin')!;
  const random = createRandom(2);
  const told: string[] = [];
  let nAsked = 0;
  let nMostRunning = 0;
  const optimizer: OptimizerProcess = {
    call: (request) => {
      if ('type' in request && request.type === 'tell' && 'id' in request) told.push(String(request.id));
      if (!('type' in request) || request.type !== 'ask') return Promise.resolve({ ok: true });
      nMostRunning = Math.max(nMostRunning, nAsked + 1 - told.length);
      return Promise.resolve({ trials: [{ id: String(nAsked++), params: drawParams(problem.space, random) }] });
    },
    close: () => undefined,
  };
  await runOnce(optimizer, problem, { seed: 7, nParallel: 4 });
  assert.equal(nMostRunning, 4);
  assert.equal(new Set(told).size, problem.nTrials);
  assert.notDeepEqual(
    told,
    told.toSorted((a, b) => Number(a) - Number(b)),
    'they end in another order',
  );
});
