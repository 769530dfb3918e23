// The same seed and the same answers lead to the same questions: in another process, on another Node, and however asks and tells alternate.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { runOptimizer } from '../../../src/cli/optimizer.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'tunelens-optimizer-'));
const bundle = join(folder, 'optimizer.mjs');
before(() =>
  build({
    stdin: {
      contents: `import { createInterface } from 'node:readline';
        import { runOptimizer } from './src/cli/optimizer.ts';
        await runOptimizer(createInterface({ input: process.stdin }), (line) => process.stdout.write(line + '\\n'));`,
      resolveDir: root,
    },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  }),
);
after(() => rmSync(folder, { recursive: true }));

const space = [
  { name: 'lr', type: 'float', low: 1e-5, high: 1, log: true },
  { name: 'units', type: 'int', low: 8, high: 512, log: true, step: 1 },
  { name: 'algo', type: 'categorical', choices: ['svm', 'mlp', 'tree'] },
  { name: 'c', type: 'float', low: 0, high: 1, log: false, condition: { param: 'algo', in: ['svm'] } },
  { name: 'norm', type: 'categorical', choices: [false, true] },
];
const create = { type: 'create', space, direction: 'minimize', seed: 7, budget: 24 };
const tell = (id: number, value = 1 + Math.sqrt(id) - id / 3) => ({
  type: 'tell',
  id: String(id),
  value,
  state: 'complete',
});
const failed = (id: number) => ({ type: 'tell', id: String(id), value: null, state: 'failed' });
const askFor = (n: number) => ({ type: 'ask', n });

/** Twenty-four trials, some at a time, some failed: what each sampler answers. */
function conversation(sampler: string): readonly object[] {
  const requests: object[] = [{ ...create, sampler }];
  for (let id = 1; id <= 20; id++) requests.push(askFor(1), id % 7 === 3 ? failed(id) : tell(id));
  return [...requests, askFor(3), tell(22), tell(21), askFor(1)];
}

async function replies(requests: readonly object[]): Promise<readonly string[]> {
  const lines: string[] = [];
  async function* input(): AsyncGenerator<string> {
    for (const request of requests) yield await Promise.resolve(JSON.stringify(request));
  }
  await runOptimizer(input(), (line) => lines.push(line));
  return lines;
}

/** Eighty trials of another optimizer, then two questions. */
function crowd(): readonly object[] {
  const params = (id: number) => ({
    lr: (id + 1) / 100,
    units: 8 + 6 * id,
    algo: ['svm', 'mlp', 'tree'][id % 3],
    c: id / 80,
    norm: id % 2 === 0,
  });
  const tells = Array.from({ length: 80 }, (_, id) => ({ ...tell(id), id: `x${id}`, params: params(id) }));
  return [create, ...tells, askFor(2)];
}

const all = [...['gp', 'random', 'sobol', 'grid'].flatMap(conversation), ...crowd()];

for (const name of ['node20', 'node22', 'node24']) {
  test(`a process on ${name} asks for the same trials as this one`, async () => {
    const node = join(root, 'test/runtime/node_modules', name, 'bin/node');
    assert.ok(existsSync(node), `${name} of test/runtime is installed`);
    const input = all.map((request) => JSON.stringify(request)).join('\n');
    const { stdout, stderr } = spawnSync(node, [bundle], { input: `${input}\n`, encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.deepEqual(stdout.trimEnd().split('\n'), await replies(all));
  });
}

/** The reply to the last request. */
const last = async (...requests: readonly object[]): Promise<string | undefined> => (await replies(requests)).at(-1);

test('trials asked for one by one are those asked for together', async () => {
  const start = [create, askFor(6), ...[1, 2, 3, 4, 5, 6].map((id) => tell(id))];
  const parsed = (await replies([...start, askFor(3)])).at(-1);
  const single = (await replies([...start, askFor(1), askFor(1), askFor(1)])).slice(-3);
  const trialsOf = (line = ''): unknown[] => {
    const reply: unknown = JSON.parse(line);
    assert.ok(typeof reply === 'object' && reply !== null && 'trials' in reply && Array.isArray(reply.trials));
    return reply.trials;
  };
  assert.deepEqual(single.flatMap(trialsOf), trialsOf(parsed));
});

test('the order in which answers come in does not matter, only what is known when the next question is put', async () => {
  const start = [create, askFor(6)];
  const told = [tell(1), failed(2), tell(3), tell(4), tell(5), tell(6)];
  assert.equal(await last(...start, ...told.toReversed(), askFor(1)), await last(...start, ...told, askFor(1)));
});

test('an answer that comes later leads to another question', async () => {
  const start = [create, askFor(6), ...[1, 2, 3, 4, 5].map((id) => tell(id))];
  assert.notEqual(await last(...start, askFor(1)), await last(...start, tell(6), askFor(1)));
});

test('what an optimizer has answered before does not matter: told the same trials, a new one asks for the same', async () => {
  const requests = [create, askFor(8), ...[1, 2, 3, 4, 5, 6, 7, 8].map((id) => tell(id))];
  const asked: unknown = JSON.parse((await replies(requests))[1] ?? '');
  assert.ok(typeof asked === 'object' && asked !== null && 'trials' in asked && Array.isArray(asked.trials));
  const foreign = asked.trials.map((trial: unknown, i) => {
    assert.ok(typeof trial === 'object' && trial !== null && 'params' in trial);
    return { ...tell(i + 1), params: trial.params };
  });
  assert.equal(await last(create, ...foreign, askFor(2)), await last(...requests, askFor(2)));
});
