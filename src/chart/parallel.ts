// Parallel coordinates: each trial a line through the values of all its parameters to its objective. Brushing an axis picks the trials that pass.
import type { Space } from '../space/space.ts';
import { bestTrial, isFinished, type FinishedTrial, type Study } from '../study/study.ts';
import { axisStyle, canvasOf, type Chart } from './chart.ts';
import { trialTooltip } from './marks.ts';
import { parameterAxis, placeOf } from './parameterAxis.ts';
import { counted, shortened } from './text.ts';
import type { ChartUi } from './ui.ts';
import { valueAxis, type ValueAxis } from './valueAxis.ts';
import { ownOf } from '../space/own.ts';

/** More lines than this are a cloud: an even choice of the others is drawn with the best tenth. */
const nDrawn = 600;

/** Parameters stand in the order of `names`, `nAxes` at most; the objective stands last. */
export function parallelChart(study: Study, names: readonly string[], ui: ChartUi): Chart {
  const parameters = parallelParameters(study, names);
  const finished = study.trials.filter(isFinished);
  const best = bestTrial(study);
  const y = valueAxis(
    finished.map(({ value }) => value),
    [best?.value],
    ui,
  );
  const trials = chosen(finished, study, ui);
  return {
    option: {
      ...canvasOf('Parallel coordinates', ui),
      parallel: { left: 34, right: 54, top: ui.isTitled ? 66 : 40, bottom: 22, parallelAxisDefault: brushLook(ui) },
      parallelAxis: axes(study, { parameters, y, ui }),
      series: seriesOf(study, trials, { parameters, y, ui }),
    },
    words: `Parallel coordinates of ${counted(finished.length, 'finished trial')} over ${counted(parameters.length, 'parameter')}; the best tenth stands out.`,
    note:
      trials.length < finished.length
        ? `${trials.length} of ${finished.length} trials are drawn: the best tenth and an even choice of the others.`
        : '',
    trials: trials.map(({ number }) => number),
    table: () => [
      ['trial', ...parameters.map(({ name }) => name), study.objective?.metric ?? 'value'],
      ...finished.map(({ number, params, value }) => [
        number,
        ...parameters.map(({ name }) => (Object.hasOwn(params, name) ? String(params[name]) : '')),
        value,
      ]),
    ],
  };
}

type Drawing = { readonly parameters: Space['parameters']; readonly y: ValueAxis; readonly ui: ChartUi };

function seriesOf(study: Study, trials: readonly FinishedTrial[], { parameters, y, ui }: Drawing) {
  const { colors, selected } = ui;
  const best = bestTrial(study);
  const isPicked = ({ number }: FinishedTrial): boolean => selected.has(number);
  const isGood = isAmongBest(study.trials.filter(isFinished), study);
  const rest = trials.filter((trial) => trial !== best && !isPicked(trial));
  const faint = selected.size > 0 ? 0.4 : 1;
  const series = (name: string, of: readonly FinishedTrial[], lineStyle: LineStyle) => ({
    type: 'parallel' as const,
    name,
    data: of.map((trial) => line(trial, parameters, y)),
    progressive: 0,
    lineStyle,
    inactiveOpacity: 0.04,
    activeOpacity: lineStyle.opacity,
    tooltip: trialTooltip(study),
  });
  const others = rest.filter((trial) => !isGood(trial));
  return [
    series('others', others, { color: colors.muted, width: 1, opacity: 0.25 * faint }),
    series('best tenth', rest.filter(isGood), { color: colors.trial, width: 1.2, opacity: 0.8 * faint }),
    series('picked', trials.filter(isPicked), { color: colors.selected, width: 2, opacity: 1 }),
    series('best', best === null || isPicked(best) ? [] : [best], { color: colors.best, width: 2.5, opacity: 1 }),
  ];
}

type LineStyle = { readonly color: string; readonly width: number; readonly opacity: number };

