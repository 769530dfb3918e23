// A hundred thousand mutated journals and spools through everything that reads them.
import { cpus } from 'node:os';
import { runFuzz, type FuzzOutcome } from './fuzz/fuzz.ts';

const nFiles = 100_000;
const nAtOnce = 2_000;

/** The section of RESULTS.md. */
export async function benchFuzzing(): Promise<string> {
  const counts: Record<string, number> = {};
  const faults: FuzzOutcome['faults'][number][] = [];
  for (let first = 0; first < nFiles; first += nAtOnce) {
    const outcome = await runFuzz({ first, nFiles: nAtOnce, nProcesses: 2 });
    for (const [key, count] of Object.entries(outcome.counts)) counts[key] = (counts[key] ?? 0) + count;
    faults.push(...outcome.faults);
    process.stderr.write(`fuzzing: ${first + nAtOnce} of ${nFiles}, ${faults.length} faults\n`);
  }
  const rows = Object.entries(counts).map(([key, count]) => `| ${key} | ${count} |`);
  const found = faults.map(({ seed, words }) => `${seed}: ${words.split('\n')[0] ?? ''}`);
  return `Made by \`npm run bench -- fuzzing\` on ${cpus().length} shared cores, Node ${process.version}: seeds 0 to ${nFiles - 1}, each a real journal of TuneLens or Optuna (one in ten: a spool) after one to four mutations of its structure, through the journal's reader, the folded study,
tables, CSV, JSON, Markdown, the status answer, every chart and the engine's thread; one in fifty also through the model, the report, TensorBoard, the next suggestion and an append. At most 10 s of processor time and 512 MB of heap each. A *fault* is anything but a result or a UserError. Faults: ${faults.length}${faults.length === 0 ? '' : ` (${found.slice(0, 5).join('; ')})`}.

| what became of the file | files |
|---|---|
${rows.join('\n')}`;
}
