// What VS Code calls to see that the extension leaves nothing behind in its host: activates it by a stand-in for its entry that hands out its
// `deactivate` (hostRun.ts), uses it, deactivates it, and compares what the process holds with what it held before.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually, lensesOf, open } from './documents.ts';

type Handles = { readonly deactivate: () => Promise<void>; readonly subscriptions: { dispose(): unknown }[] };

export async function run(): Promise<void> {
  const error = await leavingNothing().then(
    () => null,
    (thrown: unknown) => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
  );
  const name = 'no timer, watcher, thread or process is left by a run that deactivation ends';
  writeFileSync(process.env['TUNELENS_HOST_RESULTS'] ?? '', JSON.stringify([{ name, error }]));
}

async function leavingNothing(): Promise<void> {
  const before = held();
  const extension = vscode.extensions.getExtension<Handles>('tunelens.tunelens');
  const { deactivate, subscriptions } = (await extension?.activate()) ?? assert.fail('It is not installed.');
  const { document } = await open('model.js');
  await lensesOf(document.uri);
  void vscode.commands.executeCommand('tunelens.start', document.uri);
  const during = await eventually('a trial, and a thread that asks', () => {
    const now = held();
    return Promise.resolve((now.get('trial') ?? 0) > 0 && (now.get('MessagePort') ?? 0) > 0 ? now : null);
  });
  assert.ok(more(during, before).includes('FSEventWrap'), 'the study is followed');
  await deactivate();
  for (const one of subscriptions.toReversed()) one.dispose();
  // What is closed is gone some turns later.
  await eventually(`the end of ${more(held(), before).join(', ')}`, () =>
    Promise.resolve(more(held(), before).length === 0 ? true : null),
  );
  const commands = await vscode.commands.getCommands(true);
  assert.deepEqual(
    commands.filter((id) => id === 'tunelens.start'),
    [],
  );
}

/** How many of each kind of thing keep this process busy: watchers, threads, child processes; and how many trials run below it. */
function held(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const kinds = process.getActiveResourcesInfo().filter((kind) => watched.includes(kind));
  for (const kind of [...kinds, ...trials()]) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Others of the host come and go as VS Code likes: its timers, pipes and requests. */
const watched = ['FSEventWrap', 'MessagePort', 'ProcessWrap', 'Worker'];

function trials(): readonly string[] {
  const rows = execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' }).split('\n');
  return rows
    .filter((row) => row.trim().startsWith(`${process.pid} `) && row.includes('dist/child.js'))
    .map(() => 'trial');
}

function more(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): readonly string[] {
  return [...now].flatMap(([kind, count]) => (count > (before.get(kind) ?? 0) ? [kind] : []));
}
