// A journal of 100,000 trials: how long it takes to open, to take in what another program appends, and to append.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../src/math/random.ts';
import type { Space } from '../../src/space/space.ts';
import { Journal } from '../../src/storage/journal.ts';
import { createDecoder } from '../../src/study/codec.ts';
import { encodeEvents } from '../../src/study/encode.ts';
import type { StudyEvent } from '../../src/study/event.ts';
import { quantile } from './results.ts';

const nRepeats = 5;
const nAppends = 200;
const sizes = [1000, 10_000, 100_000];

const space: Space = {
  parameters: [
    { name: 'rate', domain: { kind: 'float', low: 1e-5, high: 1, scale: 'log', step: null }, conditions: [] },
    { name: 'drop', domain: { kind: 'float', low: 0, high: 0.5, scale: 'linear', step: null }, conditions: [] },
    { name: 'units', domain: { kind: 'int', low: 16, high: 256, scale: 'linear', step: 16 }, conditions: [] },
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'tanh', 'elu'] }, conditions: [] },
  ],
};

/** The section of RESULTS.md, after running everything. */
export async function benchLongJournal(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-journal-'));
  try {
    const rows: string[] = [];
    for (const nTrials of sizes) rows.push(await rowOf(join(folder, `${nTrials}.log`), nTrials));
    return `Made by \`npm run bench -- journal\` on ${cpus().length} shared cores, Node ${process.version}: a study of 4 parameters and 3 records a trial (start with its values, a fact, end).
Opening reads and folds all of it (the processor's time, all threads, is what other work on the machine changes least); following takes in one trial that another program has appended to the open journal; appending writes one trial under the lock and waits for the disk.
Medians of ${nRepeats} openings and of ${nAppends} trials.

| trials | records | MB | open, ms | processor, ms | follow one trial, ms | append one trial, ms |
|---|---|---|---|---|---|---|
${rows.join('\n')}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function rowOf(file: string, nTrials: number): Promise<string> {
  writeJournal(file, nTrials);
  const megabytes = statSync(file).size / 1e6;
  const [openMs, processorMs]: [number[], number[]] = [[], []];
  for (let i = 0; i < nRepeats; i++) {
    const before = process.cpuUsage();
    openMs.push(await timed(() => Journal.open(file)));
    const { user, system } = process.cpuUsage(before);
    processorMs.push((user + system) / 1000);
  }
  const [writer, reader] = [await Journal.open(file), await Journal.open(file, { readonly: true })];
  const [appendMs, followMs]: [number[], number[]] = [[], []];
  for (let i = 0; i < nAppends; i++) {
    appendMs.push(await timed(() => writer.transact(({ trials }) => trialEvents(trials.length))));
    followMs.push(await timed(() => reader.refresh()));
  }
  const median = (values: readonly number[]): number => quantile(values, 0.5);
  const cells = [
    nTrials,
    3 * nTrials + 3,
    megabytes.toFixed(1),
    median(openMs).toFixed(0),
    median(processorMs).toFixed(0),
  ];
  return `| ${[...cells, median(followMs).toFixed(2), median(appendMs).toFixed(1)].join(' | ')} |`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function writeJournal(file: string, nTrials: number): void {
  const events: StudyEvent[] = [
    { kind: 'studyCreated', study: 'long', direction: 'minimize' },
    { kind: 'studyDescribed', space, objective: { direction: 'minimize', metric: 'loss' }, seed: 1, atMs: startMs },
  ];
  for (let trial = 0; trial < nTrials; trial++) events.push(...trialEvents(trial));
  const lines = encodeEvents(events, { workerId: 'bench', ids: createDecoder().ids, space });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

const startMs = Date.UTC(2026, 0, 1);

function trialEvents(trial: number): readonly StudyEvent[] {
  const random = createRandom(trial);
  const params = {
    rate: Number((10 ** (-5 * random.uniform())).toPrecision(4)),
    drop: Number((random.uniform() / 2).toPrecision(4)),
    units: 16 * (1 + random.below(16)),
    act: ['relu', 'tanh', 'elu'][random.below(3)] ?? 'relu',
  };
  const atMs = startMs + 1000 * trial;
  return [
    { kind: 'trialStarted', trial, params, atMs },
    { kind: 'factNoted', trial, name: 'source', fact: 'model' },
    { kind: 'trialFinished', trial, value: random.uniform(), atMs: atMs + 900 },
  ];
}
