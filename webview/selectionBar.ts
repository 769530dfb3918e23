// What is picked, at the foot of the page: a trial or several, or a place of a chart with what the model expects there, and what can be done with it.
import { outcomeWords } from '../src/chart/marks.ts';
import { labelOf, shortened } from '../src/chart/text.ts';
import type { Params } from '../src/space/space.ts';
import type { Prediction } from '../src/study/model.ts';
import { isFinished, type Study, type Trial } from '../src/study/study.ts';
import { createButton } from './controls.ts';
import { createDetailsView } from './detailsView.ts';
import { element, replaceKeepingFocus } from './dom.ts';
import type { PageStore } from './pageState.ts';
import { ownOf } from '../src/space/own.ts';

/** Values that were pointed at, and what is expected of them: undefined while that is worked out, null where there is no model. */
export type Proposal = {
  readonly params: Params;
  /** The parameters that were pointed at. */
  readonly names: readonly string[];
  readonly prediction: Prediction | null | undefined;
};

export type SelectionActions = {
  readonly apply: (trial: number) => void;
  readonly runHere: (params: Params) => void;
  readonly compare: () => void;
  readonly star: (trials: readonly number[]) => void;
  readonly clear: () => void;
};

export type SelectionBar = {
  readonly element: HTMLElement;
  readonly show: (study: Study | null, proposal: Proposal | null) => void;
};

export function createSelectionBar(store: PageStore, actions: SelectionActions): SelectionBar {
  const words = element('p', { role: 'status' });
  const buttons = element('div', { class: 'buttons' });
  const details = createDetailsView((areDetailsOpen) => store.set({ areDetailsOpen }));
  const bar = element('aside', { class: 'selection', 'aria-label': 'Picked' }, words, buttons, details.element);
  bar.hidden = true;
  return {
    element: bar,
    show: (study, proposal) => {
      const { selected: picked, areDetailsOpen } = store.get();
      bar.hidden = study === null || (proposal === null && picked.size === 0);
      if (study === null || bar.hidden) return;
      const text = proposal === null ? pickedWords(study, picked) : proposalWords(study, proposal);
      if (words.textContent !== text) words.textContent = text;
      replaceKeepingFocus(
        buttons,
        ...(proposal === null ? pickedButtons(study, picked, actions) : [runButton(proposal.params, actions)]),
        createButton('Clear', { isPrimary: false, onClick: actions.clear }),
      );
      details.show(study, proposal === null ? onlyPicked(study, picked) : null, areDetailsOpen);
    },
  };
}

function proposalWords(study: Study, { params, names, prediction }: Proposal): string {
  const metric = shortened(study.objective?.metric ?? 'value', 24);
  const values = names.map((name) => `${shortened(name, 24)} ${labelOf(ownOf(params, name))}`).join(', ');
  const rest = Object.keys(params).length > names.length ? ', the rest as in the best trial' : '';
  if (prediction === undefined) return `${values}${rest}.`;
  if (prediction === null) return `${values}${rest}. There is no model yet to say what to expect.`;
  const { mean, low, high } = prediction;
  return `${values}${rest}: expected ${metric} ${labelOf(mean)}, 95 % ${labelOf(low)} to ${labelOf(high)}.`;
}

/** Null where none or several are picked. */
function onlyPicked({ trials }: Study, picked: ReadonlySet<number>): Trial | null {
  const [first] = picked;
  return first === undefined || picked.size > 1 ? null : (trials[first] ?? null);
}

function pickedWords(study: Study, picked: ReadonlySet<number>): string {
  if (picked.size > 1) {
    const values = study.trials.filter((trial) => picked.has(trial.number) && isFinished(trial));
    const numbers = values.map(({ value }) => value ?? NaN);
    const range = numbers.length === 0 ? '' : `: ${labelOf(Math.min(...numbers))} to ${labelOf(Math.max(...numbers))}`;
    return `${picked.size} trials picked${range}.`;
  }
  const trial = onlyPicked(study, picked);
  if (trial === null) return '';
  const values = Object.entries(trial.params).map(([name, value]) => `${shortened(name, 24)} ${labelOf(value)}`);
  const note = study.notes.get(trial.number);
  const said = note === undefined ? '' : ` Note: ${shortened(note, 160)}`;
  return `Trial ${trial.number}: ${outcomeWords(study, trial)}; ${values.slice(0, 12).join(', ')}.${said}`;
}

function runButton(params: Params, { runHere }: SelectionActions): HTMLElement {
  return createButton('Run a trial here', { isPrimary: true, onClick: () => runHere(params) });
}

function pickedButtons(
  study: Study,
  picked: ReadonlySet<number>,
  { apply, runHere, compare, star }: SelectionActions,
): readonly HTMLElement[] {
  const numbers = [...picked];
  const starButton = createButton('Star', { isPrimary: false, onClick: () => star(numbers) });
  if (numbers.length > 1) {
    return [createButton('Compare', { isPrimary: true, onClick: compare }), starButton];
  }
  const trial = onlyPicked(study, picked);
  if (trial === null) return [];
  const again = createButton('Run again', { isPrimary: false, onClick: () => runHere(trial.params) });
  const applyButton = createButton('Apply', { isPrimary: true, onClick: () => apply(trial.number) });
  return [...(isFinished(trial) ? [applyButton] : []), again, starButton];
}
