// Which of the numbers that a program reports is the objective, and what one trial scored under it.
// Order (DESIGN.md, section 2): the annotation; then the metrics of the last evaluate; then val_* of the last fit; then its loss.
import type { Direction, Objective } from '../space/objective.ts';
import type { TrialMessage } from './trialProtocol.ts';

/** What fit and evaluate have reported so far in one trial. */
export type Observations = {
  /** Metrics of the last evaluate; null when there was none. */
  readonly evaluated: Readonly<Record<string, number>> | null;
  /** Logs of the last epoch of the last fit; null when there was none. */
  readonly lastEpoch: Readonly<Record<string, number>> | null;
};

export const noObservations: Observations = { evaluated: null, lastEpoch: null };

/** `observations` with one more message taken in. */
export function observe(observations: Observations, message: TrialMessage): Observations {
  if (message.kind === 'evaluated') return { ...observations, evaluated: message.metrics };
  if (message.kind === 'epochEnded') return { ...observations, lastEpoch: message.logs };
  return observations;
}

/**
 * The value of `metric`: of the last evaluate, else of the last epoch. tfjs shortens `accuracy` to `acc`, so either name is understood,
 * and `val_x` is also what evaluate calls `x`. Null when nothing of that name was reported.
 */
export function valueOf(metric: string, observations: Observations): number | null {
  for (const name of namesOf(metric)) {
    const value = observations.evaluated?.[name] ?? observations.lastEpoch?.[name];
    if (value !== undefined) return value;
  }
  if (metric.startsWith('val_')) return valueOf(metric.slice(4), { ...observations, lastEpoch: null });
  return null;
}

/** The value that one epoch reports under `metric`, for the learning curve; null when it reports none. */
export function epochValueOf(metric: string, logs: Readonly<Record<string, number>>): number | null {
  return valueOf(metric, { evaluated: null, lastEpoch: logs });
}

/** Every name that was reported, for messages; sorted. */
export function metricsSeen(observations: Observations): readonly string[] {
  return [
    ...new Set([...Object.keys(observations.evaluated ?? {}), ...Object.keys(observations.lastEpoch ?? {})]),
  ].sort();
}

/** The objective where no annotation names one; null when nothing was reported whose better direction its name tells. */
export function discoverObjective(observations: Observations): Objective | null {
  const evaluated = Object.keys(observations.evaluated ?? {});
  const epoch = Object.keys(observations.lastEpoch ?? {});
  const validation = epoch.filter((name) => name.startsWith('val_'));
  for (const names of [evaluated, validation, epoch]) {
    // A metric says more than the loss it was trained on.
    const ordered = [...names.filter((name) => !isLoss(name)), ...names.filter(isLoss)];
    for (const metric of ordered) {
      const direction = directionOf(metric);
      if (direction !== null) return { direction, metric };
    }
  }
  return null;
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
