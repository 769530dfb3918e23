// The trials as a table, newest first: the text behind the charts, and where a trial other than the best can be applied.
import { bestTrial, isFinished, type Study, type Trial } from '../src/study/study.ts';
import { formatValue } from '../src/study/words.ts';

export function renderTrialTable(study: Study, onApply: (trial: number) => void): HTMLElement {
  const names = study.space?.parameters.map(({ name }) => name) ?? [];
  const best = bestTrial(study);
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of ['trial', study.objective?.metric ?? 'value', ...names, '']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const trial of study.trials.toReversed()) {
    const row = body.insertRow();
    if (trial === best) row.className = 'best';
    const cells = [
      `${trial.number}${trial === best ? ' ◆' : ''}`,
      valueOf(trial),
      ...names.map((name) => textOf(trial, name)),
    ];
    for (const text of cells) row.insertCell().textContent = text;
    const last = row.insertCell();
    if (isFinished(trial)) last.append(applyButton(trial.number, onApply));
    if (trial.state === 'failed') row.title = reasonOf(trial);
  }
  const scroll = document.createElement('div');
  scroll.className = 'scroll';
  scroll.append(table);
  return scroll;
}

function valueOf(trial: Trial): string {
  const kind = trial.facts['fail_kind'];
  return trial.value === null ? (typeof kind === 'string' ? kind : trial.state) : formatValue(trial.value);
}

function textOf(trial: Trial, name: string): string {
  const value = trial.params[name];
  return value === undefined ? '' : formatValue(value);
}

function reasonOf({ facts }: Trial): string {
  const reason = facts['fail_reason'];
  return typeof reason === 'string' ? reason : 'failed';
}

function applyButton(trial: number, onApply: (trial: number) => void): HTMLElement {
  const button = document.createElement('button');
  button.className = 'link';
  button.textContent = 'Apply';
  button.setAttribute('aria-label', `Apply the values of trial ${trial}`);
  button.addEventListener('click', () => onApply(trial));
  return button;
}
