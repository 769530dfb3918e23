// Whether a running trial is worth its remaining steps. Pure: the same reports give the same answer; values keep the user's own sign.
// Two rules look at a training: its rank among the trials that came as far, and what its curve promises (curves.ts); the curve must be
// surer where it stands alone. Instances (folds, prompts) have a test of their own.
import { signedRankP } from '../math/signedRank.ts';
import { studentCdf } from '../math/student.ts';
import {
  curveOf,
  expectValue,
  firstStepOf,
  learnCurves,
  prunedValue,
  type CurveStudy,
  type StudyCurves,
} from './curves.ts';
import { bestTrial, isBetter, isFinished, type FinishedTrial, type Trial } from './study.ts';
import { formatNumber } from './words.ts';

export type PruneOptions = {
  /** The budget of the study in trials; Infinity when open. Sets which rules apply. */
  readonly nTrialsPlanned: number;
  /** The steps of a whole trial; null: as many as a finished trial reported. Default null. */
  readonly nSteps?: number | null;
  /** What a report's step counts: steps of a training, or instances (folds, prompts) of equal rank. Default 'training'. */
  readonly stepKind?: 'training' | 'instances';
  /** The first steps, in which nothing is pruned. Default 0. */
  readonly warmupSteps?: number;
  /** How many reports before the newest must have asked for pruning as well, one after the other. Default 0. */
  readonly patience?: number;
  /** Default: what `rulesFor` says of the budget. */
  readonly rules?: PruneRules;
};

/** When the two rules of a training prune. */
export type PruneRules = {
  /** Whether a bad rank alone does, from the second rung. */
  readonly rankAlone: boolean;
  /** With a bad rank, a chance to become the best below this does; 0: never. */
  readonly withRank: number;
  /** The chance below which the curve alone does, after the first 30 % of the steps. */
  readonly curveAlone: number;
};

/**
 * By the budget: among ten trials a rank is noise. Both numbers come from the families that `npm run bench -- pruning` calls development:
 * with a bad rank, 2 % instead of 5 % loses a third as many of the best trials for 5 % of the steps; and a bad rank alone, even among 60
 * trials, loses the best one in half of the studies and more where curves stay flat at first or cross, so it prunes only where told to.
 */
export function rulesFor(nTrialsPlanned: number): PruneRules {
  return { rankAlone: false, withRank: nTrialsPlanned <= 10 ? 0 : 0.02, curveAlone: 0.01 };
}

export type PruneQuestion = {
  readonly study: CurveStudy;
  /** A running trial of the study, with at least one report. */
  readonly trial: Trial;
  /** Of `learnCurves` since the last trial ended; left out: learned now, in milliseconds. */
  readonly curves?: StudyCurves | null;
  /** What the main model expects of the trial's value, without noise; null or left out: the curve speaks alone. */
  readonly prior?: { readonly mean: number; readonly sd: number } | null;
};

export type PruneDecision = {
  /** `diverged`: a value that is no finite number was reported, so the trial failed. */
  readonly kind: 'keep' | 'prune' | 'diverged';
  readonly rule: 'rank' | 'curve' | 'rank and curve' | 'instances' | 'not finite' | null;
  /** The newest report's, as reported; null before the first. */
  readonly step: number | null;
  /** Of ending better than the best trial; of the instances rule, that chance alone made the trial look so bad. */
  readonly probability: number | null;
  /** Among the trials that came as far as the newest rung; 1 is the best. */
  readonly rank: Rank | null;
  /** Of a trial that is pruned: the value it would have had, as its curve tells; else null. */
  readonly predicted: { readonly mean: number; readonly sd: number } | null;
  /** A sentence with the figures. */
  readonly reason: string;
};

type Rank = { readonly position: number; readonly nTrials: number; readonly step: number };

/** No trial of a lower number is pruned, nor any before as many have finished. */
const nNeverPruned = 3;

/** Whether to stop the trial after its newest report. Ask once a report: a trial is judged by those that came as far, at its own step. */
export function askPruning(question: PruneQuestion, options: PruneOptions): PruneDecision {
  const { study, trial } = question;
  const newest = trial.reports.at(-1);
  if (newest === undefined) return keep(null, 'It has not reported a value yet.');
  const { step, value } = newest;
  if (!Number.isFinite(value)) {
    const reason = `At step ${step} it reported ${value}: training has diverged.`;
    return { kind: 'diverged', rule: 'not finite', step, probability: null, rank: null, predicted: null, reason };
  }
  const protection = protectionOf(study, trial);
  if (protection !== null) return keep(step, protection);
  const { patience = 0 } = options;
  let decision = judge(question, options);
  for (let back = 1; back <= patience && decision.kind === 'prune'; back++) {
    const earlier = judge({ ...question, trial: { ...trial, reports: trial.reports.slice(0, -back) } }, options);
    if (earlier.kind !== 'prune') decision = keep(step, `Patience: ${decision.reason}`);
  }
  return decision;
}

