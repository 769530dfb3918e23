// The real Optuna, by way of journal.py: what it sees of a journal, and how our study reads in its words.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { parseDistribution } from '../../../src/study/distribution.ts';
import type { Study, Trial } from '../../../src/study/study.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What journal.py prints: only the tests look into it, and each looks at what it names. */
export type OptunaStudy = {
  readonly direction: unknown;
  /** The number of the best trial. */
  readonly best: unknown;
  readonly facts: unknown;
  readonly trials: readonly Fields[];
};

/** The lines of Optuna that journals are shared with; the last is used where one will do. */
export const versions = ['3.6', '4.9', '5.0'] as const;
export type Version = (typeof versions)[number];

/** The Python of an environment that setup.mjs makes. */
export function pythonOf(environment: Version | 'tensorboard' | 'dashboard'): string {
  const suffix = environment === '5.0' ? '' : `-${environment}`;
  const binary = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  return join(import.meta.dirname, `.venv${suffix}`, binary);
}

const python = pythonOf('5.0');
const script = join(import.meta.dirname, 'journal.py');

/** Null when Optuna is here, else how to get it. */
export function missingOptuna(): string | null {
  const isHere = versions.every((version) => existsSync(pythonOf(version)));
  return isHere ? null : 'Optuna is not installed: run "node test/e2e/optuna/setup.mjs".';
}

/** Runs journal.py to its end in that version of Optuna. */
export function optunaOf(version: Version, ...args: readonly string[]): OptunaStudy {
  return read(execFileSync(pythonOf(version), [script, ...args], { encoding: 'utf8', maxBuffer: maxBytes }));
}

/** Runs journal.py to its end. */
export function optuna(...args: readonly string[]): OptunaStudy {
  return optunaOf('5.0', ...args);
}

/** Starts journal.py beside what the test does meanwhile. */
export async function optunaMeanwhile(...args: readonly string[]): Promise<OptunaStudy> {
  return read((await promisify(execFile)(python, [script, ...args], { maxBuffer: maxBytes })).stdout);
}

/** A Python that stays, and says of each journal how many trials Optuna sees in it. Rejects where Optuna cannot read one. */
export function optunaCounter(): { readonly count: (file: string) => Promise<number>; readonly close: () => void } {
  const child = spawn(python, [script, 'count'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  return {
    count: async (file) => {
      child.stdin.write(`${file}\n`);
      const answer = await answers.next();
      if (answer.done === true) throw new Error(`Optuna cannot read ${file}: ${words.slice(-500)}`);
      return Number(answer.value);
    },
    close: () => child.stdin.end(),
  };
}

const maxBytes = 1e8;

function read(text: string): OptunaStudy {
  const parsed: unknown = JSON.parse(text);
  assert.ok(isFields(parsed) && Array.isArray(parsed['trials']));
  const trials: readonly unknown[] = parsed['trials'];
  return {
    direction: parsed['direction'],
    best: parsed['best'],
    facts: parsed['facts'],
    trials: trials.filter(isFields),
  };
}

export function isFields(raw: unknown): raw is Fields {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

const states = {
  queued: 'WAITING',
  running: 'RUNNING',
  finished: 'COMPLETE',
  pruned: 'PRUNED',
  failed: 'FAIL',
} as const;
const plain = (value: number | null): number | string | null =>
  value === null || Number.isFinite(value) ? value : Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';

/** Our trial in the words of journal.py. */
function asOptuna({ number, state, params, value, reports, startedAtMs, endedAtMs, facts }: Trial): Fields {
  return {
    number,
    state: states[state],
    value: plain(value),
    params,
    reports: Object.fromEntries(reports.map((report) => [String(report.step), plain(report.value)])),
    started: startedAtMs,
    ended: endedAtMs,
    facts,
  };
}

/** The same fields of what Optuna printed. */
function fieldsOf(trial: Fields): Fields {
  return Object.fromEntries(
    ['number', 'state', 'value', 'params', 'reports', 'started', 'ended', 'facts'].map((name) => [name, trial[name]]),
  );
}

/** Every trial is the same on both sides: number, state, value, params, reports, times and attributes. */
export function assertSame(ours: Study, theirs: OptunaStudy): void {
  assert.equal(theirs.direction, ours.direction.toUpperCase());
  assert.deepEqual(theirs.trials.map(fieldsOf), ours.trials.map(asOptuna));
}

/** Every parameter of every trial has, for Optuna, the domain that our space gives it. */
export function assertSameDomains(ours: Study, theirs: OptunaStudy): void {
  const domains = new Map(ours.space?.parameters.map(({ name, domain }) => [name, domain]));
  for (const { distributions } of theirs.trials) {
    assert.ok(isFields(distributions));
    for (const [name, distribution] of Object.entries(distributions)) {
      assert.deepEqual(parseDistribution(JSON.stringify(distribution)), domains.get(name));
    }
  }
}
