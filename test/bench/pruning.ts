// What pruning saves and what it costs: studies of random search over learning curves, the same trials under each pruner.
import { families, type BenchCurve, type CurveFamily } from './curveFamilies.ts';
import { asha, median, never, ours, type Pruning } from './pruners.ts';
import { bestOf, runStudy, type StudyRun } from './pruningRun.ts';
import { quantile } from './results.ts';

/** Sees one trial after another, or (a number) trains all for one step and that part of them, the best, to their end. */
type Contestant = { readonly name: string; readonly pruning: Pruning | number };

const contestants: readonly Contestant[] = [
  { name: 'no pruning', pruning: never },
  { name: 'median rule', pruning: median },
  { name: 'ASHA, eta 3', pruning: asha },
  { name: 'one step, then the best fifth', pruning: 0.2 },
  { name: 'TuneLens, curves only', pruning: ours({ expects: false }) },
  { name: 'TuneLens', pruning: ours({ expects: true }) },
];

/** The budgets of the three regimes, and how many studies of each family. */
const plans = [
  { nTrials: 8, nStudies: 100 },
  { nTrials: 20, nStudies: 100 },
  { nTrials: 60, nStudies: 15 },
] as const;

/** The section of RESULTS.md, after running everything. */
export function benchPruning(): string {
  const tables = plans.map(({ nTrials, nStudies }) => {
    const results = families.flatMap((family) =>
      contestants.map(({ name, pruning }) => {
        const outcomes = Array.from({ length: nStudies }, (_, seed) => outcomeOf(family, pruning, nTrials, seed));
        process.stderr.write(`${nTrials} trials, ${family.name}, ${name}: ${cellOf(outcomes)}\n`);
        return { family, name, outcomes };
      }),
    );
    return `### ${nTrials} trials, ${nStudies} studies of each family\n\n${summaryOf(results)}\n\n${detailsOf(results)}`;
  });
  return `${introduction()}\n\n${tables.join('\n\n')}`;
}

function introduction(): string {
  const named = (role: CurveFamily['role']): string =>
    families
      .filter((family) => family.role === role)
      .map(({ name, nSteps }) => `${name} (${nSteps})`)
      .join(', ');
  return `Made by \`npm run bench -- pruning\` on Node ${process.version}. A study is random search, one trial after another, the first of them standing for the file's own values; each pruner sees the same trials.
Families of learning curves and their steps: for *development*, looked at while the rules and thresholds were made: ${named('development')}; *held out*, run when these were done: ${named('held out')}.
The simulated ones are written out in \`curveFamilies.ts\`; the recorded ones are 60 networks each, trained in TensorFlow.js by \`recordCurves.mjs\`, a study being a random order of them.

*Saved*: part of all training steps that were not run. *Lost*: how often the trial that would have been the study's best was stopped (with a 95 % interval over all studies). *Regret*: how much worse the best trial kept is
than the best of all, in parts of the distance from the best to the median trial and 100 % at most, mean of the studies; *at equal steps*: the same when the steps saved go into further trials, up to three times as many (below 0: better than without
pruning; the recorded families have 60 trials in all). "TuneLens" knows what the Gaussian process of the finished trials expects of a trial, "curves only" does not. The one-step rule sees all trials side by side.`;
}

type Result = { readonly family: CurveFamily; readonly name: string; readonly outcomes: readonly Outcome[] };

function summaryOf(results: readonly Result[]): string {
  const rows = (['development', 'held out'] as const).flatMap((role) =>
    contestants.map(({ name }) => {
      const outcomes = results
        .filter((result) => result.name === name && result.family.role === role)
        .flatMap((result) => result.outcomes);
      const lost = meanOf(outcomes, ({ isWinnerLost }) => Number(isWinnerLost));
      const margin = 1.96 * Math.sqrt((lost * (1 - lost)) / outcomes.length);
      const regret = meanOf(outcomes, (outcome) => outcome.regret);
      const atEqualSteps = meanOf(outcomes, (outcome) => outcome.regretAtEqualSteps);
      const saved = meanOf(outcomes, (outcome) => outcome.saved);
      const range = `${percent(lost, 1)} (± ${(100 * margin).toFixed(1)})`;
      return `| ${[role, name, percent(saved), range, percent(regret, 1), percent(atEqualSteps, 1)].join(' | ')} |`;
    }),
  );
  return `| families | pruner | saved | lost | regret | regret at equal steps |
|---|---|---|---|---|---|
${rows.join('\n')}`;
}

