// How long the annotations and problems of a file take: in a fresh process, the first time, and again after one character was typed (what an editor feels at each pause).
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { quantile } from './results.ts';

const nProcesses = 15;
const sizes = [500, 1000, 2000, 4000, 8000, 20_000];

/** The section of RESULTS.md, after running everything. */
export function benchParsing(): string {
  const rows = sizes.map((nLines) => {
    const runs = Array.from({ length: nProcesses }, () => timesOf(nLines));
    const first = quantile(
      runs.map((run) => run.firstMs),
      0.5,
    );
    const second = quantile(
      runs.map((run) => run.secondMs),
      0.5,
    );
    const { nCharacters = NaN, nParameters = NaN, nProblems = NaN } = runs[0] ?? {};
    const cells = [
      nLines,
      (nCharacters / 1e6).toFixed(2),
      nParameters,
      nProblems,
      first.toFixed(1),
      second.toFixed(1),
      ((1000 * second) / nLines).toFixed(1),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `Made by \`npm run bench -- parsing\` on ${cpus().length} shared cores, Node ${process.version}: a file of model code with an annotation on every eighth line, some of them wrong, read in a fresh process
and once more with one character typed in its middle (the syntax tree is taken over but for the place that changed); medians of ${nProcesses} processes.

| lines | MB | parameters | problems | first run, ms | second run, ms | second run, µs per line |
|---|---|---|---|---|---|---|
${rows.join('\n')}`;
}

type Times = {
  readonly firstMs: number;
  readonly secondMs: number;
  readonly nCharacters: number;
  readonly nParameters: number;
  readonly nProblems: number;
};

function timesOf(nLines: number): Times {
  const script = join(import.meta.dirname, 'parsingRun.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, String(nLines)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const [firstMs = NaN, secondMs = NaN, nCharacters = NaN, nParameters = NaN, nProblems = NaN] = stdout
    .split(' ')
    .map(Number);
  return { firstMs, secondMs, nCharacters, nParameters, nProblems };
}
