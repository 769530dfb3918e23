// Contour: two parameters against each other. The model's mean (or its doubt) averaged over all others as shades, trials on top.
import type { CustomSeriesOption, SeriesOption } from 'echarts';
import type { Parameter } from '../space/space.ts';
import type { PairDependence } from '../study/partialDependence.ts';
import { bestTrial, type Study } from '../study/study.ts';
import { framed, type Chart } from './chart.ts';
import { failedSeries, markSeries, type Mark } from './marks.ts';
import { cellEdges, jitterOf, parameterAxis, placeOf } from './parameterAxis.ts';
import { labelOf, shortened } from './text.ts';
import type { ChartUi } from './ui.ts';
import { ownOf } from '../space/own.ts';

export function contourTitle([x, y]: readonly [string, string]): string {
  return `${shortened(x, 24)} and ${shortened(y, 24)}`;
}

/** `pair` is null while it is not worked out. The first parameter lies across. */
export function contourChart(
  study: Study,
  parameters: readonly [Parameter, Parameter],
  pair: PairDependence | null,
  ui: ChartUi,
): Chart {
  const [across, up] = parameters;
  const cells = pair === null ? [] : cellsOf(parameters, pair, ui);
  const marks = study.trials.flatMap((trial): Mark[] => {
    const [x, y] = parameters.map(({ domain, name }) => {
      const place = placeOf(domain, ownOf(trial.params, name));
      return place === null ? null : place + jitterOf(domain, ownOf(trial.params, name), trial.number);
    });
    return x === null || y === null || trial.state === 'queued' ? [] : [{ trial, x: x!, y: y! }];
  });
  const shown = marks.filter(({ trial }) => trial.state !== 'failed');
  return {
    option: framed({
      title: contourTitle([across.name, up.name]),
      ui,
      x: parameterAxis(across.domain, shortened(across.name)),
      y: { ...parameterAxis(up.domain, ''), splitLine: { show: false } } as object,
      series: [
        shades(cells, study, ui),
        ...markSeries(study, shown, ui),
        failedSeries(
          study,
          marks.filter(({ trial }) => trial.state === 'failed'),
          ui,
        ),
      ],
    }),
    words: wordsOf(study, parameters),
    note: cells.length === 0 ? '' : keyOf(cells, study, ui),
    trials: marks.map(({ trial }) => trial.number),
    table: () => [
      [across.name, up.name, 'mean', 'low', 'high'],
      ...(pair?.cells ?? []).flatMap((row, i) =>
        row.flatMap((cell, j) =>
          cell === null
            ? []
            : [[String(pair!.values[0][i]), String(pair!.values[1][j]), cell.mean, cell.low, cell.high]],
        ),
      ),
    ],
  };
}

type Cell = {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly value: number;
};

function cellsOf(
  [across, up]: readonly [Parameter, Parameter],
  { values, cells }: PairDependence,
  { contour }: ChartUi,
): readonly Cell[] {
  const columns = placesOf(across, values[0]);
  const rows = placesOf(up, values[1]);
  return columns.flatMap((column) =>
    rows.flatMap((row): Cell[] => {
      const cell = cells[column.index]?.[row.index];
      if (cell === null || cell === undefined) return [];
      return [{ x: column.edges, y: row.edges, value: contour === 'mean' ? cell.mean : cell.high - cell.low }];
    }),
  );
}

/** In the order of the axis: special values stand behind their range in the list, and to the left of it on the axis. */
function placesOf({ domain }: Parameter, values: PairDependence['values'][number]) {
  const placed = values
    .map((value, index) => ({ index, place: placeOf(domain, value) ?? 0 }))
    .sort((a, b) => a.place - b.place);
  const edges = cellEdges(
    domain,
    placed.map(({ place }) => place),
  );
  return placed.map(({ index }, i) => ({ index, edges: edges[i]! }));
}

/** Steps of shade; few enough that their borders read as lines of equal value. */
const nShades = 9;

/** The darker the better or, of the doubt, the greater. */
function shades(cells: readonly Cell[], study: Study, { colors, contour }: ChartUi): SeriesOption {
  const [least, most] = extentOf(cells);
  const isTurned = contour === 'mean' && study.direction === 'minimize';
  const data = cells.map(({ x, y, value }) => {
    const height = most > least ? (value - least) / (most - least) : 0.5;
    const share = isTurned ? 1 - height : height;
    return [x[0], y[0], x[1], y[1], Math.min(nShades - 1, Math.floor(share * nShades)) / (nShades - 1)];
  });
  return {
    type: 'custom',
    name: 'model',
    silent: true,
    progressive: 0,
    dimensions: ['x', 'y', 'x end', 'y end', 'shade'],
    encode: { x: ['x', 'x end'], y: ['y', 'y end'] },
    data,
    renderItem: cellItem(colors.model),
    z: 1,
  };
}

function cellItem(fill: string): NonNullable<CustomSeriesOption['renderItem']> {
  return (_, api) => {
    const at = (dimension: number): number => Number(api.value(dimension));
    // Whole pixels: two cells that share an edge neither overlap nor leave a seam.
    const [left = 0, bottom = 0] = api.coord([at(0), at(1)]).map(Math.round);
    const [right = 0, top = 0] = api.coord([at(2), at(3)]).map(Math.round);
    const shape = { x: left, y: top, width: right - left, height: bottom - top };
    return { type: 'rect', shape, style: { fill, opacity: 0.03 + 0.52 * at(4) } };
  };
}

function extentOf(cells: readonly Cell[]): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const { value } of cells) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return [least, most];
}

function keyOf(cells: readonly Cell[], study: Study, { contour }: ChartUi): string {
  const [least, most] = extentOf(cells).map(labelOf);
  const [pale, dark] = study.direction === 'minimize' ? [most, least] : [least, most];
  const metric = shortened(study.objective?.metric ?? 'value', 24);
  return contour === 'mean'
    ? `Expected ${metric}, averaged over the other parameters: pale ${pale}, dark ${dark}, which is better.`
    : `Width of the 95 % range of ${metric}: pale ${least}, dark ${most}.`;
}

function wordsOf(study: Study, parameters: readonly [Parameter, Parameter]): string {
  const best = bestTrial(study);
  const [x, y] = parameters.map(({ name }) => `${shortened(name, 24)} ${labelOf(ownOf(best?.params, name) ?? '-')}`);
  const names = contourTitle([parameters[0].name, parameters[1].name]);
  return `What the model expects of ${names} together.${best === null ? '' : ` The best trial, ${best.number}, has ${x} and ${y}.`}`;
}
