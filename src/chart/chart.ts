// What all charts share: what a chart is, and the frame around one grid. Draws nothing.
import type { EChartsOption, SeriesOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import type { ChartColors } from './colors.ts';
import type { ChartUi } from './ui.ts';
import { labelOf } from './text.ts';

/** Numbers and texts behind a picture; the first row names the columns. */
export type Table = readonly (readonly (string | number)[])[];

export type Chart = {
  /** What ECharts draws. */
  readonly option: EChartsOption;
  /** What a screen reader says. */
  readonly words: string;
  /** A sentence beneath the title, for what the picture cannot say; empty: none. */
  readonly note: string;
  /** The trials that stand in it, in the order in which the arrow keys visit them. */
  readonly trials: readonly number[];
  /** What the CSV file of the chart holds. */
  readonly table: () => Table;
};

export type Frame = {
  readonly title: string;
  readonly ui: ChartUi;
  readonly x: XAXisComponentOption;
  readonly y: YAXisComponentOption;
  readonly series: readonly SeriesOption[];
  /** Free to the right of the grid and its labels, for what is written there. Default: 16. */
  readonly rightPx?: number;
};

/** The option of a chart with one grid. */
export function framed({ title, ui, x, y, series, rightPx = 16 }: Frame): EChartsOption {
  const { colors } = ui;
  return {
    ...canvasOf(title, ui),
    grid: {
      left: 10,
      right: rightPx,
      top: ui.isTitled ? 44 : 14,
      bottom: 'name' in x && x.name !== '' ? 28 : 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: axisStyle(x, colors),
    yAxis: axisStyle(y, colors),
    series: [...series],
  };
}

export const fontFamily = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

/** Title, text and tooltip of every chart. No animation: a picture is complete when it is there. Tooltips are drawn, never HTML. */
export function canvasOf(title: string, { colors, isTitled, font: wanted }: ChartUi): EChartsOption {
  const { text, background, grid } = colors;
  // ECharts puts it into an SVG's attribute as it stands.
  const font = wanted.replaceAll('"', "'");
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: text, fontFamily: font },
    title: {
      show: isTitled,
      text: title,
      left: 4,
      top: 0,
      textStyle: { color: text, fontSize: 13, fontWeight: 600, fontFamily: font },
    },
    tooltip: {
      renderMode: 'richText',
      trigger: 'item',
      confine: true,
      transitionDuration: 0,
      backgroundColor: background,
      borderColor: grid,
      borderWidth: 1,
      padding: [6, 9],
      textStyle: { color: text, fontSize: 12, lineHeight: 17, fontFamily: font },
    },
  };
}

/** The look of an axis, without what the axis says itself. */
export function axisStyle<Axis extends { readonly axisLabel?: object; readonly axisTick?: object }>(
  axis: Axis,
  { muted, grid }: ChartColors,
): Axis {
  return {
    nameLocation: 'middle',
    nameTextStyle: { color: muted, fontSize: 11 },
    axisLine: { show: true, lineStyle: { color: grid }, onZero: false },
    splitLine: { show: true, lineStyle: { color: grid, width: 1 } },
    ...axis,
    axisTick: { lineStyle: { color: grid }, ...axis.axisTick },
    axisLabel: { color: muted, fontSize: 11, hideOverlap: true, formatter: labelOf, ...axis.axisLabel },
  };
}
