// A folder that somebody else has made: what its journals say runs nothing and links nowhere, and while it is not trusted nothing is started, written or
// read through its links. The whole extension, on a stand-in of VS Code.
import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { register, syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test, type TestContext } from 'node:test';
import { Journal } from '../../../src/storage/journal.ts';
import type { Space } from '../../../src/space/space.ts';

const standIn = new URL('lifetime/vscodeStandIn.ts', import.meta.url).href;
const hook = `export const resolve = (specifier, context, next) =>
  specifier === 'vscode' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { calls, documents, state, Uri } = await import('./lifetime/vscodeStandIn.ts');

const started: string[] = [];
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const) {
  Reflect.set(childProcess, name, (file: unknown) => {
    started.push(`${name} ${String(file)}`);
    throw new Error('Nothing may be started here.');
  });
}
syncBuiltinESMExports();

const evil =
  '![p](https://e.vil/p.png) [x](command:workbench.action.terminal.sendSequence?%7B%7D) <img src=x> $(bug)\n\u202e';
const space: Space = {
  parameters: [{ name: 'act', domain: { kind: 'choice', choices: ['relu', evil] }, initial: 'relu', conditions: [] }],
};
const text = "const act = 'relu'; // @tune relu | tanh\n";

const top = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-hostile-')));
const [folder, outside] = [join(top, 'project'), join(top, 'outside')];
const journalFile = join(folder, '.tune/model.log');

before(async () => {
  for (const path of [folder, outside, join(folder, '.tune/running'), join(outside, '.tune')])
    mkdirSync(path, { recursive: true });
  for (const path of [folder, outside]) writeFileSync(join(path, 'package.json'), '{}');
  for (const name of ['model', 'linked', 'loaded']) writeFileSync(join(folder, `${name}.js`), text);
  writeFileSync(join(outside, 'victim.js'), text);
  await writeStudy(journalFile);
  await writeStudy(join(outside, '.tune/victim.log'));
  symlinkSync('/dev/urandom', join(folder, '.tune/loaded.log'));
  symlinkSync(join(outside, '.tune/victim.log'), join(folder, '.tune/linked.log'));
  symlinkSync(join(outside, 'victim.js'), join(folder, 'alias.js'));
  writeFileSync(join(folder, '.tune/running/alias.js'), 'alias.js');
  writeFileSync(join(folder, '.tune/running/model.js'), '../outside/victim.js');
});
after(() => rmSync(top, { recursive: true, force: true }));
beforeEach(() => {
  started.length = 0;
  calls.length = 0;
  documents.length = 0;
  state.folders = [folder];
});

/** A finished study whose best value is hostile; its run is noted as under way on this machine, by a process that is gone, with lines for a shell. */
async function writeStudy(file: string): Promise<void> {
  const journal = await Journal.open(file);
  const { hostname } = await import('node:os');
  await journal.append([
    { kind: 'studyCreated', study: `<b>${evil}`, direction: 'minimize' },
    { kind: 'studyDescribed', space, objective: { direction: 'minimize', metric: evil }, seed: 1, atMs: 0 },
    { kind: 'trialStarted', trial: 0, params: { act: evil }, atMs: 1 },
    { kind: 'trialFinished', trial: 0, value: 0.5, atMs: 2 },
    {
      kind: 'factNoted',
      trial: null,
      name: 'run',
      fact: {
        state: 'running',
        trials_planned: 9,
        host: hostname(),
        pid: 2 ** 30,
        start: '1',
        slurm: { arguments: [], setup: ['touch /tmp/owned'] },
      },
    },
  ]);
  await journal.close();
}

/** The extension on `names` of the folder, which are on screen; `run` executes a command as VS Code would. */
async function activated(t: TestContext, isTrusted: boolean, ...names: readonly string[]) {
  state.isTrusted = isTrusted;
  state.found = [
    ...['model', 'linked', 'loaded'].map((name) => join(folder, `.tune/${name}.log`)),
    ...['alias.js', 'model.js'].map((name) => join(folder, '.tune/running', name)),
  ];
  for (const name of names) documents.push(documentOf(join(folder, name)));
  const { activate, deactivate } = await import('../../../src/extension.ts');
  const subscriptions: { dispose(): unknown }[] = [];
  const memory = { get: () => undefined, update: () => Promise.resolve() };
  const context = {
    subscriptions,
    extensionUri: Uri.file('/nowhere'),
    extensionPath: '/nowhere',
    workspaceState: memory,
    globalStorageUri: Uri.file('/nowhere/storage'),
  };
  await activate(context as unknown as Parameters<typeof activate>[0]); // As much of a context as activation reads.
  const argumentsOf = (call: string): readonly (readonly unknown[])[] =>
    calls.filter((one) => one.call === call).map(({ args }) => args);
  const run = async (id: string, ...args: readonly unknown[]): Promise<void> => {
    const handler = argumentsOf('commands.registerCommand').find(([name]) => name === id)?.[1];
    assert.ok(typeof handler === 'function', id);
    await (handler as (...all: readonly unknown[]) => Promise<void>)(...args);
  };
  const provider = (call: string): unknown => argumentsOf(call)[0]?.[1];
  const end = async (): Promise<void> => {
    await deactivate();
    for (const subscription of subscriptions.toReversed()) await subscription.dispose();
  };
  t.after(end);
  return { run, provider, argumentsOf };
}

function documentOf(fileName: string): object {
  return {
    uri: Uri.file(fileName),
    fileName,
    version: 1,
    languageId: 'javascript',
    getText: () => text,
    isDirty: false,
  };
}

type Hover = {
  readonly contents: { readonly value: string; readonly isTrusted: { enabledCommands: string[] } | undefined };
};
type Hovers = { readonly provideHover: (document: object, position: object) => Promise<Hover> };
type Lenses = {
  readonly provideCodeLenses: (document: object) => readonly { readonly command: { readonly title: string } }[];
};

/** The state of every file below `top`. */
function tree(): Readonly<Record<string, string>> {
  const files = readdirSync(top, { recursive: true, withFileTypes: true });
  const plain = files.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return Object.fromEntries(plain.map((file) => [file, readFileSync(file, 'utf8')]));
}

async function hoverOf(t: TestContext, isTrusted: boolean): Promise<Hover['contents']> {
  const editor = await activated(t, isTrusted, 'model.js');
  // The study is there once its lens says so.
  const { provideCodeLenses } = editor.provider('languages.registerCodeLensProvider') as Lenses;
  while (!provideCodeLenses(documents[0]!).some(({ command }) => command.title.startsWith('1 trial')))
    await new Promise((resolve) => setTimeout(resolve, 10));
  const { contents } = await (editor.provider('languages.registerHoverProvider') as Hovers).provideHover(
    documents[0]!,
    {},
  );
  return contents;
}

/** Links and pictures of Markdown: a bracket that no backslash takes away, and its address. */
const linkPattern = /(?<!\\)\]\(([^)]*)\)/g;

test('the hover in a trusted folder has our own links alone, whatever the best value is', async (t) => {
  const { value, isTrusted } = await hoverOf(t, true);
  const addresses = [...value.matchAll(linkPattern)].map(([, address = '']) => address);
  const ofCommands = addresses.filter((address) => address.startsWith('command:'));
  const commands = ofCommands.map((address) => address.slice('command:'.length).split('?')[0]);
  assert.deepEqual(commands, [
    'tunelens.applyBest',
    'tunelens.runHere',
    'tunelens.openResults',
    'tunelens.holdParameter',
  ]);
  assert.deepEqual(isTrusted?.enabledCommands, commands);
  for (const address of ofCommands) {
    const args: unknown = JSON.parse(decodeURIComponent(address.split('?')[1] ?? ''));
    assert.ok(Array.isArray(args));
    assert.ok([`["file://${folder}/model.js"]`, `["file://${folder}/model.js","act"]`].includes(JSON.stringify(args)));
  }
  assert.ok(
    addresses.every((address) => /^(?:command:tunelens\.|data:image\/svg)/.test(address)),
    value,
  );
  assert.doesNotMatch(value, /(?<!\\)<|https?:\/\/|\u202e/);
});

test('the hover in an untrusted folder is plain text: it has no link, no picture and no command', async (t) => {
  const { value, isTrusted } = await hoverOf(t, false);
  assert.match(value, /Best/);
  assert.deepEqual([...value.matchAll(linkPattern)], []);
  assert.doesNotMatch(value, /(?<!\\)[<[]|https?:\/\//);
  assert.equal(isTrusted, undefined);
});

test('no title of a lens has an icon or a control of the journal', async (t) => {
  const editor = await activated(t, true, 'model.js');
  const { provideCodeLenses } = editor.provider('languages.registerCodeLensProvider') as Lenses;
  let titles: readonly string[] = [];
  do {
    await new Promise((resolve) => setTimeout(resolve, 10));
    titles = provideCodeLenses(documents[0]!).map(({ command }) => command.title);
  } while (!titles.some((title) => title.startsWith('Apply !')));
  for (const title of titles) assert.doesNotMatch(title, /.\$\(|[\u0000-\u001f\u202e]/);
});

test('in an untrusted folder no command and no activity in the background starts or writes anything', async (t) => {
  const untouched = tree();
  const editor = await activated(t, false, 'model.js');
  const { commandIds } = await import('../../../src/editor/commandIds.ts');
  const uri = Uri.file(join(folder, 'model.js'));
  const row = { journalFile, uri, trial: 0, name: 'act', params: { act: 'tanh' } };
  for (const id of commandIds)
    for (const argument of [undefined, uri, uri.toString(), row]) await editor.run(id, argument, 'act');
  assert.deepEqual(started, []);
  assert.deepEqual(tree(), untouched);
});

test('in an untrusted folder no link is followed: to a device, to a study of elsewhere, to a source of elsewhere', async (t) => {
  const editor = await activated(t, false, 'linked.js', 'loaded.js', 'alias.js', 'model.js');
  const { provideCodeLenses } = editor.provider('languages.registerCodeLensProvider') as Lenses;
  const titlesOf = (document: object): readonly string[] =>
    provideCodeLenses(document).map(({ command }) => command.title);
  // Another file's lens appears: nothing holds the thread up.
  while (!titlesOf(documents[3]!).some((title) => title.startsWith('1 trial')))
    await new Promise((resolve) => setTimeout(resolve, 10));
  for (const document of documents.slice(0, 3)) assert.ok(titlesOf(document).includes('no trials yet'));
});

test('a running mark holds no file of elsewhere, and what a journal has noted of its run is taken up only in a trusted folder', async (t) => {
  const { markedFiles } = await import('../../../src/editor/runMarks.ts');
  await activated(t, false);
  assert.deepEqual(await markedFiles(), []);
});

test('a command takes no journal from outside of the workspace, whatever a link has as its argument', async (t) => {
  const untouched = tree();
  const editor = await activated(t, true, 'model.js');
  const foreign = { journalFile: join(outside, '.tune/victim.log'), trial: 0 };
  for (const id of ['deleteStudy', 'exportStudy', 'keepTrial', 'applyTrial', 'replayTrial'])
    await editor.run(`tunelens.${id}`, foreign);
  const told = editor.argumentsOf('window.showErrorMessage').map(([message]) => String(message));
  assert.equal(told.filter((message) => message.includes('is no study of this workspace')).length, 5);
  assert.deepEqual(editor.argumentsOf('window.showWarningMessage'), []);
  for (const strange of [
    null,
    7,
    'https://e.vil/x.js',
    'command:x',
    { uri: { uri: 'file:///x' } },
    { journalFile: {} },
    [],
  ])
    await editor.run('tunelens.holdParameter', strange, 'act');
  assert.deepEqual(tree(), untouched);
});
