// Whether it pays to look at durations when time is the budget: studies in simulated time, with and without, until the same time is up.
import { createRandom, type Random } from '../../src/math/random.ts';
import type { Parameter, Params, Space } from '../../src/space/space.ts';
import { ask } from '../../src/study/ask.ts';
import type { Trial } from '../../src/study/study.ts';
import { quantile } from './results.ts';
import { estimateDifference, estimateMean, mean } from './score.ts';

type Training = {
  readonly name: string;
  readonly space: Space;
  readonly seconds: (params: Numbers) => number;
  /** Without noise; the least is about 0. */
  readonly loss: (params: Numbers) => number;
};
type Numbers = Readonly<Record<string, number>>;

const nSeeds = 20;
/** The budget, in random trials of mean duration. */
const nMeanTrials = 30;

function float(name: string, low: number, high: number): Parameter {
  return { name, domain: { kind: 'float', low, high, scale: 'log', step: null }, conditions: [] };
}

function int(name: string, low: number, high: number, scale: 'linear' | 'log' = 'log'): Parameter {
  return { name, domain: { kind: 'int', low, high, scale, step: 1 }, conditions: [] };
}

const rate = float('rate', 1e-5, 1e-1);
const offRate = (at: Numbers, best: number): number => 0.25 * Math.log10(at['rate']! / best) ** 2;

const trainings: readonly Training[] = [
  {
    name: 'network: the best is of middling cost',
    space: { parameters: [rate, int('units', 16, 1024), int('layers', 1, 6, 'linear')] },
    seconds: (at) => 2 + 0.02 * at['units']! * at['layers']!,
    loss: (at) => offRate(at, 1e-3) + 0.1 * Math.log2(at['units']! / 128) ** 2 + 0.1 * (at['layers']! - 3) ** 2,
  },
  {
    name: 'batch size: the best is cheap',
    space: { parameters: [rate, int('batch', 8, 512), float('decay', 1e-6, 1e-2)] },
    seconds: (at) => 3 + 600 / at['batch']!,
    loss: (at) =>
      offRate(at, 3e-3) + 0.06 * Math.log2(at['batch']! / 256) ** 2 + 0.05 * Math.log10(at['decay']! / 1e-4) ** 2,
  },
  {
    name: 'epochs: the best is the dearest',
    space: { parameters: [rate, int('epochs', 2, 100), int('units', 16, 256)] },
    seconds: (at) => 1 + 0.01 * at['epochs']! * at['units']!,
    loss: (at) => offRate(at, 1e-3) + 3 / at['epochs']! - 0.03 + 0.1 * Math.log2(256 / at['units']!),
  },
  {
    name: 'durations are chance',
    space: { parameters: [rate, int('units', 16, 1024), float('decay', 1e-6, 1e-2)] },
    seconds: () => 10,
    loss: (at) =>
      offRate(at, 1e-3) + 0.1 * Math.log2(at['units']! / 200) ** 2 + 0.05 * Math.log10(at['decay']! / 1e-4) ** 2,
  },
];

type Outcome = { readonly regret: number; readonly halfway: number; readonly nTrials: number };

