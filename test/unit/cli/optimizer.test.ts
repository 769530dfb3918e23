import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOptimizer } from '../../../src/cli/optimizer.ts';

type Reply = {
  ok?: boolean;
  error?: string;
  trials?: { id: string; params: Record<string, number | string | boolean | null> }[];
};

/** Our own output, so taken at its word. */
function parseReply(line: string): Reply {
  return JSON.parse(line) as Reply;
}

/** Sends the requests (text as it is) and gives the replies. */
async function talk(...requests: readonly unknown[]): Promise<Reply[]> {
  const replies: Reply[] = [];
  async function* lines(): AsyncGenerator<string> {
    for (const request of requests) {
      yield await Promise.resolve(typeof request === 'string' ? request : JSON.stringify(request));
    }
  }
  await runOptimizer(lines(), (line) => {
    replies.push(parseReply(line));
  });
  return replies;
}

const space = [
  { name: 'lr', type: 'float', low: 1e-5, high: 1, log: true },
  { name: 'units', type: 'int', low: 8, high: 512, log: true, step: 1 },
  { name: 'algo', type: 'categorical', choices: ['svm', 'mlp'] },
  { name: 'c', type: 'float', low: 0, high: 1, log: false, condition: { param: 'algo', in: ['svm'] } },
  { name: 'norm', type: 'categorical', choices: [false, true] },
];
const create = { type: 'create', space, direction: 'minimize', seed: 7, budget: 20, batch: 1 };

test('create, ask and tell are answered one line a request, with exactly as many trials as asked for', async () => {
  const replies = await talk(
    create,
    { type: 'ask', n: 3 },
    { type: 'tell', id: '1', value: 0.4, state: 'complete' },
    { type: 'close' },
    { type: 'ask', n: 1 },
  );
  assert.deepEqual([replies[0], replies[2], replies.length], [{ ok: true }, { ok: true }, 3]);
  const trials = replies[1]?.trials ?? [];
  assert.deepEqual(
    trials.map(({ id }) => id),
    ['1', '2', '3'],
  );
  for (const { params } of trials) {
    assert.ok(Number(params['lr']) >= 1e-5 && Number(params['lr']) <= 1 && Number.isInteger(params['units']));
    assert.equal(typeof params['norm'], 'boolean');
    assert.equal('c' in params, params['algo'] === 'svm');
  }
});

test('bad requests are answered with a sentence each, and the process lives on', async () => {
  const bad = [
    'not json',
    [1],
    { type: 'dance' },
    { type: 'ask', n: 1 },
    { type: 'create', space: [{ name: 'x', type: 'float', low: 2, high: 1 }] },
    { type: 'create', space: [{ name: 'x', type: 'float', low: 0, high: 1, log: true }] },
    { type: 'create', space: [{ name: 'x', type: 'categorical', choices: [] }] },
    { type: 'create', space: [{ ...space[3] }] },
    { ...create, sampler: 'tpe' },
    create,
    { type: 'ask', n: 0 },
    { type: 'tell', id: 'ghost', value: 1, state: 'complete' },
    { type: 'tell', id: 7, value: 1 },
    { type: 'ask', n: 1 },
  ];
  const replies = await talk(...bad);
  assert.deepEqual(
    replies.map((reply) => ('error' in reply ? 'error' : 'fine')),
    bad.map((_, i) => (i === 9 || i === 13 ? 'fine' : 'error')),
  );
  for (const { error } of replies) if (error !== undefined) assert.match(error, /\.$|JSON/);
});

test('a trial cannot be told twice, a failed one and a foreign one can be told', async () => {
  const replies = await talk(
    create,
    { type: 'ask', n: 2 },
    { type: 'tell', id: '1', value: null, state: 'failed' },
    { type: 'tell', id: '1', value: 1, state: 'complete' },
    { type: 'tell', id: 'x0', params: { lr: 0.1, units: 64, algo: 'mlp', norm: true }, value: 0.2, state: 'complete' },
    { type: 'ask', n: 1 },
  );
  assert.deepEqual(
    replies.map((reply) => 'error' in reply),
    [false, false, false, true, false, false],
  );
  assert.equal(replies[5]?.trials?.length, 1);
});

