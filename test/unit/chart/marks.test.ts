// That every chart has its marks, and that its curves stand where the engine's own figures do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeriesOption } from 'echarts';
import { modelOf } from '../../../src/chart/learned.ts';
import { placeOf } from '../../../src/chart/parameterAxis.ts';
import { studyCharts, type ChartKind } from '../../../src/chart/studyCharts.ts';
import { renderSvg } from '../../../src/chart/svg.ts';
import { predict } from '../../../src/study/model.ts';
import { colors, learnedOf, ui, variedStudy } from './chartStudies.ts';

const size = { widthPx: 400, heightPx: 240 };
const charts = studyCharts(variedStudy, learnedOf(variedStudy), ui);

function drawn(kind: ChartKind): string {
  return renderSvg(charts.find((one) => one.kind === kind)!.draw().option, size);
}

function count(svg: string, attribute: 'fill' | 'stroke', color: string): number {
  return svg.split(`${attribute}="${color}"`).length - 1;
}

test('learning curves have a line for each trial that reported', () => {
  const svg = drawn('curves');
  // Eleven that finished, a pruned one beside its mark, a failed one and a running one; the best stands out.
  assert.equal(count(svg, 'stroke', colors.trial), 13);
  assert.equal(count(svg, 'stroke', colors.best), 1);
  assert.ok(count(svg, 'stroke', colors.muted) > 0 && count(svg, 'stroke', colors.failed) > 0);
});

test('the timeline has a bar for each trial that has started', () => {
  const svg = drawn('timeline');
  const bars = [colors.trial, colors.muted, colors.failed, colors.best].map((color) => count(svg, 'stroke', color));
  assert.deepEqual(bars, [12, 1, 1, 1]);
});

test('importances have a bar for each parameter', () => {
  assert.ok(count(drawn('importances'), 'fill', colors.model) >= 5);
});

test('the test of the model has a mark and a range for each finished trial', () => {
  const svg = drawn('trust');
  assert.deepEqual([count(svg, 'fill', colors.trial), count(svg, 'fill', colors.best)], [11, 1]);
  assert.equal(count(svg, 'stroke', colors.model), 12);
});

test('parallel coordinates have a line for each finished trial', () => {
  const svg = drawn('parallel');
  const nAxes = 6;
  const lines = count(svg, 'stroke', colors.muted) - nAxes;
  assert.equal(lines + count(svg, 'stroke', colors.trial) + count(svg, 'stroke', colors.best), 12);
});

test('the contour has its shades under the trials', () => {
  const svg = drawn('contour');
  assert.ok(count(svg, 'fill', colors.model) > 200);
  assert.deepEqual([count(svg, 'fill', colors.trial), count(svg, 'fill', colors.best)], [11, 1]);
});

/** The points of a series. */
function pointsOf(series: readonly SeriesOption[], name: string): readonly (readonly [x: number, y: number])[] {
  const found = series.find((one) => one.name === name)?.data;
  const rows: readonly unknown[] = Array.isArray(found) ? found : [];
  return rows.flatMap((row) => (Array.isArray(row) ? [[Number(row[0]), Number(row[1])] as const] : []));
}

test('a slice and its band are drawn where the model of the engine predicts them', () => {
  const model = modelOf(variedStudy)!;
  const best = variedStudy.trials[9]!;
  for (const { name, domain } of variedStudy.space!.parameters) {
    if (domain.kind === 'choice' || domain.kind === 'mixed' || !(name in best.params)) continue;
    const { option } = charts.find(({ parameter }) => parameter === name)!.draw();
    const series = Array.isArray(option.series) ? option.series : [];
    const axis = Array.isArray(option.yAxis) ? undefined : option.yAxis;
    const [bottom, top] = [Number(axis?.min), Number(axis?.max)];
    const shown = (value: number): number => Math.min(top, Math.max(bottom, value));
    const [means, lows, heights] = ['model', 'model, low', 'model, band'].map((one) => pointsOf(series, one));
    const values = learnedOf(variedStudy).slices[name]!.map(({ value }) => value);
    assert.equal(means!.length, values.length);
    for (const [i, value] of values.entries()) {
      const { mean, low, high } = predict(model, { ...best.params, [name]: value });
      const figures = [means![i]![0], means![i]![1], lows![i]![1], lows![i]![1] + heights![i]![1]];
      for (const [k, wanted] of [placeOf(domain, value)!, shown(mean), shown(low), shown(high)].entries()) {
        assert.ok(Math.abs(figures[k]! - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${name} ${i} ${k}`);
      }
    }
  }
});
