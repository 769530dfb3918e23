// The head of the page: which study, how it stands, and what can be done now.
import { baselineTrial, bestTrial, isFinished, type Study } from '../src/study/study.ts';
import { formatDuration, formatValue } from '../src/study/words.ts';
import type { RunState, WebviewAction } from '../src/webviewProtocol.ts';
import { createButton } from './controls.ts';

export type Act = (action: WebviewAction, trial?: number) => void;

/** `study` is null while there is nothing to show. `isPanel` leaves out the way to the panel. */
export function renderHeader(
  study: Study | null,
  run: RunState,
  { act, isPanel }: { act: Act; isPanel: boolean },
): HTMLElement {
  const header = document.createElement('header');
  header.append(element('h1', study === null ? 'No study yet' : study.name));
  header.append(element('p', study === null ? emptyText : summaryOf(study), 'summary'));
  if (run.kind !== 'idle') header.append(progressOf(run));
  const buttons = document.createElement('div');
  buttons.className = 'buttons';
  buttons.append(...buttonsOf(study, run, { act, isPanel }));
  header.append(buttons);
  return header;
}

const emptyText =
  'Mark a literal of your model with a comment such as "// @tune 0.1..0.5", then start tuning from the lens above it or from here.';

function summaryOf(study: Study): string {
  const best = bestTrial(study);
  const baseline = baselineTrial(study);
  if (best === null) return 'No trial has finished yet.';
  const values = Object.entries(best.params).map(([name, value]) => `${name} ${formatValue(value)}`);
  const own = baseline !== null && isFinished(baseline) ? ` Your own values reach ${formatValue(baseline.value)}.` : '';
  return `Best ${study.objective?.metric ?? 'value'} ${formatValue(best.value)} in trial ${best.number}: ${values.join(', ')}.${own}`;
}

function progressOf(run: RunState): HTMLElement {
  const box = document.createElement('div');
  box.className = 'progress';
  const bar = document.createElement('progress');
  bar.max = Math.max(1, run.nTrialsPlanned);
  if (run.kind !== 'preparing') bar.value = run.nTrialsEnded;
  bar.setAttribute('aria-label', 'Trials that have ended');
  box.append(bar, element('span', progressText(run)));
  return box;
}

function progressText({ kind, nTrialsEnded, nTrialsPlanned, remainingMs }: RunState): string {
  if (kind === 'preparing') return 'Preparing';
  if (kind === 'stopping') return 'Stopping';
  const left = remainingMs === null ? '' : `, about ${formatDuration(remainingMs)} left`;
  return `${nTrialsEnded} of ${nTrialsPlanned} trials${left}`;
}

function buttonsOf(
  study: Study | null,
  run: RunState,
  { act, isPanel }: { act: Act; isPanel: boolean },
): HTMLElement[] {
  const best = study === null ? null : bestTrial(study);
  const isIdle = run.kind === 'idle';
  const buttons = [
    isIdle
      ? createButton('Start tuning', { isPrimary: best === null, onClick: () => act('start') })
      : createButton('Stop', { isPrimary: false, onClick: () => act('stop') }),
  ];
  if (best !== null) {
    buttons.unshift(createButton('Apply best', { isPrimary: isIdle, onClick: () => act('applyTrial', best.number) }));
  }
  if (study !== null && !isPanel)
    buttons.push(createButton('Open beside', { isPrimary: false, onClick: () => act('openPanel') }));
  return buttons;
}

function element(tag: 'h1' | 'p' | 'span', text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}
