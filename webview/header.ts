// The head of the page: which study, how it stands, and what can be done now.
import { baselineTrial, bestTrial, isFinished, type Study } from '../src/study/study.ts';
import { shortened } from '../src/chart/text.ts';
import { trustLabel } from '../src/chart/trustChart.ts';
import type { Learned } from '../src/chart/learned.ts';
import { obstacleSentence, type Obstacle } from '../src/study/obstacle.ts';
import { formatDuration, formatValue } from '../src/study/words.ts';
import type { RunState, WebviewAction } from '../src/webviewProtocol.ts';
import { createButton } from './controls.ts';
import { element, replaceKeepingFocus } from './dom.ts';

export type Act = (action: WebviewAction, trial?: number) => void;

export type HeaderActions = { readonly act: Act; readonly saveReport: () => void };

/** `study` is null while there is nothing to show, `obstacle` where the study may be written to. */
export type StudyShown = { readonly study: Study | null; readonly obstacle: Obstacle | null };

export type Header = {
  readonly element: HTMLElement;
  readonly show: (shown: StudyShown, run: RunState, learned: Learned) => void;
};

/** `isPanel` leaves out the way to the panel. */
export function createHeader(isPanel: boolean, actions: HeaderActions): Header {
  const texts = element('div');
  const buttons = element('div', { class: 'buttons' });
  let buttonsFor = '';
  return {
    element: element('header', {}, texts, buttons),
    show: ({ study, obstacle }, run, learned) => {
      const best = study === null ? null : bestTrial(study);
      texts.replaceChildren(
        element('h1', { text: study === null ? 'No study yet' : shortened(study.name, 80) }),
        element('p', { text: study === null ? emptyText : summaryOf(study), class: 'summary' }),
        ...(obstacle === null ? [] : [element('p', { text: readonlyText(obstacle), class: 'readonly' })]),
        ...(best === null ? [] : [trustLight(learned)]),
        ...(run.kind === 'idle' ? [] : [progressOf(run)]),
      );
      // Buttons are costly to make and few things change them.
      const key = JSON.stringify([study === null, best?.number, run.kind === 'idle']);
      if (key === buttonsFor) return;
      buttonsFor = key;
      replaceKeepingFocus(buttons, ...buttonsOf(study, { run, isPanel }, actions));
    },
  };
}

/** How far to trust the model, as a light: filled in thirds, and in words. */
function trustLight({ trust }: Learned): HTMLElement {
  const level = trust === null ? 'none' : trust.verdict;
  const lamp = element('span', { class: `lamp ${level}`, 'aria-hidden': 'true' });
  return element('p', { class: 'trust' }, lamp, element('span', { text: trustLabel(trust) }));
}

const emptyText =
  'Mark a literal of your model with a comment such as "// @tune 0.1..0.5", then start tuning from the lens above it or from here.';

function readonlyText(obstacle: Obstacle): string {
  return `Can only be shown: ${obstacleSentence(obstacle)} A run of its file begins a new study.`;
}

/** How many parameters the summary lists. */
const nListed = 12;

function summaryOf(study: Study): string {
  const best = bestTrial(study);
  const baseline = baselineTrial(study);
  if (best === null) return 'No trial has finished yet.';
  const entries = Object.entries(best.params);
  const values = entries
    .slice(0, nListed)
    .map(([name, value]) => `${shortened(name)} ${shortened(formatValue(value))}`);
  if (entries.length > nListed) values.push(`and ${entries.length - nListed} more`);
  const own = baseline !== null && isFinished(baseline) ? ` Your own values reach ${formatValue(baseline.value)}.` : '';
  return `Best ${shortened(study.objective?.metric ?? 'value')} ${formatValue(best.value)} in trial ${best.number}: ${values.join(', ')}.${own}`;
}

function progressOf(run: RunState): HTMLElement {
  const bar = element('progress', { 'aria-label': 'Trials that have ended' });
  bar.max = Math.max(1, run.nTrialsPlanned);
  if (run.kind !== 'preparing') bar.value = run.nTrialsEnded;
  return element('div', { class: 'progress' }, bar, element('span', { text: progressText(run) }));
}

function progressText({ kind, nTrialsEnded, nTrialsPlanned, remainingMs }: RunState): string {
  if (kind === 'preparing') return 'Preparing';
  if (kind === 'stopping') return 'Stopping';
  if (kind === 'paused') return `Paused after ${nTrialsEnded} of ${nTrialsPlanned} trials`;
  const left = remainingMs === null ? '' : `, about ${formatDuration(remainingMs)} left`;
  return `${nTrialsEnded} of ${nTrialsPlanned} trials${left}`;
}

function buttonsOf(
  study: Study | null,
  { run, isPanel }: { readonly run: RunState; readonly isPanel: boolean },
  { act, saveReport }: HeaderActions,
): readonly HTMLElement[] {
  const best = study === null ? null : bestTrial(study);
  const isIdle = run.kind === 'idle';
  const secondary = (label: string, onClick: () => void): HTMLElement =>
    createButton(label, { isPrimary: false, onClick });
  const start = createButton('Start tuning', { isPrimary: best === null, onClick: () => act('start') });
  const apply = (trial: number): HTMLElement =>
    createButton('Apply best', { isPrimary: isIdle, onClick: () => act('applyTrial', trial) });
  return [
    ...(best === null ? [] : [apply(best.number)]),
    isIdle ? start : secondary('Stop', () => act('stop')),
    ...(study === null || isPanel ? [] : [secondary('Open beside', () => act('openPanel'))]),
    ...(best === null ? [] : [secondary('Save report', saveReport)]),
  ];
}
