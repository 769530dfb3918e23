// How long a report takes from the trial to the host, and to whoever shows it: real processes that report fast, one host that follows them all.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '../../src/storage/journal.ts';
import type { StudyEvent } from '../../src/study/event.ts';
import { createRecorder } from '../../src/trial/run/recorder.ts';
import { followSpool } from '../../src/trial/spool.ts';
import type { TrialMessage } from '../../src/trial/trialProtocol.ts';
import { quantile } from './results.ts';

const nTrials = 4;
const reportsPerSecond = 200;
const nReports = 2000;

type Latencies = { readonly heardMs: number[]; readonly shownMs: number[]; nReordered: number };

/** The section of RESULTS.md. */
export async function benchSpool(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-spool-'));
  try {
    return sectionOf(await followTrials(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function followTrials(folder: string): Promise<Latencies> {
  const latencies: Latencies = { heardMs: [], shownMs: [], nReordered: 0 };
  const journal = await Journal.open(join(folder, 'bench.log'));
  const onAppended = (events: readonly StudyEvent[]): void => {
    for (const event of events) if (event.kind === 'valueReported') latencies.shownMs.push(nowMs() - event.value);
  };
  const recorder = createRecorder(journal, onAppended, () => undefined);
  const objective = { direction: 'minimize', metric: 'sentAtMs' } as const;
  recorder.add([
    { kind: 'studyCreated', study: 'bench', direction: 'minimize' },
    { kind: 'studyDescribed', space: { parameters: [] }, objective, seed: 0, atMs: Date.now() },
    ...Array.from({ length: nTrials }, (_, trial): StudyEvent => {
      return { kind: 'trialStarted', trial, params: {}, atMs: Date.now() };
    }),
  ]);
  await Promise.all(
    Array.from({ length: nTrials }, async (_, trial) => {
      const file = join(folder, `spool-${trial}.jsonl`);
      const spool = followSpool(
        file,
        listenerOf(trial, latencies, (events) => recorder.add(events)),
      );
      await writerOf(file);
      await spool.close();
    }),
  );
  await recorder.settled();
  return latencies;
}

function listenerOf(trial: number, latencies: Latencies, add: (events: readonly StudyEvent[]) => void) {
  let nextStep = 0;
  return (message: TrialMessage): void => {
    if (message.kind !== 'batchTrained') return;
    const { step, logs } = message;
    const value = logs['sentAtMs'] ?? NaN;
    latencies.heardMs.push(nowMs() - value);
    if (step !== nextStep) latencies.nReordered++;
    nextStep = step + 1;
    add([{ kind: 'valueReported', trial, step, value }]);
  };
}

async function writerOf(file: string): Promise<void> {
  const script = join(import.meta.dirname, 'spoolWriter.ts');
  const args = [script, file, String(reportsPerSecond), String(nReports)];
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await once(writer, 'exit');
  if (writer.exitCode !== 0) throw new Error(`A trial of the bench ended with ${String(writer.exitCode)}.`);
}

/** The same in all processes of a machine. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

function sectionOf({ heardMs, shownMs, nReordered }: Latencies): string {
  const row = (values: readonly number[]): string =>
    [0.5, 0.95, 1].map((share) => quantile(values, share).toFixed(1)).join(' | ');
  const nSent = nTrials * nReports;
  return `Made by \`npm run bench -- spool\` on ${cpus().length} shared cores (load ${(loadavg()[0] ?? NaN).toFixed(1)}), Node ${process.version}: ${nTrials} processes of their own write ${reportsPerSecond} reports a second each
for ${nReports / reportsPerSecond} s into their spool files, one host follows them and appends every value to a journal (each append is synced to the disk). Milliseconds since the report was written.

| | median | 95 % | longest | lost of ${nSent} | out of order |
|---|---|---|---|---|---|
| heard by the host (goal: median below 50) | ${row(heardMs)} | ${nSent - heardMs.length} | ${nReordered} |
| in the journal, and told to those who show it | ${row(shownMs)} | ${nSent - shownMs.length} | |`;
}