test('create forgets what was before: the same conversation gives the same answers', async () => {
  const once = [
    create,
    { type: 'ask', n: 2 },
    { type: 'tell', id: '1', value: 1, state: 'complete' },
    { type: 'tell', id: '2', value: 2, state: 'complete' },
    { type: 'ask', n: 4 },
  ];
  const replies = await talk(...once, ...once);
  assert.deepEqual(replies.slice(5), replies.slice(0, 5));
});

test('a finite space that has been tried out is answered with the best again', async () => {
  const coin = { ...create, space: [{ name: 'side', type: 'categorical', choices: ['heads', 'tails'] }], budget: 5 };
  const asked = await talk(coin, { type: 'ask', n: 2 });
  const tells = (asked[1]?.trials ?? []).map(({ id, params }) => ({
    type: 'tell',
    id,
    value: params['side'] === 'tails' ? 0 : 1,
    state: 'complete',
  }));
  const replies = await talk(coin, { type: 'ask', n: 2 }, ...tells, { type: 'ask', n: 1 });
  assert.deepEqual(replies.at(-1)?.trials?.[0]?.params, { side: 'tails' });
});

test('the sampler of a create request decides; a grid comes in the order of its parameters', async () => {
  const grid = {
    ...create,
    sampler: 'grid',
    space: [
      { name: 'act', type: 'categorical', choices: ['relu', 'elu'] },
      { name: 'lr', type: 'float', low: 0, high: 1, log: false },
    ],
  };
  const replies = await talk(grid, { type: 'ask', n: 6 }, { ...grid, sampler: 'random' }, { type: 'ask', n: 6 });
  const params = replies.map(({ trials = [] }) => trials.map((trial) => Object.values(trial.params)));
  const lrs = [0, 0.25, 0.5, 0.75, 1];
  assert.deepEqual(params[1], [...lrs.map((lr) => ['relu', lr]), ['elu', 0]]);
  assert.notDeepEqual(params[3], params[1]);
});

test('a request for more trials than can be answered in time is refused, and the next is answered', async () => {
  const [, refused, answered] = await talk(create, { type: 'ask', n: 100_000 }, { type: 'ask', n: 1 });
  assert.match(refused?.error ?? '', /"n" must be at most 256; ask again for more/);
  assert.equal(answered?.trials?.length, 1);
});

test('a request that is nested 50,000 deep is refused with a sentence, wherever it is deep', async () => {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  const requests = [
    `{"type":${deep}}`,
    deep,
    `{"type":"tell","id":"1","params":{"a":${deep}}}`,
    '{"a":'.repeat(50_000),
  ];
  const replies = await talk(...requests, `{"type":"close","text":"${'[{'.repeat(1000)}\\"["}`);
  assert.deepEqual(
    replies.map(({ error }) => error),
    requests.map(() => 'The request is nested more than 64 deep.'),
  );
});

test('a range of all numbers is explored on both sides, and told values are learned from', async () => {
  const all = { name: 'x', type: 'float', low: -1.7e308, high: 1.7e308 };
  for (const sampler of ['gp', 'random', 'sobol']) {
    const session = { ...create, sampler, space: [all] };
    const asks = Array.from({ length: 16 }, () => ({ type: 'ask', n: 1 }));
    const tells = asks.map((_, i) => ({ type: 'tell', id: String(i + 1), value: i % 5 }));
    const replies = await talk(session, ...asks.flatMap((ask, i) => [ask, tells[i]]));
    const values = replies.flatMap(({ trials = [] }) => trials.map(({ params }) => Number(params['x'])));
    assert.ok(values.every((value) => Math.abs(value) <= 1.7e308));
    assert.ok(new Set(values).size > 12, `${sampler}: ${values.join(' ')}`);
    assert.ok(values.some((value) => value < -1e307) && values.some((value) => value > 1e307), sampler);
  }
});

test('steps that cannot be counted and a name that no object can hold are refused', async () => {
  const bad = [
    { name: 'x', type: 'int', low: -1e308, high: 1e308 },
    { name: 'x', type: 'float', low: 0, high: 1e308, step: 1e-300 },
    { name: '__proto__', type: 'float', low: 0, high: 1 },
  ];
  const replies = await talk(...bad.map((one) => ({ ...create, space: [one] })));
  for (const { error } of replies) assert.match(error ?? '', /more steps than can be counted|cannot be called/);
});
