// What the lenses, the status bar and the messages say. Pure: facts in, one text out.
import type { RunEnd } from '../trial/tuneOptions.ts';
import * as l10n from '@vscode/l10n';
import type { AnnotatedParameter } from '../annotation/annotation.ts';
import { baselineTrial, bestTrial, isFinished, type FinishedTrial, type Study } from '../study/study.ts';
import { formatDuration, formatNumber, formatValue } from '../study/words.ts';
import type { RunState } from '../webviewProtocol.ts';

/** The domain as the user wrote it: the annotation without `@tune`. */
export function domainText({ tag, parameter }: AnnotatedParameter): string {
  const text = tag.text
    .replace(/^@tune/, '')
    .trim()
    .replace(/\s+/g, ' ');
  return text !== '' || parameter.domain.kind !== 'choice' ? text : parameter.domain.choices.join(' | ');
}

/** `0.1..0.5 · best 0.27`: what is tried, and the best so far. */
export function parameterLens(parameter: AnnotatedParameter, best: FinishedTrial | null): string {
  const value = best?.params[parameter.parameter.name];
  const found = value === undefined ? l10n.t('no trials yet') : l10n.t('best {0}', formatValue(value));
  return `${domainText(parameter)} · ${parameter.isHeld ? l10n.t('held') : found}`;
}

/** `8 trials · best acc 0.971`. */
export function fileLens(study: Study | null): string {
  if (study === null || study.trials.length === 0) return l10n.t('no trials yet');
  const count = study.trials.length === 1 ? l10n.t('1 trial') : l10n.t('{0} trials', study.trials.length);
  const best = bestTrial(study);
  return best === null ? count : `${count} · ${l10n.t('best {0}', `${metricOf(study)} ${formatNumber(best.value)}`)}`;
}

/** `TuneLens 3/8 · 0.971 · 42 s left`; null when nothing runs. */
export function statusText(study: Study | null, run: RunState): string | null {
  if (run.kind === 'idle') return null;
  if (run.kind === 'preparing') return l10n.t('TuneLens: preparing');
  if (run.kind === 'stopping') return l10n.t('TuneLens: stopping');
  const best = study === null ? null : bestTrial(study);
  const parts = [l10n.t('TuneLens {0}/{1}', run.nTrialsEnded, run.nTrialsPlanned)];
  if (best !== null) parts.push(formatNumber(best.value));
  if (run.remainingMs !== null) parts.push(l10n.t('{0} left', formatDuration(run.remainingMs)));
  return parts.join(' · ');
}

/** The backend that the trials train on, as the last one that told it said. */
export function statusTooltip(study: Study | null): string {
  const backend = study?.trials.findLast(({ facts }) => 'backend' in facts)?.facts['backend'];
  return typeof backend === 'string'
    ? l10n.t('Trains on the backend "{0}". Click for the results.', backend)
    : l10n.t('Click for the results.');
}

/** What the end of a run says. */
export function verdict(study: Study, reason: Exclude<RunEnd, 'detached'>): string {
  const best = bestTrial(study);
  if (best === null) return l10n.t('Tuning has ended; no trial has finished.');
  const params = Object.entries(best.params).map(([name, value]) => `${name} = ${formatValue(value)}`);
  const found = l10n.t('Best {0} {1}: {2}.', metricOf(study), formatNumber(best.value), params.join(', '));
  const baseline = baselineTrial(study);
  const own =
    baseline !== null && isFinished(baseline) ? l10n.t('Your own values reach {0}.', formatNumber(baseline.value)) : '';
  const how = {
    done: '',
    stopped: l10n.t('Stopped.'),
    exhausted: l10n.t('Every combination has been tried.'),
    enough: l10n.t('More trials are unlikely to pay.'),
    timeUp: l10n.t('The time is up.'),
  }[reason];
  return [how, found, own].filter((text) => text !== '').join(' ');
}

function metricOf(study: Study): string {
  return study.objective?.metric ?? l10n.t('value');
}
