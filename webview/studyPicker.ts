// Which study is shown, and which is laid over it: two lists, where the workspace has more than one study.
import { shortened } from '../src/chart/text.ts';
import type { StudyChoice } from '../src/webviewProtocol.ts';
import { createSelect, type Choice } from './controls.ts';
import { element, replaceKeepingFocus } from './dom.ts';

export type PickerActions = {
  readonly showStudy: (id: string) => void;
  /** Null: lay none over. */
  readonly compare: (id: string | null) => void;
};

export type StudyPicker = {
  readonly element: HTMLElement;
  readonly show: (studies: readonly StudyChoice[], comparedWith: string | null) => void;
};

export function createStudyPicker(actions: PickerActions): StudyPicker {
  const row = element('div', { class: 'pickers' });
  let drawn = '';
  return {
    element: row,
    show: (studies, comparedWith) => {
      row.hidden = studies.length < 2;
      const key = JSON.stringify([studies, comparedWith]);
      if (key === drawn) return;
      drawn = key;
      replaceKeepingFocus(row, ...pickers(studies, comparedWith, actions));
    },
  };
}

function pickers(
  studies: readonly StudyChoice[],
  comparedWith: string | null,
  { showStudy, compare }: PickerActions,
): readonly HTMLElement[] {
  const shown = studies.find(({ isShown }) => isShown);
  const others = studies.filter(({ isShown }) => !isShown);
  const which = createSelect('Study', studies.filter((one) => one.isShown || one.canBeShown).map(choiceOf), {
    chosen: shown?.id ?? '',
    onChange: showStudy,
  });
  const none: Choice<string> = { value: '', text: 'no other study' };
  const against = createSelect('Compare with', [none, ...others.map(choiceOf)], {
    chosen: others.some(({ id }) => id === comparedWith) ? (comparedWith ?? '') : '',
    onChange: (id) => compare(id === '' ? null : id),
  });
  return [
    element('label', {}, element('span', { text: 'Study' }), which),
    element('label', {}, element('span', { text: 'compared with' }), against),
  ];
}

function choiceOf({ id, name }: StudyChoice): Choice<string> {
  return { value: id, text: shortened(name, 60) };
}
