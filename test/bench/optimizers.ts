// How good the best of n trials is, and how long a suggestion takes, for TuneLens, Optuna's TPE and random search,
// each in a process of its own over the same pipe. Optuna comes from the environment that the tests set up.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { startOptimizer, suggestionOf, type OptimizerProcess } from './optimizerProcess.ts';
import { problems, type BenchProblem } from './problems.ts';
import { quantile } from './results.ts';

const root = join(import.meta.dirname, '../..');
const python = join(root, 'test/e2e/optuna/.venv/bin/python');
const optuna = join(import.meta.dirname, 'optunaOptimizer.py');

const optimizers = [
  { name: 'TuneLens', command: process.execPath, args: [join(root, 'dist/cli.js'), 'optimizer'] },
  { name: 'Optuna TPE', command: python, args: [optuna, 'tpe'] },
  { name: 'random search', command: python, args: [optuna, 'random'] },
] as const;

/** Of one run: how far its best value is from the least, and the milliseconds of each ask with its tell. */
type Run = { readonly regret: number; readonly msPerTrial: readonly number[] };
type Row = { readonly problem: BenchProblem; readonly optimizer: string; readonly runs: readonly Run[] };

/** The section of RESULTS.md, after running everything. */
export async function benchOptimizers(nSeeds: number): Promise<string> {
  const rows: Row[] = [];
  for (const { name, command, args } of optimizers) {
    const optimizer = startOptimizer(command, args);
    for (const problem of problems) {
      const runs: Run[] = [];
      for (let seed = 0; seed < nSeeds; seed++) runs.push(await runOnce(optimizer, problem, seed));
      rows.push({ problem, optimizer: name, runs });
      process.stderr.write(`${lineOf(rows.at(-1), rows)}\n`);
    }
    optimizer.close();
  }
  return reportOf(rows, nSeeds);
}

async function runOnce(optimizer: OptimizerProcess, problem: BenchProblem, seed: number): Promise<Run> {
  const { space, nTrials, value, least } = problem;
  await optimizer.call({ type: 'create', space, direction: 'minimize', seed, budget: nTrials, batch: 1 });
  let best = Infinity;
  const msPerTrial: number[] = [];
  for (let i = 0; i < nTrials; i++) {
    const startedAtMs = performance.now();
    const { id, params } = suggestionOf(await optimizer.call({ type: 'ask', n: 1 }));
    const reached = value(params);
    await optimizer.call({ type: 'tell', id, value: reached, state: 'complete' });
    msPerTrial.push(performance.now() - startedAtMs);
    best = Math.min(best, reached);
  }
  return { regret: best - least, msPerTrial };
}

function reportOf(rows: readonly Row[], nSeeds: number): string {
  return `Made by \`npm run bench -- optimizers\` on ${cpus().length} shared cores, Node ${process.version}; ${nSeeds} seeds of each. *Regret* is the distance of the best value of a run from the least value of the problem,
in the problem's own unit; beside it stands the ratio to random search's median (smaller is better). *ms* is the median wall time of one ask with its tell over a pipe.
The problems are written out in \`problems.ts\`; TuneLens was developed while looking at others of their kind, among them Branin and Hartmann, so read this as a check, not as a contest.

| problem | trials | optimiser | regret, median | quartiles | ratio to random | ms |
|---|---|---|---|---|---|---|
${rows
  .toSorted((a, b) => problems.indexOf(a.problem) - problems.indexOf(b.problem))
  .map((row) => lineOf(row, rows))
  .join('\n')}`;
}

function lineOf(row: Row | undefined, rows: readonly Row[]): string {
  if (row === undefined) return '';
  const { problem, optimizer, runs } = row;
  const regrets = runs.map(({ regret }) => regret);
  const random = rows.find((other) => other.problem === problem && other.optimizer === 'random search');
  const randomRegret =
    random === undefined
      ? null
      : quantile(
          random.runs.map(({ regret }) => regret),
          0.5,
        );
  const ratio = randomRegret === null ? '' : (quantile(regrets, 0.5) / randomRegret).toPrecision(2);
  const ms = quantile(
    runs.flatMap(({ msPerTrial }) => msPerTrial),
    0.5,
  );
  const cells = [
    problem.name,
    problem.nTrials,
    optimizer,
    quantile(regrets, 0.5).toPrecision(3),
    `${quantile(regrets, 0.25).toPrecision(2)} to ${quantile(regrets, 0.75).toPrecision(2)}`,
    ratio,
    ms.toPrecision(2),
  ];
  return `| ${cells.join(' | ')} |`;
}
