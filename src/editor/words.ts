// What the lenses, the hovers, the trees and the status bar say. Pure: facts in, one text out.
import * as l10n from '@vscode/l10n';
import type { AnnotatedParameter } from '../annotation/annotation.ts';
import { visible } from '../markup.ts';
import type { Domain } from '../space/space.ts';
import {
  baselineTrial,
  bestTrial,
  isFinished,
  type FinishedTrial,
  type Study,
  type Trial,
  type TrialState,
} from '../study/study.ts';
import type { Obstacle } from '../study/obstacle.ts';
import { formatDuration, formatNumber, formatParams, formatValue } from '../study/words.ts';
import type { Parting } from '../trial/run/studyOpening.ts';
import type { RunEnd } from '../trial/run/tuneOptions.ts';
import type { RunState } from '../webviewProtocol.ts';
import type { ParameterInsight } from './insights/insightProtocol.ts';
import { ownOf } from '../space/own.ts';

/** The domain as the user wrote it: the annotation without `@tune`. */
export function domainText({ tag, parameter }: Pick<AnnotatedParameter, 'tag' | 'parameter'>): string {
  const text = tag.text
    .replace(/^@tune/, '')
    .trim()
    .replace(/\s+/g, ' ');
  return text !== '' || parameter.domain.kind !== 'choice'
    ? text
    : parameter.domain.choices.map((choice) => formatValue(choice)).join(' | ');
}

/** The kind that was inferred, with its range: `a whole number from 16 to 256 in steps of 16`. */
export function domainWords(domain: Domain): string {
  if (domain.kind === 'choice') {
    return l10n.t('one of {0}', domain.choices.map((choice) => formatValue(choice)).join(', '));
  }
  if (domain.kind === 'mixed') {
    return l10n.t('{0}; or {1}', domainWords(domain.range), domain.specials.map((one) => formatValue(one)).join(', '));
  }
  const [low, high] = [formatNumber(domain.low), formatNumber(domain.high)];
  if (domain.step !== null && (domain.kind === 'float' || domain.step !== 1)) {
    const step = formatNumber(domain.step);
    return domain.kind === 'int'
      ? l10n.t('a whole number from {0} to {1} in steps of {2}', low, high, step)
      : l10n.t('a number from {0} to {1} in steps of {2}', low, high, step);
  }
  if (domain.scale === 'log') {
    return domain.kind === 'int'
      ? l10n.t('a whole number from {0} to {1} on a logarithmic scale', low, high)
      : l10n.t('a number from {0} to {1} on a logarithmic scale', low, high);
  }
  return domain.kind === 'int'
    ? l10n.t('a whole number from {0} to {1}', low, high)
    : l10n.t('a number from {0} to {1}', low, high);
}

/** `0.1..0.5 · best 0.27 · matters 62 %`: what is tried, and what is known. */
export function parameterLens(
  parameter: AnnotatedParameter,
  best: FinishedTrial | null,
  insight: ParameterInsight | null,
): string {
  return `${domainText(parameter)} · ${parameterFacts(parameter, best, insight)}`;
}

/** `best 0.27 · matters 62 %`: the best so far, and how much of the variation the parameter explains. */
export function parameterFacts(
  { parameter, isHeld }: Pick<AnnotatedParameter, 'parameter' | 'isHeld'>,
  best: FinishedTrial | null,
  insight: ParameterInsight | null,
): string {
  if (isHeld) return l10n.t('held');
  const value = ownOf(best?.params, parameter.name);
  const found = value === undefined ? l10n.t('no trials yet') : l10n.t('best {0}', formatValue(value));
  return [found, ...(insight === null ? [] : [importanceWords(insight)])].join(' · ');
}

/** `matters 62 %`. */
export function importanceWords({ share, isDistinct }: ParameterInsight): string {
  return isDistinct ? l10n.t('matters {0} %', Math.round(100 * Math.min(1, share))) : l10n.t('no effect seen yet');
}

/** `8 trials · best acc 0.971 · 42 s left`. */
export function fileLens(study: Study | null, run: RunState): string {
  const parts = [
    study === null || study.trials.length === 0 ? l10n.t('no trials yet') : trialCount(study.trials.length),
  ];
  const best = study === null ? null : bestTrial(study);
  if (study !== null && best !== null) parts.push(l10n.t('best {0}', `${metricOf(study)} ${formatNumber(best.value)}`));
  const state = runWords(run);
  return [...parts, ...(state === null ? [] : [state])].join(' · ');
}

/** `1 trial`, `8 trials`. */
export function trialCount(n: number): string {
  return n === 1 ? l10n.t('1 trial') : l10n.t('{0} trials', n);
}

