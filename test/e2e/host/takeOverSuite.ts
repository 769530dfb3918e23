// What VS Code calls for test/bench/editor.ts: how long after its activation the extension has taken over the trial of a run that was left.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { fileUri } from './documents.ts';

const limitMs = 30_000;

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('tunelens.tunelens');
  const wasActive = extension?.isActive;
  const [mark, journal] = ['.tune/running/model.js', '.tune/model.log'].map((path) => fileUri(path).fsPath);
  if (mark === undefined || journal === undefined || !existsSync(journal)) throw new Error('No study was left.');
  // Only now: it would have activated the extension.
  mkdirSync(dirname(mark));
  writeFileSync(mark, 'model.js');
  const startMs = performance.now();
  await extension?.activate();
  const activatedMs = performance.now();
  while (!readFileSync(journal, 'utf8').includes('"taken_over"')) {
    if (performance.now() - startMs > limitMs) throw new Error('The trial was not taken over.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const takenOverMs = performance.now() - activatedMs;
  writeFileSync(process.env['TUNELENS_HOST_RESULTS'] ?? '', JSON.stringify({ wasActive, takenOverMs }));
}
