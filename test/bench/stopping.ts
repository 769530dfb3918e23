// Whether the expected remaining gain is right, and what the stop advice costs: replays of the ask loop on random problems whose least
// value is known; and how long each part of what a study has learned takes.
import { cpus } from 'node:os';
import { createRandom } from '../../src/math/random.ts';
import { ask } from '../../src/study/ask.ts';
import { gainOf } from '../../src/study/gain.ts';
import { importancesOf } from '../../src/study/importance.ts';
import { fitModel, predict, type StudyModel } from '../../src/study/model.ts';
import { pairDependence, partialDependence } from '../../src/study/partialDependence.ts';
import { adviseStop } from '../../src/study/stop.ts';
import type { FinishedTrial } from '../../src/study/study.ts';
import { trustOf } from '../../src/study/trust.ts';
import type { Params, Space } from '../../src/space/space.ts';
import { quantile } from './results.ts';
import { families, type Family, type StoppingProblem } from './stoppingProblems.ts';

const nSeeds = 8;
const nTrials = 60;
const checkpoints = [10, 20, 30, 40];

/** The section of RESULTS.md, after running everything. */
export function benchStopping(): string {
  const replays = families.map((family) => ({
    family,
    runs: Array.from({ length: nSeeds }, (_, seed) => replay(family, seed)),
  }));
  return `Made by \`npm run bench -- stopping\` on ${cpus().length} shared cores, Node ${process.version}: ${nSeeds} random problems of each family, ${nTrials} trials of the ask loop each.
At n trials: the gap is what the best trial truly lacks to the least value, the gain what the next 20 trials truly brought, R the expected remaining gain and Q its 90 % quantile; means over the problems,
in % of the range (the median of the first ten values less the least value). Gaps are without noise, at the trial that the model holds for the best. A calibrated R equals the gap, and 90 % of the
gaps are below Q; a ratio below 1 is a model too sure of itself, one above 1 a model too careful. A few problems with a better valley far from all trials make up most of a mean gap.

| family | n | gap | gain | R | Q | R / gap | gap <= Q | gain <= Q |
|---|---|---|---|---|---|---|---|---|
${replays.flatMap(({ family, runs }) => calibrationRows(family.name, runs)).join('\n')}

When a stop was advised first (looked at after every second trial), with no tolerance of the user's and with one of 1 % of the range; the gain forgone by stopping then instead of at ${nTrials}, and the
gap left, in % of the range.

| family | tolerance | advised | at trial (median) | forgone, mean % | forgone, most % | gap left, mean % |
|---|---|---|---|---|---|---|
${replays.flatMap(({ family, runs }) => adviceRows(family.name, runs)).join('\n')}

Processor time of each part at n = 200 in 10 floats, and of the stop advice at n = 50, which averages over hyper-parameters; the models being fitted; medians of 9 after 3 to warm up.

| part | ms |
|---|---|
${timings()
  .map(({ part, ms }) => `| ${part} | ${ms.toFixed(0)} |`)
  .join('\n')}`;
}

/** Shares of the range. */
type Checkpoint = {
  readonly n: number;
  readonly remaining: number;
  readonly high: number;
  readonly gap: number;
  readonly gain: number;
};

/** When a stop was first advised (null: never), what stopping then forgoes, and the gap then, as shares of the range. */
type Advised = { readonly n: number; readonly forgone: number; readonly gap: number } | null;

type Replay = { readonly checkpoints: readonly Checkpoint[]; readonly plain: Advised; readonly tolerant: Advised };

function replay({ make }: Family, seed: number): Replay {
  const problem = make(seed);
  const trials = runTrials(problem, seed);
  const models = trials.map((_, i) =>
    i < 9 ? null : fitModel({ direction: 'minimize', trials: trials.slice(0, i + 1) }, problem.space),
  );
  const gapAt = (n: number): number => gapOf(problem, models[n - 1] ?? null);
  const range =
    quantile(
      trials.slice(0, 10).map(({ value }) => value),
      0.5,
    ) - problem.least;
  const advisedAt = (tolerance: number, from: number): Advised => {
    for (let n = from; n <= nTrials; n += 2) {
      const model = models[n - 1] ?? null;
      if (model === null || adviseStop(model, { seed, tolerance })?.isAdvised !== true) continue;
      return { n, forgone: (gapAt(n) - gapAt(nTrials)) / range, gap: gapAt(n) / range };
    }
    return null;
  };
  const tolerant = advisedAt(range / 100, 20);
  return {
    checkpoints: checkpoints.flatMap((n) => {
      const model = models[n - 1] ?? null;
      if (model === null) return [];
      const { remaining, remainingHigh } = gainOf(model, { seed });
      const gap = gapAt(n) / range;
      const gain = gap - gapAt(n + 20) / range;
      return [{ n, remaining: remaining / range, high: remainingHigh / range, gap, gain }];
    }),
    // The smaller tolerance cannot be met sooner.
    plain: tolerant === null ? null : advisedAt(0, tolerant.n),
    tolerant,
  };
}

