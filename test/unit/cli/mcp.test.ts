import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { serveMcp, type McpTools } from '../../../src/cli/mcp.ts';
import { createMcpTools } from '../../../src/cli/mcpTools.ts';
import { nothingToApply } from '../../../src/errors.ts';
import { planStudy } from '../../../src/program/plan.ts';
import { Journal } from '../../../src/storage/journal.ts';
import { toolNames } from '../../../src/tools/toolSpecs.ts';

/** What a server answers to these lines, by id. */
async function answersTo(lines: readonly string[], tools: McpTools): Promise<Map<unknown, Record<string, unknown>>> {
  const written: string[] = [];
  const input = (async function* () {
    yield* lines;
    await Promise.resolve();
  })();
  await serveMcp(input, { write: (line) => written.push(line), tools, version: '1.2.3' });
  const parsed = written.map((line): Record<string, unknown> => Object(JSON.parse(line)) as Record<string, unknown>);
  return new Map(parsed.map((answer) => [answer['id'], answer]));
}

const request = (id: number, method: string, params: object = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });
const callOf = (id: number, name: string, input: object): string =>
  request(id, 'tools/call', { name, arguments: input });

void describe('tunelens mcp', () => {
  const echo: McpTools = (name, { file }) => Promise.resolve(`${name} ${file}`);

  test('greets with the version that the client asked for, where it speaks that', async () => {
    const answers = await answersTo(
      [request(1, 'initialize', { protocolVersion: '2024-11-05' }), request(2, 'initialize', { protocolVersion: '1' })],
      echo,
    );
    assert.match(JSON.stringify(answers.get(1)), /"protocolVersion":"2024-11-05"/);
    assert.match(JSON.stringify(answers.get(2)), /"protocolVersion":"2025-06-18".*"version":"1.2.3"/);
  });

  test('a notification and an empty line have no answer', async () => {
    const note = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
    assert.equal((await answersTo([note, '', note], echo)).size, 0);
  });

  test('what is no request, no method, no tool or no input is told by its code', async () => {
    const answers = await answersTo(
      ['{', request(1, 'nothing'), callOf(2, 'tunelens_none', { file: '/a' }), callOf(3, 'tunelens_space', {})],
      echo,
    );
    assert.deepEqual(
      [null, 1, 2, 3].map((id) => (answers.get(id)?.['error'] as { code?: number }).code),
      [-32700, -32601, -32602, -32602],
    );
  });

  test('a failure that can be mended is a result with its remedy', async () => {
    const answers = await answersTo([callOf(1, 'tunelens_apply', { file: '/a' })], () =>
      Promise.reject(nothingToApply()),
    );
    assert.match(JSON.stringify(answers.get(1)), /"isError":true/);
    assert.match(JSON.stringify(answers.get(1)), /Start tuning/);
  });

  test('lists every tool with a schema that wants a file', async () => {
    const answers = await answersTo([request(1, 'tools/list')], echo);
    const { tools } = answers.get(1)?.['result'] as { tools: { name: string; inputSchema: { required: string[] } }[] };
    assert.deepEqual(
      tools.map(({ name }) => name),
      [...toolNames],
    );
    assert.ok(tools.every(({ inputSchema }) => inputSchema.required.includes('file')));
  });
});