/** `preparing`, `paused`, `stopping`, `42 s left`; null when idle, or while the time left is unknown. */
function runWords({ kind, remainingMs }: RunState): string | null {
  switch (kind) {
    case 'idle':
      return null;
    case 'preparing':
      return l10n.t('preparing');
    case 'paused':
      return l10n.t('paused');
    case 'stopping':
      return l10n.t('stopping');
    case 'running':
      return remainingMs === null ? null : l10n.t('{0} left', formatDuration(remainingMs));
  }
}

/** `TuneLens 3/8 · 0.971 · 42 s left`; null when nothing runs. */
export function statusText(study: Study | null, run: RunState): string | null {
  if (run.kind === 'idle') return null;
  if (run.kind === 'preparing') return l10n.t('TuneLens: preparing');
  if (run.kind === 'stopping') return l10n.t('TuneLens: stopping');
  const best = study === null ? null : bestTrial(study);
  const parts = [l10n.t('TuneLens {0}/{1}', run.nTrialsEnded, run.nTrialsPlanned)];
  if (best !== null) parts.push(formatNumber(best.value));
  const state = runWords(run);
  return [...parts, ...(state === null ? [] : [state])].join(' · ');
}

/** `Best acc 0.971 in trial 7: lr = 0.001, units = 128.`; null before a trial has finished. */
export function bestWords(study: Study): string | null {
  const best = bestTrial(study);
  if (best === null) return null;
  return l10n.t(
    'Best {0} {1} in trial {2}: {3}.',
    metricOf(study),
    formatNumber(best.value),
    best.number,
    paramWords(best),
  );
}

/** `lr = 0.001, units = 128`. */
export function paramWords({ params }: Pick<Trial, 'params'>): string {
  return formatParams(params);
}

/** What the user's own values reach; null where they have not been measured. */
export function baselineWords(study: Study): string | null {
  const baseline = baselineTrial(study);
  return baseline !== null && isFinished(baseline)
    ? l10n.t('Your own values reach {0}.', formatNumber(baseline.value))
    : null;
}

/** The backend that the trials train on, as the last one that told it said; null before. */
export function backendWords(study: Study): string | null {
  const backend = study.trials.findLast(({ facts }) => 'backend' in facts)?.facts['backend'];
  return typeof backend === 'string' ? l10n.t('Trains on the backend "{0}".', visible(backend)) : null;
}

/** What the end of a run says. */
export function verdict(study: Study, reason: Exclude<RunEnd, 'detached'>): string {
  const best = bestTrial(study);
  if (best === null) return l10n.t('Tuning has ended; no trial has finished.');
  const found = l10n.t('Best {0} {1}: {2}.', metricOf(study), formatNumber(best.value), paramWords(best));
  const how = {
    done: '',
    stopped: l10n.t('Stopped.'),
    exhausted: l10n.t('Every combination has been tried.'),
    enough: l10n.t('More trials are unlikely to pay.'),
    timeUp: l10n.t('The time is up.'),
  }[reason];
  return [how, found, baselineWords(study) ?? ''].filter((text) => text !== '').join(' ');
}

/** Why a study can be shown and not continued. */
export function obstacleWords(obstacle: Obstacle): string {
  return obstacle.kind === 'objectives'
    ? l10n.t('It has {0} objectives; the first is shown, and TuneLens can improve but one.', obstacle.nObjectives)
    : l10n.t(
        'Line {0} of its journal has the operation {1}, which this version does not know; a newer Optuna may have written it.',
        obstacle.line + 1,
        obstacle.op,
      );
}

/** That a study can only be shown, why, and what a run would do. */
export function readonlyWords(obstacle: Obstacle): string {
  return l10n.t('Can only be shown: {0} A run of its file begins a new study.', obstacleWords(obstacle));
}

/** Why a run begins a new study, and what becomes of the other. */
export function newStudyWords({ obstacle }: Pick<Parting, 'obstacle'>): string {
  return obstacle === null
    ? l10n.t('A new study begins: the parameters or the objective have changed. The latest one stays as it is.')
    : l10n.t('A new study begins: the latest one can only be shown, and stays as it is. {0}', obstacleWords(obstacle));
}

/** The name of the objective, for sentences. */
export function metricOf(study: Study): string {
  return visible(study.objective?.metric ?? l10n.t('value'));
}

/** The words for a state of a trial. */
export function stateWords(state: TrialState): string {
  const words: Readonly<Record<TrialState, string>> = {
    queued: l10n.t('queued'),
    running: l10n.t('running'),
    finished: l10n.t('finished'),
    pruned: l10n.t('pruned'),
    failed: l10n.t('failed'),
  };
  return words[state];
}
