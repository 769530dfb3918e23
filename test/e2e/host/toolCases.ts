// The tools for language models, called by the API that extensions have: what they answer and do. (In a test VS Code says yes by itself: languageTools.e2e.ts has its questions.)
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, fileUri, lensesOf, open, replaceAll } from './documents.ts';
import type { HostCase } from './hostCase.ts';
import { modelText } from './modelText.ts';

export const toolCases: readonly HostCase[] = [
  { name: 'a language model reads the space, the study and a slice', body: reading },
  { name: 'a language model starts and stops a run', body: running },
  { name: 'a language model applies the best values by way of the diff', body: applying },
  { name: 'a tool that is called about a file that is not there says so', body: fileMissing },
];

async function reading(): Promise<void> {
  const { document } = await open('model.js', modelText);
  await document.save();
  const space = await answerOf('tunelens_space');
  assert.deepEqual(namesIn(space, 'parameters'), ['rate', 'units', 'act']);
  assert.deepEqual(namesIn(space, 'held'), ['decay']);
  const status = await answerOf('tunelens_status');
  assert.match(JSON.stringify(status), /"isRunning":false.*"best":\{"trial":\d+/);
  const slice = await answerOf('tunelens_slice', { parameter: 'rate' });
  assert.match(JSON.stringify(slice), /"mean":/);
}

async function running(): Promise<void> {
  const uri = fileUri('model.js');
  await call('tunelens_start', { trials: 500 });
  await eventually('a run', async () => (await titlesOf(uri)).find((title) => title.endsWith('Stop')));
  await call('tunelens_stop');
  await eventually('its end', async () => (await titlesOf(uri)).find((title) => title.endsWith('Start tuning')));
}

async function applying(): Promise<void> {
  const { document } = await open('model.js', modelText);
  await vscode.commands.executeCommand('notifications.clearAll');
  const called = call('tunelens_apply');
  await eventually('the values', async () => {
    // The question below the diff is the only message there is.
    await vscode.commands.executeCommand('notification.acceptPrimaryAction');
    return document.getText() === modelText ? null : true;
  });
  assert.match(document.getText(), /const rate = \S+; \/\/ @tune log 1e-4\.\.1\n/);
  assert.match(await called, /were shown to the user/);
  await replaceAll(await open('model.js'), modelText);
}

async function fileMissing(): Promise<void> {
  const input = { file: fileUri('none.js').fsPath };
  await assert.rejects(
    async () => vscode.lm.invokeTool('tunelens_space', { input, toolInvocationToken: undefined }),
    /does not exist/,
  );
}

async function call(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const input = { file: fileUri('model.js').fsPath, ...more };
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('\n');
}

async function answerOf(name: string, more?: Readonly<Record<string, unknown>>): Promise<unknown> {
  return JSON.parse(await call(name, more));
}

/** The names in a list of an answer. */
function namesIn(answer: unknown, list: string): readonly unknown[] {
  const items: unknown = Reflect.get(Object(answer) as object, list);
  return Array.isArray(items)
    ? items.map((item: unknown) => Reflect.get(Object(item) as object, 'name') as unknown)
    : [];
}

async function titlesOf(uri: vscode.Uri): Promise<readonly string[]> {
  return (await lensesOf(uri)).map(({ command }) => command?.title ?? '');
}
