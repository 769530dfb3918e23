// The section of RESULTS.md about the optimiser: from the stored runs of all labels, a table per group of problems and per kind.
import { cpus } from 'node:os';
import { ours, titleOf } from './optimizers.ts';
import { groupNames, problemGroups } from './problems/groups.ts';
import { problemKinds, type BenchProblem } from './problems/problem.ts';
import { nRandomSeeds, updateReference, yardstickOf, type Reference } from './reference.ts';
import { quantile } from './results.ts';
import { isBroken, labelsIn, readRuns, type BrokenRun, type Run } from './runs.ts';
import { estimateDifference, estimateMean, mean, meanRanks, normalisedRegret, valueAfter } from './score.ts';
import type { Estimate, RegretTable } from './score.ts';

type Results = {
  readonly labels: readonly string[];
  readonly runs: readonly (Run & { readonly label: string })[];
  readonly broken: readonly (BrokenRun & { readonly label: string })[];
  readonly reference: Reference;
};

/** Reads all runs in the folder and brings its reference up to date. */
export function reportQuality(folder: string): string {
  const results = readResults(folder);
  const groups = groupNames().map((name) => ({
    name,
    problems: problemGroups[name].filter((problem) => has(results, problem.name)),
  }));
  return `Made by \`npm run bench -- quality\` on ${cpus().length} shared cores, Node ${process.version}, one thread for each optimiser, over the same pipe.
*Regret* is (value of the best trial - least value known) / (random search's median at that count of trials - least value known), clipped to [0, 2]: 0 is the optimum,
1 random search (${nRandomSeeds} seeds). Where the value is noisy, the best trial is the one that looked best, and its noise-free value counts. Means over problems and seeds, with the 95 %
interval of a bootstrap over both. *Difference* is TuneLens minus the peer at the full budget: below 0, TuneLens is ahead. *Rank* is the mean rank at the full budget among
those shown; *ms* the median wall time of one ask with its tell after ten trials, over the runs whose times were
kept (not where they ran on another machine, or beside other work).

${groups
  .filter(({ problems }) => problems.length > 0)
  .flatMap(({ name, problems }) => groupSections(results, name, problems))
  .join('\n\n')}`;
}

function readResults(folder: string): Results {
  const labels = labelsIn(folder);
  const runs: Results['runs'][number][] = [];
  const broken: Results['broken'][number][] = [];
  for (const label of labels) {
    for (const run of readRuns(folder, label)) {
      if (isBroken(run)) broken.push({ ...run, label });
      else runs.push({ ...run, label });
    }
  }
  const problems = groupNames()
    .flatMap((name) => problemGroups[name])
    .filter(({ name }) => runs.some(({ problem }) => problem === name));
  return { labels, runs, broken, reference: updateReference(folder, problems, runs) };
}

function has({ runs }: Results, problem: string): boolean {
  return runs.some((run) => run.problem === problem);
}

function groupSections(results: Results, name: string, problems: readonly BenchProblem[]): readonly string[] {
  const kinds = problemKinds.map((kind) => ({ kind, problems: problems.filter((problem) => problem.kind === kind) }));
  return [
    `### The ${name} problems`,
    tableOf(results, problems),
    ahead(results, problems),
    ...kinds
      .filter((part) => part.problems.length > 0)
      .flatMap((part) => [`#### ${name}: ${part.kind}`, tableOf(results, part.problems)]),
  ].filter((paragraph) => paragraph !== '');
}

type Row = { readonly label: string; readonly table: RegretTable; readonly estimate: Estimate };

function tableOf(results: Results, problems: readonly BenchProblem[]): string {
  const rows = rowsOf(results, problems, null).toSorted((a, b) => a.estimate.mean - b.estimate.mean);
  const ranks = meanRanks(rows.map(({ table }) => table.map(mean)));
  const own = rows.find(({ label }) => label === ours);
  const lines = rows.map((row, i) => {
    const difference = own === undefined || row === own ? '' : signed(estimateDifference(own.table, row.table));
    const at = [20, 50].map((nTrials) => cellAt(results, problems, row.label, nTrials));
    const runs = [msOf(results, problems, row.label), seedsOf(results, problems, row.label)];
    const cells = [titleOf(row.label), ...at, text(row.estimate), difference, ranks[i]!.toFixed(1), ...runs];
    return `| ${cells.join(' | ')} |`;
  });
  const names = problems.map((problem) => `${problem.name} (${problem.nTrials})`).join(', ');
  return `${problems.length === 1 ? 'Problem' : 'Problems'} (and budgets): ${names}.${missingOf(results, problems, rows)}

| optimiser | regret at 20 trials | at 50 trials | at the full budget | difference | rank | ms | seeds |
|---|---|---|---|---|---|---|---|
${lines.join('\n')}`;
}

