// Which of the numbers that a program reports is the objective, and what one trial scored under it.
// Order: the annotation; then the metrics of the last evaluate; then val_* of the last fit; then its loss; then trainOnBatch.
import type { Direction, Objective } from '../../space/objective.ts';
import type { TrialMessage } from '../trialProtocol.ts';
import { ownOf } from '../../space/own.ts';

type Metrics = Readonly<Record<string, number>>;

/** What one trial has reported so far. */
export type Observations = {
  /** Metrics of the last evaluate; null when there was none. */
  readonly evaluated: Metrics | null;
  /** Logs of each epoch of the last fit. */
  readonly epochs: readonly Metrics[];
  readonly fit: number;
  /** Of the last trainOnBatch; null when there was none. */
  readonly batch: Metrics | null;
  /** The last value of the annotated expression; null when there was none. */
  readonly expression: number | null;
  /** What the annotated expression gave instead of a number; null when that never happened. */
  readonly missed: string | null;
};

export const noObservations: Observations = {
  evaluated: null,
  epochs: [],
  fit: 0,
  batch: null,
  expression: null,
  missed: null,
};

/** Which epoch of the last fit counts, where no evaluate says more: the last, or the one of the best value. */
export type FitValue = 'last' | 'best';

/** `observations` with one more message taken in. */
export function observe(observations: Observations, message: TrialMessage): Observations {
  switch (message.kind) {
    case 'evaluated':
      return { ...observations, evaluated: message.metrics };
    case 'epochEnded': {
      const earlier = message.fit === observations.fit ? observations.epochs : [];
      return { ...observations, fit: message.fit, epochs: [...earlier, message.logs] };
    }
    case 'batchTrained':
      return { ...observations, batch: message.logs };
    case 'objectiveValue':
      return { ...observations, expression: message.value };
    case 'objectiveMissed':
      return { ...observations, missed: message.found };
    default:
      return observations;
  }
}

/**
 * What the trial scored. A metric counts by the last evaluate, else by an epoch of the last fit, else by the last trainOnBatch; an annotated
 * expression by its last value. Null when nothing of the kind was reported.
 */
export function scoreOf(objective: Objective, observations: Observations, fitValue: FitValue): number | null {
  if (objective.isExpression === true) return observations.expression;
  const { metric, direction } = objective;
  const { evaluated, epochs, batch } = observations;
  const ofEpochs = epochs.flatMap((logs) => valueIn(logs, metric) ?? []);
  const ofEpoch = fitValue === 'last' ? ofEpochs.at(-1) : bestOf(ofEpochs, direction);
  const value = valueIn(evaluated, metric) ?? ofEpoch ?? valueIn(batch, metric);
  // What evaluate calls x is val_x in a fit.
  return value ?? (metric.startsWith('val_') ? valueIn(evaluated, metric.slice(4)) : null);
}

/** What one message on the way reports under the objective, for the learning curve; null when it reports none. */
export function reportOf(objective: Objective, message: TrialMessage): { step: number; value: number } | null {
  if (objective.isExpression === true) {
    return message.kind === 'objectiveValue' ? { step: message.step, value: message.value } : null;
  }
  if (message.kind !== 'epochEnded' && message.kind !== 'batchTrained') return null;
  const value = valueIn(message.logs, objective.metric);
  return value === null ? null : { step: message.step, value };
}

/** tfjs shortens `accuracy` to `acc`, so either name is understood. */
function valueIn(metrics: Metrics | null, metric: string): number | null {
  for (const name of namesOf(metric)) {
    const value = ownOf(metrics ?? undefined, name);
    if (value !== undefined) return value;
  }
  return null;
}

/** NaN, as a diverged fit ends with, is no best value unless there is no other. */
function bestOf(values: readonly number[], direction: Direction): number | undefined {
  const numbers = values.filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return values.at(-1);
  return numbers.reduce((a, b) => (direction === 'maximize' ? Math.max(a, b) : Math.min(a, b)));
}

/** Every name that was reported, for messages; sorted. */
export function metricsSeen(observations: Observations): readonly string[] {
  return [...new Set(sourcesOf(observations).flatMap((metrics) => Object.keys(metrics)))].sort();
}

/** What was reported, the most telling first. */
function sourcesOf({ evaluated, epochs, batch }: Observations): readonly Metrics[] {
  return [evaluated, epochs.at(-1) ?? null, batch].filter((metrics) => metrics !== null);
}

/**
 * The objective where no annotation names one: a metric of the last evaluate, then a val_* of the last fit, then another of the fit, then one of
 * trainOnBatch; a metric before the loss it was trained on. Null when nothing was reported whose better direction its name tells.
 */
export function discoverObjective(observations: Observations): Objective | null {
  for (const metrics of sourcesOf(observations)) {
    const names = Object.keys(metrics);
    const ranked = names.toSorted((a, b) => rankOf(a) - rankOf(b));
    for (const metric of ranked) {
      const direction = directionOf(metric);
      if (direction !== null) return { direction, metric };
    }
  }
  return null;
}

/** Validation before training, and a metric before the loss. */
function rankOf(name: string): number {
  return (name.startsWith('val_') ? 0 : 2) + (isLoss(name) ? 1 : 0);
}

/** Which way is better, by the metric's name; null when the name does not tell. */
export function directionOf(metric: string): Direction | null {
  const name = metric.replace(/^val_/, '').toLowerCase();
  if (/acc|auc|precision|recall|f1|r2|score|iou|dice|bleu|cosineproximity|cosine_similarity/.test(name))
    return 'maximize';
  if (/loss|err|mse|mae|mape|msle|rmse|perplexity|entropy|divergence|hinge|poisson|logcosh/.test(name))
    return 'minimize';
  return null;
}

function isLoss(name: string): boolean {
  return /^(val_)?loss$/.test(name);
}

function namesOf(metric: string): readonly string[] {
  const prefix = metric.startsWith('val_') ? 'val_' : '';
  const bare = metric.slice(prefix.length);
  if (bare === 'accuracy') return [metric, `${prefix}acc`];
  if (bare === 'acc') return [metric, `${prefix}accuracy`];
  return [metric];
}
