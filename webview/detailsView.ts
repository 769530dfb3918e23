// All that is known of the one trial that is picked; opens above the bar that says which it is, and stays open from trial to trial.
import { trialDetails, type Detail, type DetailGroup } from '../src/chart/trialDetails.ts';
import type { Study, Trial } from '../src/study/study.ts';
import { element } from './dom.ts';

export type DetailsView = {
  readonly element: HTMLElement;
  /** `trial` is null where none or several are picked. */
  readonly show: (study: Study, trial: Trial | null, isOpen: boolean) => void;
};

/** `setOpen` is called when the reader wants it opened or closed. */
export function createDetailsView(setOpen: (isOpen: boolean) => void): DetailsView {
  const body = element('div', { class: 'groups', tabindex: '0', role: 'region' });
  const summary = element('summary', { text: 'Details' });
  const view = element('details', { class: 'trialDetails' }, summary, body);
  // Whether it is open is the page's to say: left to the browser, a click between two pictures would be undone.
  summary.addEventListener('click', (event) => {
    event.preventDefault();
    setOpen(!view.open);
  });
  let drawn = '';
  return {
    element: view,
    show: (study, trial, isOpen) => {
      view.hidden = trial === null;
      view.open = isOpen;
      if (trial === null || !isOpen) return;
      const groups = trialDetails(study, trial);
      const key = JSON.stringify([trial.number, groups]);
      if (key === drawn) return;
      drawn = key;
      body.setAttribute('aria-label', `Details of trial ${trial.number}`);
      body.replaceChildren(...groups.map(groupOf));
    },
  };
}

function groupOf({ title, details }: DetailGroup): HTMLElement {
  return element('section', {}, element('h3', { text: title }), element('dl', {}, ...details.flatMap(pairOf)));
}

function pairOf({ title, text }: Detail): readonly HTMLElement[] {
  return [element('dt', { text: title }), element('dd', { text })];
}