function protectionOf({ trials }: CurveStudy, trial: Trial): string | null {
  if (trial.facts['source'] === 'literals') return "It runs the file's own values, which all others are compared with.";
  if (trial.number < nNeverPruned || trials.filter(isFinished).length < nNeverPruned) {
    return `The first ${nNeverPruned} trials run to their end.`;
  }
  return null;
}

function keep(step: number | null, reason: string, figures: Partial<PruneDecision> = {}): PruneDecision {
  return { probability: null, rank: null, ...figures, kind: 'keep', rule: null, step, predicted: null, reason };
}

/** What the rules say after the trial's newest report, of which there may be none. */
function judge(question: PruneQuestion, options: PruneOptions): PruneDecision {
  const { study, trial } = question;
  const best = bestTrial(study);
  const step = trial.reports.at(-1)?.step ?? null;
  if (step === null || best === null) return keep(step, 'There is nothing to compare with yet.');
  if (options.stepKind === 'instances') return judgeInstances(study, trial, best);
  const firstStep = firstStepOf(study);
  const time = step - firstStep + 1;
  const nSteps = options.nSteps ?? longestOf(study, firstStep);
  if (time <= (options.warmupSteps ?? 0)) return keep(step, 'It is still in the warm-up.');
  if (time >= nSteps) return keep(step, 'It has reached its last step.');
  const rung = rungAt(time, nSteps);
  const rank = rung === null ? null : rankAt(study, trial, { ...rung, firstStep });
  const curves = question.curves === undefined ? learnCurves(study, nSteps) : question.curves;
  const chance = curves === null ? null : chanceToWin({ ...question, curves }, best);
  const isBehind = rank !== null && rank.nTrials >= 4 && rank.position > Math.ceil(rank.nTrials / 3);
  const figures = { step, probability: chance?.probability ?? null, rank };
  const reason = sentence({ step, rank: isBehind ? rank : null, chance, best });
  const rule = ruleThatPrunes(options.rules ?? rulesFor(options.nTrialsPlanned), {
    rung: isBehind ? rung : null,
    probability: trial.reports.length > 1 ? figures.probability : null,
    part: time / nSteps,
  });
  if (rule === null) return keep(step, reason, figures);
  const predicted = curves === null ? null : prunedValue(study, trial, curves);
  return { ...figures, kind: 'prune', rule, predicted, reason };
}

/** `rung`: where the trial is behind; null: nowhere. `probability`: of becoming the best; null: unknown. `part`: of the steps that are done. */
function ruleThatPrunes(
  { rankAlone, withRank, curveAlone }: PruneRules,
  at: { readonly rung: Rung | null; readonly probability: number | null; readonly part: number },
): 'rank' | 'rank and curve' | 'curve' | null {
  const { rung, probability, part } = at;
  if (rankAlone && rung !== null && rung.index > 0) return 'rank';
  if (probability === null) return null;
  if (rung !== null && probability < withRank && part >= earliest.withRank) return 'rank and curve';
  return probability < curveAlone && part >= earliest.curveAlone ? 'curve' : null;
}

/**
 * The part of the steps before which a curve does not count. With three or four curves known, a chance said to be below 2 % was wrong, by the
 * curve alone on the development families, in up to half of the cases at the first two reports; after a tenth of the steps still in a seventh
 * where curves cross and a ninth where they start flat; nearly never elsewhere or later. Waiting longer costs more steps than it saves winners.
 */
const earliest = { withRank: 0.1, curveAlone: 0.3 };

/** The most steps of a finished trial. */
function longestOf({ trials }: CurveStudy, firstStep: number): number {
  let longest = 0;
  for (const trial of trials) {
    if (isFinished(trial)) for (const { step } of trial.reports) longest = Math.max(longest, step - firstStep + 1);
  }
  return longest;
}

type Rung = { readonly index: number; readonly time: number };

/** The newest of the rungs r0, 3 r0, 9 r0, …, where r0 is a 27th of the steps; null before the first. */
function rungAt(time: number, nSteps: number): Rung | null {
  let rung: Rung | null = null;
  let next = Math.max(1, Math.ceil(nSteps / 27));
  for (let index = 0; next <= time; index++, next *= 3) rung = { index, time: next };
  return rung;
}

