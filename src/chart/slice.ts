// A slice: one parameter against the value. Trials as points, and the model's mean with its 95 % band where the others stay at the best trial's
// values, or averaged over all values of the others.
import type { SeriesOption } from 'echarts';
import type { Condition, Domain, Parameter, ParamValue } from '../space/space.ts';
import { baselineTrial, bestTrial, isFinished, type Study } from '../study/study.ts';
import { bandSeries } from './band.ts';
import { framed, type Chart } from './chart.ts';
import { curveNamed, type CurvePoint, type Learned } from './learned.ts';
import { markSeries, failedSeries, type Mark } from './marks.ts';
import { jitterOf, parameterAxis, placeOf } from './parameterAxis.ts';
import { counted, labelOf, shortened } from './text.ts';
import type { ChartUi } from './ui.ts';
import { valueAxis } from './valueAxis.ts';
import { ownOf } from '../space/own.ts';

export function sliceChart(study: Study, parameter: Parameter, learned: Learned, ui: ChartUi): Chart {
  const { domain, name } = parameter;
  const curve = curveOf(parameter, learned, ui);
  // The same axis for all slices: what matters little looks flat.
  const values = study.trials.filter(isFinished).map(({ value }) => value);
  const best = bestTrial(study);
  const y = valueAxis(values, [best?.value], ui);
  const marks = study.trials.flatMap((trial): Mark[] => {
    const x = placeOf(domain, ownOf(trial.params, name));
    const isValued = trial.state === 'finished' || trial.state === 'pruned';
    if (x === null || !isValued || trial.value === null || Number.isNaN(trial.value)) return [];
    const jitter = trial === best ? 0 : jitterOf(domain, ownOf(trial.params, name), trial.number);
    return [{ trial, x: x + jitter, y: y.shown(trial.value) }];
  });
  const failed = study.trials.flatMap((trial): Mark[] => {
    const x = trial.state === 'failed' ? placeOf(domain, ownOf(trial.params, name)) : null;
    return x === null ? [] : [{ trial, x, y: y.axis.min }];
  });
  return {
    option: framed({
      title: shortened(name),
      ui,
      x: parameterAxis(domain, ''),
      y: y.axis,
      series: [
        ...modelSeries(domain, curve, { ui, shown: y.shown }),
        literalLine(study, parameter, ui),
        ...markSeries(study, marks, ui),
        failedSeries(study, failed, ui),
      ],
    }),
    words: wordsOf(study, name, marks.length),
    note: noteOf(parameter),
    trials: [...marks, ...failed].toSorted((a, b) => a.x - b.x).map(({ trial }) => trial.number),
    table: () => [
      [name, 'value', 'model mean', 'model low', 'model high', 'trial'],
      ...marks.map(({ trial }) => [String(ownOf(trial.params, name)), trial.value ?? '', '', '', '', trial.number]),
      ...curve.map(({ value, mean, low, high }) => [String(value), '', mean, low, high, '']),
    ],
  };
}

type CurvePlace = CurvePoint & { readonly x: number };

function curveOf({ name, domain }: Parameter, learned: Learned, { through }: ChartUi): readonly CurvePlace[] {
  const points = curveNamed(through === 'average' ? learned.averages : learned.slices, name) ?? [];
  return points.flatMap((point) => {
    const x = placeOf(domain, point.value);
    return x === null ? [] : [{ ...point, x }];
  });
}

type Drawing = { readonly ui: ChartUi; readonly shown: (value: number) => number };

/** A range has a band and a line; a list has a bar and a dash at each choice. */
function modelSeries(domain: Domain, curve: readonly CurvePlace[], drawing: Drawing): readonly SeriesOption[] {
  if (curve.length === 0) return [];
  if (domain.kind === 'choice' || curve.length === 1) return choiceSeries(curve, drawing);
  if (domain.kind === 'mixed') {
    const isSpecial = ({ value }: CurvePlace): boolean => domain.specials.includes(value);
    const inRange = curve.filter((point) => !isSpecial(point));
    return [...modelSeries(domain.range, inRange, drawing), ...choiceSeries(curve.filter(isSpecial), drawing)];
  }
  return bandSeries('model', curve, { color: drawing.ui.colors.model, line: 'solid', shown: drawing.shown });
}

function choiceSeries(curve: readonly CurvePlace[], { ui: { colors }, shown }: Drawing): readonly SeriesOption[] {
  return [
    {
      type: 'lines',
      name: 'model, band',
      coordinateSystem: 'cartesian2d',
      silent: true,
      data: curve.map(({ x, low, high }) => ({
        coords: [
          [x, shown(low)],
          [x, shown(high)],
        ],
      })),
      lineStyle: { color: colors.model, width: 18, opacity: 0.18, cap: 'butt' },
    },
    {
      type: 'scatter',
      name: 'model',
      silent: true,
      symbol: 'rect',
      symbolSize: [18, 2],
      data: curve.map(({ x, mean }) => [x, shown(mean)]),
      itemStyle: { color: colors.model },
      z: 2,
    },
  ];
}

/** Where the user's own value stands. */
function literalLine(study: Study, { name, domain, initial }: Parameter, { colors }: ChartUi): SeriesOption {
  const own = initial ?? ownOf(baselineTrial(study)?.params, name);
  const x = placeOf(domain, own);
  if (x === null) return { type: 'line', name: 'your value', data: [] };
  return {
    type: 'line',
    name: 'your value',
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      precision: 15,
      data: [{ xAxis: x }],
      lineStyle: { color: colors.baseline, type: 'dashed', width: 1.5 },
      label: { show: false },
    },
  };
}

/** When a conditional parameter counts, and that the literal has no place on the axis. */
function noteOf({ domain, conditions, initial }: Parameter): string {
  const when = conditions.length === 0 ? '' : `Counts only if ${conditions.map(conditionWords).join(' and ')}.`;
  const isOff = initial !== undefined && placeOf(domain, initial) === null;
  const outside = isOff ? `Your value, ${labelOf(initial)}, lies outside.` : '';
  return [when, outside].filter((text) => text !== '').join(' ');
}

function conditionWords(condition: Condition): string {
  const parent = shortened(condition.param, 24);
  const listed = (values: readonly ParamValue[]): string => values.slice(0, 4).map(labelOf).join(' or ');
  if (condition.op === 'in') return `${parent} is ${listed(condition.values)}`;
  const word = { '==': 'is', '!=': 'is not', '<': '<', '<=': '≤', '>': '>', '>=': '≥' }[condition.op];
  return `${parent} ${word} ${labelOf(condition.value)}`;
}

function wordsOf(study: Study, name: string, nPlaced: number): string {
  const metric = shortened(study.objective?.metric ?? 'value');
  const best = bestTrial(study);
  const value = ownOf(best?.params, name);
  const found =
    best === null || value === undefined
      ? ''
      : ` The best, ${labelOf(best.value)}, has ${shortened(name)} ${labelOf(value)}.`;
  return `${metric} against ${shortened(name)}: ${counted(nPlaced, 'trial')}.${found}`;
}
