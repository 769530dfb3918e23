// Try values: a slider or a list for each parameter, and what the model expects of them while they move.
import { labelOf, shortened } from '../src/chart/text.ts';
import { activeParams } from '../src/space/activity.ts';
import { axisOf } from '../src/space/axis.ts';
import { nValues, valueAt } from '../src/space/domain.ts';
import type { Domain, Parameter, Params, ParamValue, RangeDomain, Space } from '../src/space/space.ts';
import { bestTrial, type Study } from '../src/study/study.ts';
import type { Prediction } from '../src/study/model.ts';
import { createButton, createSelect } from './controls.ts';
import { element, replaceKeepingFocus } from './dom.ts';

export type WhatIfActions = {
  readonly predict: (params: Params, onAnswer: (prediction: Prediction | null) => void) => void;
  readonly runHere: (params: Params) => void;
  /** What differs from the best trial's values; empty: nothing. */
  readonly setTried: (tried: Params) => void;
};

export type WhatIf = {
  readonly element: HTMLElement;
  /** `tried` as `setTried` had it; another `model` answers anew. */
  readonly show: (study: Study | null, tried: Params, model: object) => void;
};

export function createWhatIf(actions: WhatIfActions): WhatIf {
  const controls = element('div', { class: 'tried' });
  const answer = element('p', { class: 'expected', role: 'status' });
  const buttons = element('div', { class: 'buttons' });
  const section = element(
    'section',
    { class: 'group', 'aria-label': 'Try values' },
    element('h2', { text: 'Try values' }),
    controls,
    answer,
    buttons,
  );
  let now: Params = {};
  let hasReset: boolean | null = null;
  const run = createButton('Run a trial with these values', { isPrimary: true, onClick: () => actions.runHere(now) });
  const reset = createButton('Back to the best', { isPrimary: false, onClick: () => actions.setTried({}) });
  let drawnOf = '';
  const ask = asker(actions.predict, (text) => (answer.textContent = text));
  const update = (
    study: Study,
    space: Space,
    { tried, model }: { readonly tried: Params; readonly model: object },
  ): void => {
    const params = triedParams(study, space, tried);
    for (const row of controls.querySelectorAll<HTMLElement>('[data-name]')) {
      row.classList.toggle('inactive', !Object.hasOwn(params, row.dataset['name'] ?? ''));
    }
    now = params;
    ask(study, model, params);
    const canReset = Object.keys(tried).length > 0;
    if (canReset === hasReset) return;
    hasReset = canReset;
    replaceKeepingFocus(buttons, ...(canReset ? [run, reset] : [run]));
  };
  return {
    element: section,
    show: (study, tried, model) => {
      const space = study?.space ?? null;
      section.hidden = space === null || space.parameters.length === 0;
      if (study === null || space === null) return;
      // A slider that is being dragged must not be replaced, so they are made anew only when something else has changed.
      const basis = JSON.stringify([space, bestTrial(study)?.number, tried]);
      if (basis !== drawnOf) {
        drawnOf = basis;
        const change = (name: string, value: ParamValue): void => {
          const next = { ...tried, [name]: value };
          drawnOf = JSON.stringify([space, bestTrial(study)?.number, next]);
          tried = next;
          actions.setTried(next);
        };
        const values = startingValues(study, space, tried);
        replaceKeepingFocus(
          controls,
          ...space.parameters.map((parameter) => rowOf(parameter, values[parameter.name], change)),
        );
      }
      update(study, space, { tried, model });
    },
  };
}

/** Says what is expected; asks only where the values, the model or the study are others than the last time. */
function asker(
  predict: WhatIfActions['predict'],
  say: (text: string) => void,
): (study: Study, model: object, params: Params) => void {
  let asked: readonly unknown[] = [];
  return (study, model, params) => {
    const question = [study, model, JSON.stringify(params)];
    if (question.every((part, i) => part === asked[i])) return;
    asked = question;
    predict(params, (prediction) => say(expectedWords(study, prediction)));
  };
}