/** How many parameters have an axis, at most. */
export const nAxes = 12;

/** The parameters of the axes, in their order. */
export function parallelParameters({ space }: Study, names: readonly string[]): Space['parameters'] {
  const parameters = space?.parameters ?? [];
  return names.slice(0, nAxes).flatMap((name) => parameters.find((one) => one.name === name) ?? []);
}

/** What is brushed: lengths of axes in their places, by the axis's id. An axis without any is not brushed. */
export type Brushed = ReadonlyMap<string, readonly (readonly [number, number])[]>;

const valueAxisId = 'value';

/** The id of a parameter's axis; with it the axis keeps its brush while the study grows. */
export function axisIdOf(parameter: string): string {
  return `parameter ${parameter}`;
}

/** The finished trials that pass through every axis that is brushed. */
export function trialsThrough({ space, trials }: Study, brushed: Brushed): readonly number[] {
  const parameters = space?.parameters ?? [];
  const passes = (at: number | null, id: string): boolean => {
    const lengths = brushed.get(id);
    return lengths === undefined || (at !== null && lengths.some(([low, high]) => at >= low && at <= high));
  };
  return trials
    .filter(isFinished)
    .filter(
      ({ params, value }) =>
        parameters.every(({ name, domain }) => passes(placeOf(domain, ownOf(params, name)), axisIdOf(name))) &&
        passes(value, valueAxisId),
    )
    .map(({ number }) => number);
}

/** A parameter that was inactive has no place; the line goes straight on. */
function line({ number, params, value }: FinishedTrial, parameters: Space['parameters'], y: ValueAxis): object {
  const places = parameters.map(({ name, domain }) => placeOf(domain, ownOf(params, name)) ?? '-');
  return { value: [...places, y.shown(value)], trial: number };
}

function axes(study: Study, { parameters, y, ui }: Drawing) {
  const { colors } = ui;
  const look = {
    nameLocation: 'end',
    nameGap: 12,
    nameTextStyle: { color: colors.text, fontSize: 11, width: 90, overflow: 'truncate' },
    axisLine: { lineStyle: { color: colors.muted, width: 1 } },
    splitLine: { show: false },
  };
  const axis = (dim: number, { id, name }: { readonly id: string; readonly name: string }, of: object): object => ({
    ...axisStyle(of, colors),
    ...look,
    id,
    dim,
    name: shortened(name, 16),
    // A brush is told once, when it is done: what it picks is drawn at once.
    realtime: false,
  });
  return [
    ...parameters.map(({ name, domain }, dim) => axis(dim, { id: axisIdOf(name), name }, parameterAxis(domain, ''))),
    axis(parameters.length, { id: valueAxisId, name: study.objective?.metric ?? 'value' }, y.axis),
  ];
}

function brushLook({ colors }: ChartUi) {
  const color = colors.selected;
  return { areaSelectStyle: { width: 14, color, borderColor: color, borderWidth: 1, opacity: 0.35 } };
}

function isAmongBest(finished: readonly FinishedTrial[], { direction }: Study): (trial: FinishedTrial) => boolean {
  const sign = direction === 'maximize' ? -1 : 1;
  const sorted = finished.map(({ value }) => sign * value).sort((a, b) => a - b);
  const limit = sorted[Math.max(0, Math.ceil(sorted.length / 10) - 1)] ?? 0;
  return ({ value }) => sign * value <= limit;
}

function chosen(finished: readonly FinishedTrial[], study: Study, { selected }: ChartUi): readonly FinishedTrial[] {
  if (finished.length <= nDrawn) return finished;
  const isBest = isAmongBest(finished, study);
  const every = Math.ceil((2 * finished.length) / nDrawn);
  const everyBest = Math.ceil(finished.length / 5 / nDrawn);
  let nBest = 0;
  return finished.filter((trial, i) =>
    isBest(trial) ? nBest++ % everyBest === 0 : i % every === 0 || selected.has(trial.number),
  );
}