/** The section of RESULTS.md. */
export function benchTimeBudget(): string {
  const rows = trainings.map((training) => {
    const budget = nMeanTrials * mean(draws(training.space).map(training.seconds));
    const scale = randomLoss(training);
    const outcomes = (isLooking: boolean): readonly Outcome[] =>
      Array.from({ length: nSeeds }, (_, seed) => study(training, { budget, scale, seed, isLooking }));
    process.stderr.write(`timeBudget: ${training.name}\n`);
    return { training, without: outcomes(false), looking: outcomes(true) };
  });
  const regrets = (of: 'without' | 'looking', at: 'regret' | 'halfway'): number[][] =>
    rows.map((row) => row[of].map((outcome) => outcome[at]));
  const text = ({ mean: value, low, high }: ReturnType<typeof estimateMean>): string =>
    `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  const lines = rows.map(({ training, without, looking }, i) => {
    const cell = (outcomes: readonly Outcome[], at: keyof Outcome): string =>
      mean(outcomes.map((outcome) => outcome[at])).toFixed(at === 'nTrials' ? 0 : 3);
    const cells = [without, looking].flatMap((outcomes) => [
      cell(outcomes, 'nTrials'),
      cell(outcomes, 'halfway'),
      cell(outcomes, 'regret'),
    ]);
    const difference = estimateDifference([regrets('looking', 'regret')[i]!], [regrets('without', 'regret')[i]!]);
    return `| ${[training.name, ...cells, text(difference)].join(' | ')} |`;
  });
  const both = (at: 'regret' | 'halfway'): string =>
    text(estimateDifference(regrets('looking', at), regrets('without', at)));
  return `Made by \`npm run bench -- timeBudget\`: four simulated trainings whose durations are written out in \`timeBudget.ts\` (10 % of noise in each duration, 0.01 in each loss), ${nSeeds} seeds,
a time budget of ${nMeanTrials} random trials of mean duration, one trial at a time. *Regret* as a share of the median loss of a random trial, without noise, of the trial that looked best. With the share of time
that is left as its weight, the expected logarithm of the duration is subtracted from the acquisition, where it can be foretold (\`src/study/cost.ts\`). An initial design cut to four or six points after a quarter of the time was tried and left out: it gained at half the time (-0.07 over all) and lost
at the end where the best trials are the dearest (+0.14 and +0.08).

| training | trials | regret at half the time | at its end | looking at durations: trials | at half the time | at its end | difference at the end |
|---|---|---|---|---|---|---|---|
${lines.join('\n')}

Over all: ${both('halfway')} at half the time, ${both('regret')} at its end (below 0: looking at durations is better).`;
}

function study(
  { space, seconds, loss }: Training,
  { budget, scale, seed, isLooking }: { budget: number; scale: number; seed: number; isLooking: boolean },
): Outcome {
  const random = createRandom(seed, 31);
  const trials: Trial[] = [];
  let now = 0;
  let best = { seen: Infinity, regret: NaN };
  let halfway = NaN;
  while (now < budget) {
    const timeLeft = isLooking ? 1 - now / budget : 0;
    const params = ask({ direction: 'minimize', seed, trials }, space, { timeLeft })?.params;
    if (params === undefined) break;
    const at = numbersOf(params);
    const endsAt = now + seconds(at) * Math.exp(0.1 * random.gaussian());
    const value = loss(at) + 0.01 * random.gaussian();
    trials.push(ended(trials.length, { params, value, startedAtMs: 1000 * now, endedAtMs: 1000 * endsAt }));
    if (now < budget / 2 && endsAt >= budget / 2) halfway = best.regret;
    now = endsAt;
    // What ends too late is not seen.
    if (now <= budget && value < best.seen) best = { seen: value, regret: loss(at) / scale };
  }
  return { regret: best.regret, halfway, nTrials: trials.length };
}

function ended(number: number, outcome: Pick<Trial, 'params' | 'value' | 'startedAtMs' | 'endedAtMs'>): Trial {
  return { number, state: 'finished', reports: [], facts: {}, ...outcome };
}

function randomLoss({ space, loss }: Training): number {
  return quantile(draws(space).map(loss), 0.5);
}

function draws({ parameters }: Space): readonly Numbers[] {
  const random = createRandom(1, 32);
  return Array.from({ length: 2001 }, () =>
    Object.fromEntries(parameters.map((parameter) => [parameter.name, drawn(parameter, random)])),
  );
}

function drawn({ domain }: Parameter, random: Random): number {
  if (domain.kind !== 'float' && domain.kind !== 'int') throw new Error('These trainings have numbers only.');
  const { low, high, scale } = domain;
  const u = random.uniform();
  const value = scale === 'log' ? low * (high / low) ** u : low + u * (high - low);
  return domain.kind === 'int' ? Math.round(value) : value;
}

function numbersOf(params: Params): Numbers {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, Number(value)]));
}
