// Writers of one journal that are held up longer than a lock lasts, before any of their system calls: two hosts of TuneLens and a real Optuna. Whatever was
// acknowledged is in the file, each trial with the records of its own writer only, and everybody can read it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal } from '../../../src/storage/journal.ts';
import { isFields, optuna, pythonOf } from '../optuna/optuna.ts';
import { chaosDescription, type WriterOrders } from './stalledOrders.ts';

export type StallOrders = {
  /** Trials of each of the three TuneLens writers. */
  readonly nTrials: number;
  readonly seed: number;
  readonly staleMs: number;
  readonly stallShare: number;
  readonly tornShare: number;
  readonly withOptuna: boolean;
};

export type StallOutcome = {
  readonly faults: readonly string[];
  readonly nStalls: number;
  /** Appends that were refused because another writer came between. */
  readonly nShared: number;
  /** Trials whose end was acknowledged, and those of Optuna among them. */
  readonly nAcknowledged: number;
  readonly nOptuna: number;
  /** What Optuna could not do at once, by the name of its exception. */
  readonly troubles: Readonly<Record<string, unknown>>;
  readonly nLooks: number;
};

type Line = { readonly writer: string; readonly number: number; readonly value: number };

export async function runStalls(orders: StallOrders): Promise<StallOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-stalls-'));
  const file = join(folder, 'chaos.log');
  const ledger = join(folder, 'ledger');
  const stop = join(folder, 'stop');
  try {
    writeFileSync(ledger, '');
    await (await Journal.open(file)).append([chaosDescription.created, chaosDescription.described]);
    const faults: string[] = [];
    const python = orders.withOptuna ? startOptuna([file, ledger, String(orders.staleMs / 1000), stop]) : null;
    const writers = ['a', 'b', 'c'].map((name, i) => {
      const { nTrials, staleMs, stallShare, tornShare } = orders;
      const host = name === 'c' ? 'elsewhere' : 'here';
      const seed = orders.seed * 10 + i;
      return startWriter({ name, file, ledger, nTrials, seed, staleMs, stallShare, tornShare, host }, faults);
    });
    const ended = Promise.all(writers);
    const nLooks = await lookUntil(ended, file, faults);
    const said = await ended;
    writeFileSync(stop, '');
    const optunaSaid = python === null ? {} : read(await python);
    await (await Journal.open(file)).append([{ kind: 'factNoted', trial: null, name: 'last', fact: true }]);
    const lines = ledgerLines(ledger);
    faults.push(...(await faultsOf(file, lines, orders.withOptuna)), ...leftIn(folder));
    const total = (key: string): number => said.reduce((sum, one) => sum + Number(one[key] ?? 0), 0);
    return {
      faults,
      nStalls: total('nStalls'),
      nShared: total('nShared'),
      nAcknowledged: lines.length,
      nOptuna: lines.filter(({ writer }) => writer === 'optuna').length,
      troubles: isFields(optunaSaid['troubles']) ? optunaSaid['troubles'] : {},
      nLooks,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startWriter(orders: WriterOrders, faults: string[]): Promise<Readonly<Record<string, unknown>>> {
  const script = join(import.meta.dirname, 'stalledWriter.ts');
  const { code, out, words } = await endOf(process.execPath, [script, JSON.stringify(orders)]);
  if (code !== 0) faults.push(`Writer ${orders.name} ended with ${String(code)}: ${words.slice(-600)}`);
  return read(out);
}

async function startOptuna(args: readonly string[]): Promise<string> {
  return (await endOf(pythonOf('5.0'), [join(import.meta.dirname, 'stalledOptuna.py'), ...args])).out;
}

async function endOf(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, out, words };
}

/** We can read the file at any moment. */
async function lookUntil(ended: Promise<unknown>, file: string, faults: string[]): Promise<number> {
  const state = { isOver: false };
  void ended.finally(() => {
    state.isOver = true;
  });
  let nLooks = 0;
  for (; !state.isOver; nLooks++) {
    try {
      await Journal.open(file, { readonly: true });
    } catch (error) {
      faults.push(`TuneLens cannot read the journal: ${String(error)}`);
    }
    await sleep(500);
  }
  return nLooks;
}

async function faultsOf(file: string, lines: readonly Line[], withOptuna: boolean): Promise<readonly string[]> {
  const { trials } = (await Journal.open(file, { readonly: true })).study;
  const faults: string[] = [];
  for (const { writer, number, value } of lines) {
    const trial = trials[number];
    if (trial?.state !== 'finished' || trial.value !== value || trial.facts['writer'] !== writer)
      faults.push(`Trial ${number} of ${writer} with ${value} was acknowledged and is ${JSON.stringify(trial)}.`);
  }
  if (new Set(lines.map(({ number }) => number)).size < lines.length) faults.push('A number was given twice.');
  for (const { number, facts, reports } of trials) {
    const { writer, again = writer } = facts;
    const reporter = (reports[0]?.value ?? 0) >= 1e6 ? 'optuna' : 'ours';
    const isMixed = again !== writer || (reports.length > 0 && (reporter === 'optuna') !== (writer === 'optuna'));
    if (isMixed) faults.push(`Trial ${number} has records of two writers: ${JSON.stringify(facts)}.`);
  }
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    try {
      JSON.parse(line);
    } catch {
      faults.push(`This line is legible for nobody but us: ${line.slice(0, 400)}`);
    }
  }
  if (withOptuna && optuna('dump', file).trials.length !== trials.length) faults.push('Optuna sees other trials.');
  return faults;
}

function ledgerLines(ledger: string): readonly Line[] {
  const lines = readFileSync(ledger, 'utf8').trimEnd().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}

/** Locks and what was set aside. */
function leftIn(folder: string): readonly string[] {
  const known = new Set(['chaos.log', 'ledger', 'stop']);
  return readdirSync(folder).flatMap((name) => (known.has(name) || !existsSync(folder) ? [] : [`${name} is left.`]));
}

function read(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return isFields(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