function runTrials({ space, value, noiseSd }: StoppingProblem, seed: number): readonly FinishedTrial[] {
  const random = createRandom(seed, 15);
  const trials: FinishedTrial[] = [];
  while (trials.length < nTrials) {
    const answer = ask({ direction: 'minimize', seed, trials }, space, { nTrialsPlanned: nTrials });
    if (answer === null) break;
    trials.push(finished(trials.length, answer.params, value(answer.params) + noiseSd * random.gaussian()));
  }
  return trials;
}

function finished(number: number, params: Params, value: number): FinishedTrial {
  return { number, state: 'finished', params, value, reports: [], startedAtMs: 0, endedAtMs: 1, facts: {} };
}

/** What the trial that the model holds for the best lacks to the least value. */
function gapOf({ value, least }: StoppingProblem, model: StudyModel | null): number {
  if (model === null) return NaN;
  const means = model.surrogate.trials.map(({ params }) => ({ params, mean: predict(model, params).mean }));
  const best = means.reduce((a, b) => (b.mean < a.mean ? b : a));
  return Math.max(0, value(best.params) - least);
}

function calibrationRows(name: string, runs: readonly Replay[]): readonly string[] {
  return checkpoints.map((n) => {
    const at = runs.flatMap((run) => run.checkpoints.filter((checkpoint) => checkpoint.n === n));
    const mean = (key: 'remaining' | 'high' | 'gap' | 'gain'): number =>
      at.reduce((total, row) => total + row[key], 0) / at.length;
    const share = (key: 'gap' | 'gain'): string => `${at.filter((row) => row[key] <= row.high).length} of ${at.length}`;
    const numbers = [mean('gap'), mean('gain'), mean('remaining'), mean('high')];
    const cells = [
      name,
      n,
      ...numbers.map((number) => (100 * number).toFixed(2)),
      (mean('remaining') / mean('gap')).toPrecision(2),
      share('gap'),
      share('gain'),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

function adviceRows(name: string, runs: readonly Replay[]): readonly string[] {
  return (['plain', 'tolerant'] as const).map((kind) => {
    const advised = runs.flatMap((run) => run[kind] ?? []);
    const mean = (key: 'forgone' | 'gap'): string =>
      ((100 * advised.reduce((sum, row) => sum + row[key], 0)) / advised.length).toFixed(2);
    const numbers =
      advised.length === 0
        ? ['-', '-', '-', '-']
        : [
            quantile(
              advised.map(({ n }) => n),
              0.5,
            ),
            mean('forgone'),
            (100 * Math.max(...advised.map(({ forgone }) => forgone))).toFixed(2),
            mean('gap'),
          ];
    const cells = [name, kind === 'plain' ? 'none' : '1 %', `${advised.length} of ${runs.length}`, ...numbers];
    return `| ${cells.join(' | ')} |`;
  });
}

function timings(): readonly { readonly part: string; readonly ms: number }[] {
  const d = 10;
  const space: Space = {
    parameters: Array.from({ length: d }, (_, k) => ({
      name: `x${k}`,
      domain: { kind: 'float', low: 0, high: 1, scale: 'linear', step: null },
      conditions: [],
    })),
  };
  const random = createRandom(1);
  const trials = Array.from({ length: 200 }, (_, i) => {
    const x = Array.from({ length: d }, () => random.uniform());
    const value = x.reduce((sum, u, k) => sum + ((k + 1) / d) * (u - 0.4) ** 2, 0) + 0.02 * random.gaussian();
    return finished(i, Object.fromEntries(x.map((u, k) => [`x${k}`, u])), value);
  });
  const model = fitModel({ direction: 'minimize', trials }, space);
  const smaller = fitModel({ direction: 'minimize', trials: trials.slice(0, 50) }, space);
  if (model === null || smaller === null) throw new Error('Fifty trials make a model.');
  const parts: readonly (readonly [string, () => unknown])[] = [
    ['stop advice', () => adviseStop(model, { seed: 1 })],
    ['stop advice, n = 50', () => adviseStop(smaller, { seed: 1 })],
    ['trust (leave one out)', () => trustOf(model)],
    ['importances', () => importancesOf(model, { seed: 1 })],
    ['partial dependence of one parameter', () => partialDependence(model, 'x0')],
    ['partial dependence of a pair, 32 x 32', () => pairDependence(model, ['x0', 'x1'])],
  ];
  return parts.map(([part, run]) => ({ part, ms: medianMs(run) }));
}

function medianMs(run: () => unknown): number {
  const times = Array.from({ length: 12 }, () => {
    const before = process.cpuUsage();
    run();
    return process.cpuUsage(before).user / 1000;
  });
  return quantile(times.slice(3), 0.5);
}