void describe('the tools of tunelens mcp on a project', () => {
  let folder = '';
  let file = '';
  const text = 'const rate = 1e-2; // @tune log 1e-4..1\nconst loss = rate; // @tune minimize\n';
  const tools = createMcpTools('/no/cli.js', tmpdir());
  const call = (name: (typeof toolNames)[number], more: { parameter?: string; trial?: number } = {}): Promise<string> =>
    tools.run(name, { file, parameter: more.parameter ?? null, trials: null, trial: more.trial ?? null });

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-mcp-')));
    file = join(folder, 'model.js');
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(file, text);
    const plan = planStudy(file, {});
    mkdirSync(plan.dataFolder);
    const study = await Journal.open(join(plan.dataFolder, 'model.log'));
    await study.append([
      { kind: 'studyCreated', study: 'model', direction: 'minimize' },
      {
        kind: 'studyDescribed',
        space: plan.space,
        objective: { direction: 'minimize', metric: 'loss', isExpression: true },
        seed: 0,
        atMs: 0,
      },
      ...[0.01, 0.0005].flatMap((rate, trial) => [
        { kind: 'trialStarted', trial, params: { rate }, atMs: 0 } as const,
        { kind: 'trialFinished', trial, value: rate, atMs: 1 } as const,
      ]),
    ]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('the space tells domains as they are written', async () => {
    assert.match(await call('tunelens_space'), /"domain": "log 1e-4..1"/);
  });

  test('the status tells the best trial and what the own values reach', async () => {
    const { isRunning, trials, best, ownValues } = JSON.parse(await call('tunelens_status')) as Record<string, unknown>;
    assert.deepEqual(
      { isRunning, trials, best, ownValues },
      {
        isRunning: false,
        trials: 2,
        best: { trial: 1, value: 0.0005, params: { rate: 0.0005 } },
        ownValues: { trial: 0, value: 0.01, params: { rate: 0.01 } },
      },
    );
  });

  test('a slice has points over the whole range, and an unknown parameter is refused', async () => {
    const { points } = JSON.parse(await call('tunelens_slice', { parameter: 'rate' })) as {
      points: { value: number }[];
    };
    assert.deepEqual([points[0]?.value, points.at(-1)?.value], [0.0001, 1]);
    await assert.rejects(call('tunelens_slice', { parameter: 'units' }), /no longer has an annotation for units/);
  });

  test('apply writes the literal in its own notation, and only that', async () => {
    await call('tunelens_apply');
    assert.equal(readFileSync(file, 'utf8'), text.replace('1e-2', '5e-4'));
    await call('tunelens_apply', { trial: 0 });
    assert.equal(readFileSync(file, 'utf8'), text);
    await assert.rejects(call('tunelens_apply', { trial: 7 }), /no tuned values/);
  });
});

void describe('the folder that tunelens mcp keeps to', () => {
  const text = 'const rate = 1e-2; // @tune log 1e-4..1\nconst loss = rate; // @tune minimize\n';
  const input = (file: string) => ({ file, parameter: null, trials: null, trial: null });

  function project(t: TestContext): { root: string; outside: string; tools: ReturnType<typeof createMcpTools> } {
    const top = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-root-')));
    const [root, outside] = [join(top, 'project'), join(top, 'project-2')];
    for (const folder of [root, outside]) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), '{}');
      for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(folder, `${name}.js`), text);
    }
    // A command line that does nothing until it is told to stop.
    const cli = join(top, 'cli.js');
    writeFileSync(cli, 'setInterval(() => undefined, 1000);');
    const tools = createMcpTools(cli, root);
    t.after(async () => {
      await tools.close();
      rmSync(top, { recursive: true, force: true });
    });
    return { root, outside, tools };
  }

  test('a file outside of it is refused by every tool, also by a link or by dots, and is not changed', async (t) => {
    const { root, outside, tools } = project(t);
    symlinkSync(join(outside, 'a.js'), join(root, 'link.js'));
    symlinkSync(outside, join(root, 'linked'));
    for (const name of toolNames) {
      for (const file of [
        join(outside, 'a.js'),
        join(root, '../project-2/a.js'),
        join(root, 'link.js'),
        join(root, 'linked/a.js'),
      ])
        await assert.rejects(tools.run(name, input(file)), /lies outside of .*project, the folder/);
    }
    assert.equal(readFileSync(join(outside, 'a.js'), 'utf8'), text);
  });

  test('a file whose program lies outside of it is neither planned nor run', async (t) => {
    const { root, tools } = project(t);
    writeFileSync(join(root, 'own.js'), `${text}// @tune run ../project-2/b.js\n`);
    for (const name of ['tunelens_space', 'tunelens_start', 'tunelens_apply'] as const)
      await assert.rejects(tools.run(name, input(join(root, 'own.js'))), /project-2.b\.js lies outside/);
  });

  test('a folder that is not there is said at the start', () => {
    assert.throws(() => createMcpTools('/no/cli.js', '/no/such/folder'), /is no folder/);
  });

  test('of one file there is one run at a time, and three in all', async (t) => {
    const { root, tools } = project(t);
    const start = (name: string): Promise<string> => tools.run('tunelens_start', input(join(root, name)));
    await start('a.js');
    await assert.rejects(start('a.js'), /running/);
    const started = await Promise.allSettled(['b.js', 'c.js', 'd.js'].map(start));
    assert.deepEqual(
      started.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected'],
    );
    await assert.rejects(start('d.js'), /3 runs are under way already/);
  });
});
