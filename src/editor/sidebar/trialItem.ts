// One trial as a row of the tree: its state as an icon, its value, how long it took, and why it failed.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { shortened } from '../../chart/text.ts';
import { baselineTrial, bestTrial, type Study, type Trial, type TrialState } from '../../study/study.ts';
import { formatDuration, formatNumber } from '../../study/words.ts';
import { visible } from '../../markup.ts';
import { keptFact } from '../../trial/run/control.ts';
import { metricOf, paramWords, stateWords } from '../words.ts';
import { idOf, type StudyRow } from './studyRow.ts';
import { durationMs } from './trialOrder.ts';

const icons: Readonly<Record<TrialState, readonly [icon: string, color?: string]>> = {
  queued: ['clock'],
  running: ['sync~spin', 'charts.blue'],
  finished: ['pass', 'charts.green'],
  pruned: ['debug-step-over', 'charts.yellow'],
  failed: ['error', 'charts.red'],
};

export function trialItem(row: StudyRow, study: Study, trial: Trial): vscode.TreeItem {
  const isBest = bestTrial(study) === trial;
  const value = trial.value === null ? stateWords(trial.state) : formatNumber(trial.value);
  const item = new vscode.TreeItem(`${trial.number}  ${value}`);
  item.id = idOf(row);
  const [icon, color] = isBest ? (['star-full', 'charts.yellow'] as const) : icons[trial.state];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  const ms = durationMs(trial);
  const reason = trial.facts['fail_reason'];
  const note = study.notes.get(trial.number);
  item.description = [
    ...(study.stars.has(trial.number) ? ['★'] : []),
    ...(note === undefined ? [] : [shortened(note, 60)]),
    ...(baselineTrial(study) === trial ? [l10n.t('your values')] : []),
    ...(trial.facts[keptFact] === true ? [l10n.t('kept')] : []),
    ...(ms === null ? [] : [formatDuration(ms)]),
    ...(typeof reason === 'string' ? [shortened(reason, 200)] : []),
    paramWords(trial),
  ].join(' · ');
  item.tooltip = tooltipOf(study, trial);
  const kept = trial.facts[keptFact] === true ? '.kept' : '';
  item.contextValue = `trial.${trial.state}${kept}${row.uri === null ? '' : '.file'}`;
  const spoken = l10n.t('Trial {0}, {1}, {2}', trial.number, stateWords(trial.state), item.description);
  item.accessibilityInformation = { label: isBest ? l10n.t('{0}, the best', spoken) : spoken };
  return item;
}

function tooltipOf(study: Study, trial: Trial): string {
  const { source, backend, fail_reason: reason } = trial.facts;
  const note = study.notes.get(trial.number);
  const lines = [
    l10n.t('Trial {0}: {1}', trial.number, stateWords(trial.state)),
    ...(trial.value === null ? [] : [`${metricOf(study)} = ${trial.value}`]),
    ...Object.entries(trial.params).map(
      ([name, value]) =>
        `${visible(name)} = ${typeof value === 'string' ? shortened(visible(value), 200) : String(value)}`,
    ),
    ...(typeof source === 'string' ? [l10n.t('Values from: {0}', shortened(source, 200))] : []),
    ...(typeof backend === 'string' ? [l10n.t('Backend: {0}', shortened(backend, 200))] : []),
    ...(typeof reason === 'string' ? [shortened(reason, 400)] : []),
    ...(note === undefined ? [] : [l10n.t('Note: {0}', shortened(note, 400))]),
  ];
  return lines.join('\n');
}