/** A row for each family, a column for each pruner. */
function detailsOf(results: readonly Result[]): string {
  const columns = contestants.slice(1);
  const rows = families.map((family) => {
    const cells = columns.map(({ name }) =>
      cellOf(results.find((result) => result.family === family && result.name === name)?.outcomes ?? []),
    );
    return `| ${family.name} | ${cells.join(' | ')} |`;
  });
  return `Each family: saved / lost / regret.

| family | ${columns.map(({ name }) => name).join(' | ')} |
|---|${columns.map(() => '---|').join('')}
${rows.join('\n')}`;
}

function cellOf(outcomes: readonly Outcome[]): string {
  const lost = meanOf(outcomes, ({ isWinnerLost }) => Number(isWinnerLost));
  return [
    percent(meanOf(outcomes, ({ saved }) => saved)),
    percent(lost),
    percent(
      meanOf(outcomes, ({ regret }) => regret),
      1,
    ),
  ].join(' / ');
}

function meanOf(outcomes: readonly Outcome[], figure: (outcome: Outcome) => number): number {
  return outcomes.reduce((sum, outcome) => sum + figure(outcome) / outcomes.length, 0);
}

function percent(part: number, nDigits = 0): string {
  return `${(100 * part).toFixed(nDigits)} %`;
}

type Outcome = {
  /** Part of all steps that were not run. */
  readonly saved: number;
  /** Whether the trial that would have been the best was stopped (and no other is as good). */
  readonly isWinnerLost: boolean;
  /** (best kept - best of all) / (median of all - best of all), of the same trials; 1 at most, or without any kept. */
  readonly regret: number;
  /** The same unit, of up to three times the trials, until as many steps are spent as the trials would take without pruning. */
  readonly regretAtEqualSteps: number;
};

/** What the contestant makes of the family's study of that seed. */
function outcomeOf(family: CurveFamily, pruning: Pruning | number, nTrials: number, seed: number): Outcome {
  const all = family.draw(seed, 3 * nTrials);
  const first = all.slice(0, nTrials);
  const nStepsInAll = nTrials * family.nSteps;
  const run = runContestant(family, first, { pruning, nTrials, nStepsInAll });
  const equal = runContestant(family, all, { pruning, nTrials, nStepsInAll });
  const best = bestOf(family, first) ?? NaN;
  const kept = bestOf(family, first, run.isWhole);
  const finals = first.map(({ values }) => values.at(-1)!).filter(Number.isFinite);
  const unit = Math.abs(quantile(finals, 0.5) - best) || 1;
  const sign = family.direction === 'maximize' ? -1 : 1;
  const regretOf = (value: number | null): number => (value === null ? 1 : Math.min(1, (sign * (value - best)) / unit));
  return {
    saved: 1 - run.nRun.reduce((sum, n) => sum + n, 0) / nStepsInAll,
    isWinnerLost: kept !== best,
    regret: regretOf(kept),
    regretAtEqualSteps: regretOf(bestOf(family, all, equal.isWhole)),
  };
}

type Plan = { readonly pruning: Pruning | number; readonly nTrials: number; readonly nStepsInAll: number };

function runContestant(family: CurveFamily, curves: readonly BenchCurve[], plan: Plan): StudyRun {
  const { pruning, nTrials, nStepsInAll } = plan;
  if (typeof pruning !== 'number') {
    return runStudy(family, curves, { pruning, nTrialsPlanned: nTrials, nStepsInAll });
  }
  return oneStepFirst(family, curves, { part: pruning, nStepsInAll });
}

/** As many trials as the steps allow. */
function oneStepFirst(
  { direction, nSteps }: CurveFamily,
  curves: readonly BenchCurve[],
  { part, nStepsInAll }: { readonly part: number; readonly nStepsInAll: number },
): StudyRun {
  const nTried = Math.min(curves.length, Math.floor(nStepsInAll / (1 + part * (nSteps - 1))));
  const nKept = Math.ceil(part * nTried);
  const sign = direction === 'maximize' ? -1 : 1;
  const order = curves
    .slice(0, nTried)
    .map(({ values }, i) => ({ i, key: Number.isNaN(values[0]) ? Infinity : sign * values[0]! }))
    .sort((a, b) => a.key - b.key);
  const kept = new Set(order.slice(0, nKept).map(({ i }) => i));
  return {
    nRun: Array.from({ length: nTried }, (_, i) => (kept.has(i) ? nSteps : 1)),
    isWhole: Array.from({ length: nTried }, (_, i) => kept.has(i)),
  };
}