/** Of every parameter, whether it counts or not: as tried, of the best trial, of the file, or the first of its domain. */
function startingValues(study: Study, { parameters }: Space, tried: Params): Params {
  const best = bestTrial(study)?.params ?? {};
  return Object.fromEntries(
    parameters.map(({ name, domain, initial }) => [name, tried[name] ?? best[name] ?? initial ?? valueAt(domain, 0)]),
  );
}

function triedParams(study: Study, space: Space, tried: Params): Params {
  const values = startingValues(study, space, tried);
  return activeParams(space, (name) => values[name]);
}

function expectedWords(study: Study, prediction: Prediction | null): string {
  if (prediction === null) return 'There is no model yet: two finished trials are needed.';
  const { mean, low, high } = prediction;
  const metric = shortened(study.objective?.metric ?? 'value');
  return `Expected ${metric} ${labelOf(mean)}; 95 %: ${labelOf(low)} to ${labelOf(high)}`;
}

function rowOf(
  { name, domain }: Parameter,
  value: ParamValue | undefined,
  change: (name: string, value: ParamValue) => void,
): HTMLElement {
  const label = shortened(name);
  const shown = element('output', { text: labelOf(value) });
  const onChange = (next: ParamValue): void => {
    shown.textContent = labelOf(next);
    change(name, next);
  };
  const row = element('div', { class: 'row' }, element('span', { text: label, class: 'name', title: label }));
  row.dataset['name'] = name;
  row.append(controlOf(label, domain, { value, onChange }), shown);
  return row;
}

type Changing = { readonly value: ParamValue | undefined; readonly onChange: (value: ParamValue) => void };

function controlOf(label: string, domain: Domain, changing: Changing): HTMLElement {
  if (domain.kind === 'choice') return listOf(label, domain.choices, changing);
  if (domain.kind !== 'mixed') return sliderOf(label, domain, changing);
  const { range, specials } = domain;
  const { value, onChange } = changing;
  const isSpecial = value !== undefined && specials.includes(value);
  const slider = sliderOf(label, range, { value: isSpecial ? undefined : value, onChange });
  const kinds = [
    { value: 'range', text: 'in the range' },
    ...specials.map((one, i) => ({ value: String(i), text: labelOf(one) })),
  ];
  const kind = createSelect(`${label}: range or special value`, kinds, {
    chosen: isSpecial ? String(specials.indexOf(value)) : 'range',
    onChange: (chosen) =>
      onChange(chosen === 'range' ? axisOf(range).toValue(Number(slider.value)) : (specials[Number(chosen)] ?? null)),
  });
  slider.addEventListener('input', () => (kind.value = 'range'));
  return element('span', { class: 'mixed' }, kind, slider);
}

function listOf(label: string, choices: readonly ParamValue[], { value, onChange }: Changing): HTMLElement {
  return createSelect(
    label,
    choices.map((choice, i) => ({ value: String(i), text: labelOf(choice) })),
    {
      chosen: String(value === undefined ? -1 : choices.indexOf(value)),
      onChange: (index) => onChange(choices[Number(index)] ?? null),
    },
  );
}

/** Along the parameter's own scale; the arrows go from value to value where there are few. */
function sliderOf(label: string, domain: RangeDomain, { value, onChange }: Changing): HTMLInputElement {
  const axis = axisOf(domain);
  const count = nValues(domain);
  const step = count <= 200 ? 1 / Math.max(1, count) : 0.005;
  const slider = element('input', { type: 'range', min: '0', max: '1', step: String(step), 'aria-label': label });
  slider.value = String(Math.min(1, Math.max(0, value === undefined ? 0.5 : axis.toUnit(value))));
  const say = (): void => slider.setAttribute('aria-valuetext', labelOf(axis.toValue(Number(slider.value))));
  say();
  slider.addEventListener('input', () => {
    say();
    onChange(axis.toValue(Number(slider.value)));
  });
  return slider;
}