/** The optimisers that have run on all of these problems. `nTrials` null: the full budget of each. */
function rowsOf(results: Results, problems: readonly BenchProblem[], nTrials: number | null): readonly Row[] {
  if (problems.length === 0) return [];
  return results.labels.flatMap((label) => {
    const table = problems.map((problem) => regretsOf(results, label, problem, { after: nTrials ?? problem.nTrials }));
    return table.some((regrets) => regrets.length === 0) ? [] : [{ label, table, estimate: estimateMean(table) }];
  });
}

/** One regret per seed after so many trials, by random search at `against` trials (else at as many). */
function regretsOf(
  { runs, reference }: Results,
  label: string,
  problem: BenchProblem,
  { after, against = after }: { after: number; against?: number },
): readonly number[] {
  const yardstick = yardstickOf(reference, problem, against);
  return runs
    .filter((run) => run.label === label && run.problem === problem.name && run.nTrials === problem.nTrials)
    .map(({ steps }) => normalisedRegret(valueAfter(steps, after), yardstick));
}

function cellAt(results: Results, problems: readonly BenchProblem[], label: string, nTrials: number): string {
  const long = problems.filter((problem) => problem.nTrials >= nTrials);
  const row = rowsOf({ ...results, labels: [label] }, long, nTrials)[0];
  return row === undefined ? '' : text(row.estimate);
}

/** TuneLens after half of the trials against the best peer after all of them. */
function ahead(results: Results, problems: readonly BenchProblem[]): string {
  const long = problems.filter((problem) => problem.nTrials >= 50);
  const peers = rowsOf(results, long, 50)
    .filter(({ label }) => !label.startsWith(ours))
    .toSorted((a, b) => a.estimate.mean - b.estimate.mean);
  const best = peers[0];
  const own = long.map((problem) => regretsOf(results, ours, problem, { after: 25, against: 50 }));
  if (best === undefined || own.some((regrets) => regrets.length === 0)) return '';
  return `After 25 trials TuneLens stands at ${text(estimateMean(own))}, the best peer (${titleOf(best.label)}) after 50 at ${text(best.estimate)}, both measured by random search at 50 trials; difference ${signed(estimateDifference(own, best.table))}.`;
}

/** Which labels the table leaves out, and whose runs broke. */
function missingOf(results: Results, problems: readonly BenchProblem[], rows: readonly Row[]): string {
  const names = new Set(problems.map(({ name }) => name));
  const left = results.labels
    .filter((label) => !rows.some((row) => row.label === label))
    .map((label) => [label, new Set(runsOn(results, problems, label).map((run) => run.problem)).size] as const);
  const broken = results.labels.map(
    (label) => [label, results.broken.filter((run) => run.label === label && names.has(run.problem)).length] as const,
  );
  return [
    listed(' Left out, for they have not run on all of them', left),
    listed(' Runs that ended with an error of the peer', broken),
  ].join('');
}

function listed(title: string, counts: readonly (readonly [label: string, count: number])[]): string {
  const some = counts.filter(([, count]) => count > 0);
  if (some.length === 0) return '';
  return `${title}: ${some.map(([label, count]) => `${titleOf(label)} (${count})`).join(', ')}.`;
}

function runsOn({ runs }: Results, problems: readonly BenchProblem[], label: string): readonly Run[] {
  return runs.filter((run) => run.label === label && problems.some(({ name }) => name === run.problem));
}

function msOf(results: Results, problems: readonly BenchProblem[], label: string): string {
  const medians = runsOn(results, problems, label).flatMap(({ ms }) => (ms === null ? [] : [ms[0]]));
  if (medians.length === 0) return '–';
  return Number(quantile(medians, 0.5).toPrecision(2)).toString();
}

function seedsOf(results: Results, problems: readonly BenchProblem[], label: string): string {
  const counts = problems.map((problem) => runsOn(results, [problem], label).length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(least) : `${least} to ${most}`;
}

function text({ mean: of, low, high }: Estimate): string {
  return `${of.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

function signed({ mean: of, low, high }: Estimate): string {
  const cell = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(3)}`;
  return `${cell(of)} (${cell(low)} to ${cell(high)})`;
}
