// What VS Code calls to see what becomes of a run, and of all else, when the extension is deactivated: it is activated by a stand-in for its entry
// that hands out its `deactivate` (hostRun.ts). What the process holds then is compared with what it held before.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import * as vscode from 'vscode';
import { Journal } from '../../../src/storage/journal.ts';
import { eventually, fileUri, lensesOf, open } from './documents.ts';
import { runCases } from './runCases.ts';

type Handles = { readonly deactivate: () => Promise<void>; readonly subscriptions: { dispose(): unknown }[] };
type Held = ReadonlyMap<string, number>;

export async function run(): Promise<void> {
  const before = held();
  countWatchers();
  const extension = vscode.extensions.getExtension<Handles>('tunelens.tunelens');
  const handles = (await extension?.activate()) ?? assert.fail('It is not installed.');
  await runCases([
    { name: 'a run has a trial, a thread and a watcher', body: () => starting(before) },
    { name: 'a running trial that is kept is so for every host', body: keeping },
    {
      name: 'deactivation ends the run and leaves no watcher, thread, process or command',
      body: () => ending(handles, before),
    },
  ]);
}

async function starting(before: Held): Promise<void> {
  const { document } = await open('model.js');
  await lensesOf(document.uri);
  void vscode.commands.executeCommand('tunelens.start', document.uri);
  await eventually('all of them', () => {
    const now = more(held(), before);
    return Promise.resolve(['trial', 'thread', 'watcher'].every((kind) => now.includes(kind)) ? true : null);
  });
}

async function keeping(): Promise<void> {
  const journalFile = fileUri('.tune/model.log').fsPath;
  await vscode.commands.executeCommand('tunelens.keepTrial', { journalFile, trial: 0 });
  const { study } = await Journal.open(journalFile, { readonly: true });
  assert.deepEqual([study.trials[0]?.state, study.trials[0]?.facts['kept']], ['running', true]);
}

async function ending({ deactivate, subscriptions }: Handles, before: Held): Promise<void> {
  await deactivate();
  for (const one of subscriptions.toReversed()) one.dispose();
  // What is closed is gone some turns later.
  await eventually(`the end of ${more(held(), before).join(', ')}`, () =>
    Promise.resolve(more(held(), before).length === 0 ? true : null),
  );
  const commands = await vscode.commands.getCommands(true);
  assert.ok(!commands.includes('tunelens.start'));
}

/** How many threads, watchers of studies and trials this process has. Other extensions of the host have none of them. */
function held(): Held {
  const threads = process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort');
  const rows = execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' }).split('\n');
  const trials = rows.filter((row) => row.trim().startsWith(`${process.pid} `) && row.includes('dist/child.js'));
  return new Map([
    ['thread', threads.length],
    ['watcher', watchers.size],
    ['trial', trials.length],
  ]);
}

const watchers = new Set<fs.FSWatcher>();

/** From now on, also for those who have imported `watch` already. */
function countWatchers(): void {
  const { watch } = fs;
  const counting = (...args: Parameters<typeof watch>): fs.FSWatcher => {
    const watcher = watch(...args);
    if (!String(args[0]).includes('.tune')) return watcher;
    watchers.add(watcher);
    return watcher.once('close', () => watchers.delete(watcher));
  };
  fs.watch = Object.assign(counting, watch);
  syncBuiltinESMExports();
}

/** The kinds of which there are more than before. */
function more(now: Held, before: Held): readonly string[] {
  return [...now].flatMap(([kind, count]) => (count > (before.get(kind) ?? 0) ? [kind] : []));
}
