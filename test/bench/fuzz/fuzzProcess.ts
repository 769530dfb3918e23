// A process that reads mutated files, one after the other: `fuzzProcess.ts FOLDER FIRST LAST`. It says before each which it is, so that its parent knows at which one
// it was when it had to be ended, and after each what became of it.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzzedJournal, fuzzedSpool } from './mutate.ts';
import { readJournal, readSpool } from './readers.ts';

/** Of so many journals one goes through the readers that take long, too. */
const deepEvery = 50;
/** Of so many files one is a spool. */
const spoolEvery = 10;

const [folder = '', first = '0', last = '0'] = process.argv.slice(2);
const counts: Record<string, number> = {};
for (let seed = Number(first); seed < Number(last); seed++) {
  process.stdout.write(`at ${seed}\n`);
  const isSpool = seed % spoolEvery === spoolEvery - 1;
  const file = join(folder, `${first}.${isSpool ? 'jsonl' : 'log'}`);
  writeFileSync(file, isSpool ? fuzzedSpool(seed) : fuzzedJournal(seed));
  try {
    const outcome = await (isSpool ? readSpool(file) : readJournal(file, seed % deepEvery === 0 ? 'deep' : 'usual'));
    const key = `${isSpool ? 'spool' : 'journal'} ${outcome}`;
    counts[key] = (counts[key] ?? 0) + 1;
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`fault ${seed} ${JSON.stringify(words.slice(0, 1500))}\n`);
  }
  rmSync(file, { force: true });
}
process.stdout.write(`counts ${JSON.stringify(counts)}\n`);
