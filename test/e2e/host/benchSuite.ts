// What VS Code calls for test/bench/editor.ts: how long the extension takes to be activated, and its lenses to follow an edit of a long file.
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually, lensesOf, open } from './documents.ts';

const nEdits = 15;

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<{ times: unknown }>('tunelens.tunelens');
  const wasActive = extension?.isActive;
  const { times } = (await extension?.activate()) ?? { times: null };
  const editor = await open('model.js');
  await eventually('lenses', async () => ((await lensesOf(editor.document.uri)).length > 0 ? true : null));
  const edits: { readonly ms: number; readonly cpuMs: number }[] = [];
  for (let i = 0; i < nEdits; i++) edits.push(await fromEditToLenses(editor));
  writeFileSync(process.env['TUNELENS_HOST_RESULTS'] ?? '', JSON.stringify({ wasActive, times, edits }));
}

/** From the moment the extension is told of the edit until its lenses have arrived on the other side; the CPU time is the whole process's. */
async function fromEditToLenses(editor: vscode.TextEditor): Promise<{ ms: number; cpuMs: number }> {
  const { document } = editor;
  const changed = new Promise<{ ms: number; cpu: NodeJS.CpuUsage }>((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      listener.dispose();
      resolve({ ms: performance.now(), cpu: process.cpuUsage() });
    });
  });
  const middle = new vscode.Position(Math.floor(document.lineCount / 2), 0);
  await editor.edit((edit) => edit.insert(middle, ' '));
  const start = await changed;
  await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
  const { user, system } = process.cpuUsage(start.cpu);
  return { ms: performance.now() - start.ms, cpuMs: (user + system) / 1000 };
}