/** The trial's place among all that came as far as the rung, by the median of the last three reports up to it; equals share the better place. */
function rankAt(
  study: CurveStudy,
  trial: Trial,
  { time, firstStep }: Rung & { readonly firstStep: number },
): Rank | null {
  const lastStep = firstStep + time - 1;
  const own = scoreAt(study, trial, lastStep);
  if (own === null) return null;
  let position = 1;
  let nTrials = 1;
  for (const other of study.trials) {
    const score = other.number === trial.number ? null : scoreAt(study, other, lastStep);
    if (score === null) continue;
    nTrials++;
    if (isBetter(score, own, study.direction)) position++;
  }
  return { position, nTrials, step: lastStep };
}

/** Null for a trial that has not come as far; the worst there is for one that has diverged by then. */
function scoreAt({ direction }: CurveStudy, { reports }: Trial, lastStep: number): number | null {
  if (!reports.some(({ step }) => step >= lastStep)) return null;
  const values = reports.filter(({ step }) => step <= lastStep).map(({ value }) => value);
  if (values.length === 0) return null;
  if (values.some((value) => !Number.isFinite(value))) return direction === 'maximize' ? -Infinity : Infinity;
  const sorted = values.slice(-3).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 2 ? (sorted[0]! + sorted[1]!) / 2 : sorted[middle]!;
}

type Chance = { readonly probability: number; readonly mean: number; readonly sd: number };

/** That the trial ends better than the best one did; null where its curve cannot tell. */
function chanceToWin(
  { study, trial, curves, prior }: PruneQuestion & { readonly curves: StudyCurves },
  best: FinishedTrial,
): Chance | null {
  const value = expectValue(trial, curves, prior);
  if (value === null) return null;
  const { mean, sdOfReport: sd } = value;
  const gain = study.direction === 'maximize' ? mean - best.value : best.value - mean;
  // A curve without any doubt left decides by its mean.
  const probability = sd > 0 ? studentCdf(gain / sd, curves.complete.length) : gain > 0 ? 1 : 0;
  return { mean, sd, probability };
}

/** Each instance was given to the best trial, too: are the differences one-sided? As Optuna's WilcoxonPruner: only where the mean is worse. */
function judgeInstances({ direction }: CurveStudy, trial: Trial, best: FinishedTrial): PruneDecision {
  const step = trial.reports.at(-1)?.step ?? null;
  const ofBest = curveOf(best, 0);
  const valueOf = new Map(ofBest.times.map((time, i) => [time, ofBest.values[i]!]));
  const own = curveOf(trial, 0);
  const differences = own.times.flatMap((time, i) => {
    const value = valueOf.get(time);
    if (value === undefined) return [];
    return [direction === 'maximize' ? value - own.values[i]! : own.values[i]! - value];
  });
  const total = differences.reduce((sum, difference) => sum + difference, 0);
  const probability = total > 0 ? signedRankP(differences) : 1;
  const reason =
    `On the ${differences.length} instances it shares with trial ${best.number} it is ${total > 0 ? 'worse' : 'no worse'} by the mean; ` +
    `chance alone would make it look so bad with probability ${percent(probability)}.`;
  if (probability >= largestP) return keep(step, reason, { probability });
  return { kind: 'prune', rule: 'instances', step, probability, rank: null, predicted: null, reason };
}

/** Below it, the trial is worse than the best. */
const largestP = 0.1;

function sentence({
  step,
  rank,
  chance,
  best,
}: {
  readonly step: number;
  readonly rank: Rank | null;
  readonly chance: Chance | null;
  readonly best: FinishedTrial;
}): string {
  const where =
    rank === null
      ? `At step ${step}`
      : `It was ${rank.position} of the ${rank.nTrials} trials that reached step ${rank.step}, behind the best third; at step ${step}`;
  if (chance === null) return `${where} its curve says nothing of its end yet.`;
  const end = `${formatNumber(chance.mean)} ± ${formatNumber(Number(chance.sd.toPrecision(2)))}`;
  return `${where} its curve points to ${end}; it would beat trial ${best.number} (${formatNumber(best.value)}) with probability ${percent(chance.probability)}.`;
}

function percent(probability: number): string {
  return probability < 1e-3 ? 'below 0.1 %' : `${formatNumber(Number((100 * probability).toPrecision(2)))} %`;
}
