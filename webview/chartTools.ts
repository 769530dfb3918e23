// The choices that stand beside a chart's heading, by its kind, and the menu that saves it.
import type { ChartKind } from '../src/chart/studyCharts.ts';
import type { FileFormat } from '../src/webviewProtocol.ts';
import { createCheckbox, createMenu, createSelect } from './controls.ts';
import type { PageStore } from './pageState.ts';

export type ToolOptions = {
  readonly kind: ChartKind;
  readonly title: string;
  readonly store: PageStore;
  /** The parameters of the study, for the contour. */
  readonly names: readonly string[];
  /** The contour's pair as it stands. */
  readonly pair: () => readonly [string, string] | null;
  readonly save: (format: Exclude<FileFormat, 'html'>) => void;
};

export function chartTools(options: ToolOptions): readonly HTMLElement[] {
  const menu = createMenu('Save', `Save the chart ${options.title}`, [
    { text: 'PNG', run: () => options.save('png') },
    { text: 'SVG', run: () => options.save('svg') },
    { text: 'CSV', run: () => options.save('csv') },
  ]);
  return [...choicesOf(options), menu];
}

function choicesOf(options: ToolOptions): readonly HTMLElement[] {
  switch (options.kind) {
    case 'convergence':
      return [xChoice(options), scaleChoice(options), rangeChoice(options)];
    case 'importances':
      return [throughChoice(options)];
    case 'contour':
      return [...pairChoices(options), contourChoice(options)];
    case 'curves':
    case 'timeline':
    case 'trust':
    case 'slice':
    case 'parallel':
      return [];
  }
}

function xChoice({ store }: ToolOptions): HTMLElement {
  return createSelect(
    'Horizontal axis',
    [
      { value: 'trial', text: 'by trial' },
      { value: 'time', text: 'by time' },
    ],
    { chosen: store.get().x, onChange: (x) => store.set({ x }) },
  );
}

function scaleChoice({ store }: ToolOptions): HTMLElement {
  return createCheckbox('log axis', {
    isChecked: store.get().scale === 'log',
    onChange: (isLog) => store.set({ scale: isLog ? 'log' : 'linear' }),
  });
}

function rangeChoice({ store }: ToolOptions): HTMLElement {
  return createCheckbox('outliers', {
    isChecked: store.get().range === 'whole',
    onChange: (isWhole) => store.set({ range: isWhole ? 'whole' : 'usual' }),
  });
}

function throughChoice({ store }: ToolOptions): HTMLElement {
  return createSelect(
    'What the slices below hold the other parameters at',
    [
      { value: 'best', text: 'slices through the best' },
      { value: 'average', text: 'slices averaged' },
    ],
    { chosen: store.get().through, onChange: (through) => store.set({ through }) },
  );
}

function contourChoice({ store }: ToolOptions): HTMLElement {
  return createSelect(
    'What the shades show',
    [
      { value: 'mean', text: 'expected' },
      { value: 'uncertainty', text: 'uncertainty' },
    ],
    { chosen: store.get().contour, onChange: (contour) => store.set({ contour }) },
  );
}

/** Choosing the other axis' parameter exchanges the two. */
function pairChoices({ store, names, pair }: ToolOptions): readonly HTMLElement[] {
  const choices = names.map((name, i) => ({ value: String(i), text: name.slice(0, 60) }));
  const [across = '', up = ''] = pair() ?? [];
  const choose = (axis: 0 | 1, name: string): void => {
    const [x, y] = pair() ?? [across, up];
    const other = axis === 0 ? y : x;
    const free = name === other ? (axis === 0 ? x : y) : other;
    store.set({ pair: axis === 0 ? [name, free] : [free, name] });
  };
  const select = (label: string, axis: 0 | 1, chosen: string): HTMLElement =>
    createSelect(label, choices, {
      chosen: String(names.indexOf(chosen)),
      onChange: (index) => choose(axis, names[Number(index)] ?? chosen),
    });
  return [select('Parameter across', 0, across), select('Parameter up', 1, up)];
}
