// A run that another process has under way: here, the command line's.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually, lensesOf, open } from './documents.ts';
import type { HostCase } from './hostCase.ts';
import { modelText } from './modelText.ts';

export const elsewhereCases: readonly HostCase[] = [
  { name: 'a run of the command line has a lens to stop, which ends it', body: stopping },
];

async function stopping(): Promise<void> {
  const { document } = await open('model.js', modelText);
  await document.save();
  const extensionPath = vscode.extensions.getExtension('tunelens.tunelens')?.extensionPath ?? '';
  const cli = join(extensionPath, 'dist/cli.js');
  const child = spawn(process.execPath, [cli, document.fileName, '--trials', '5000', '--no-transfer'], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  try {
    await eventually('a lens to stop', () => titleOf(document.uri, 'Stop'));
    await vscode.commands.executeCommand('tunelens.stop', document.uri);
    await ended;
    assert.equal(child.exitCode, 130);
    await eventually('a lens to start', () => titleOf(document.uri, 'Start tuning'));
  } finally {
    child.kill();
  }
}

async function titleOf(uri: vscode.Uri, words: string): Promise<string | undefined> {
  return (await lensesOf(uri)).map(({ command }) => command?.title ?? '').find((title) => title.endsWith(words));
}
