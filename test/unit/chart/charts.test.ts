import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nothingLearned } from '../../../src/chart/learned.ts';
import { studyCharts, type ChartKind, type StudyChart } from '../../../src/chart/studyCharts.ts';
import { renderSvg } from '../../../src/chart/svg.ts';
import type { ChartUi } from '../../../src/chart/ui.ts';
import { bestTrial, type Study } from '../../../src/study/study.ts';
import { colors, learnedOf, studies, ui, variedStudy, wideStudy } from './chartStudies.ts';

const size = { widthPx: 400, heightPx: 240 };

function chartsOf(study: Study, choices: Partial<ChartUi> = {}): readonly StudyChart[] {
  return studyCharts(study, learnedOf(study), { ...ui, ...choices });
}

function svgOf(study: Study, kind: ChartKind, choices: Partial<ChartUi> & { parameter?: string } = {}): string {
  const { parameter, ...rest } = choices;
  const chart = chartsOf(study, rest).find((one) => one.kind === kind && one.parameter === (parameter ?? null));
  return renderSvg(chart!.draw().option, size);
}

/** How many shapes have this fill, or this stroke. */
function count(svg: string, attribute: 'fill' | 'stroke', color: string): number {
  return svg.split(`${attribute}="${color}"`).length - 1;
}

for (const [name, study] of Object.entries({ ...studies, 'fifty parameters': wideStudy })) {
  test(`the charts of a study with ${name} look as they did`, () => {
    // Of many slices alike the first is enough, and what is learned of them takes long.
    const charts =
      study === wideStudy
        ? studyCharts(study, nothingLearned, ui).filter(({ parameter }) => (parameter ?? 'parameter0') === 'parameter0')
        : chartsOf(study);
    const svg = charts
      .map(({ kind, parameter, draw }) => `<!-- ${kind} ${parameter ?? ''} -->\n${renderSvg(draw().option, size)}\n`)
      .join('');
    const file = join(import.meta.dirname, '../../golden/charts', `${name.replaceAll(' ', '-')}.svg`);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, svg);
    }
    assert.equal(svg, readFileSync(file, 'utf8'));
  });
}

for (const [name, study] of Object.entries(studies)) {
  test(`convergence and slices of a study with ${name} have a mark for each finished trial, and the best stands out`, () => {
    const finished = study.trials.filter(({ state, value }) => state === 'finished' && !Number.isNaN(value ?? NaN));
    for (const { kind, parameter, draw } of chartsOf(study)) {
      if (kind !== 'convergence' && kind !== 'slice') continue;
      const placed = finished.filter(({ params }) => parameter === null || parameter in params);
      const svg = renderSvg(draw().option, size);
      const hasBest = placed.includes(bestTrial(study)!);
      assert.equal(count(svg, 'fill', colors.trial), placed.length - Number(hasBest), `${kind} ${parameter}`);
      assert.equal(count(svg, 'fill', colors.best), Number(hasBest));
    }
  });
}

test('convergence draws the best so far, the own values and a cross for each failure', () => {
  const svg = svgOf(studies['eight trials']!, 'convergence');
  for (const color of [colors.best, colors.baseline]) assert.ok(count(svg, 'stroke', color) > 0);
  assert.equal(count(svg, 'stroke', colors.failed), 1);
  assert.match(svg, />your values</);
});

test('convergence shows what may still be gained as a band that ends where nine in ten draws stay below', () => {
  const learned = learnedOf(variedStudy);
  assert.equal(learned.gains.at(-1)?.trial, 11);
  assert.ok(learned.gains.every(({ remaining, remainingHigh }) => remaining >= 0 && remainingHigh >= remaining));
  const svg = svgOf(variedStudy, 'convergence');
  assert.equal(svg.match(new RegExp(`fill="${colors.model}"[^>]*opacity="0\\.18"`, 'g'))?.length, 1);
});

test('pruned and running trials are hollow marks, and a failed one a cross', () => {
  const svg = svgOf(variedStudy, 'convergence');
  assert.equal(count(svg, 'stroke', colors.muted), 1);
  assert.equal(count(svg, 'stroke', colors.trial), 1);
  assert.equal(count(svg, 'stroke', colors.failed), 1);
});

test('picked trials are ringed in every chart of points', () => {
  const selected = new Set([3, 5]);
  for (const { kind, draw } of chartsOf(variedStudy, { selected })) {
    if (kind !== 'convergence' && kind !== 'slice') continue;
    const svg = renderSvg(draw().option, size);
    assert.ok(count(svg, 'stroke', colors.selected) > 0, kind);
  }
  assert.equal(count(svgOf(variedStudy, 'convergence', { selected }), 'stroke', colors.selected), 2);
});

test('a slice draws the mean of the model with its band and both edges of it, and the own value', () => {
  for (const through of ['best', 'average'] as const) {
    const svg = svgOf(studies['eight trials']!, 'slice', { parameter: 'rate', through });
    assert.equal(count(svg, 'stroke', colors.model), 3);
    assert.match(svg, new RegExp(`fill="${colors.model}"[^>]*opacity="0\\.18"`));
    assert.equal(count(svg, 'stroke', colors.baseline), 1);
  }
});

test('the slice through the best and the averaged one are different curves', () => {
  const [through, average] = (['best', 'average'] as const).map((way) =>
    svgOf(variedStudy, 'slice', { parameter: 'rate', through: way }),
  );
  assert.notEqual(through, average);
});

test('each bar of the importances has its share written on it', () => {
  const svg = svgOf(variedStudy, 'importances');
  const shares = learnedOf(variedStudy).importances!.parameters;
  assert.equal(shares.length, 5);
  // The axis has its own five, in the middle of their ticks.
  const written = [...svg.matchAll(/text-anchor="start"[^>]*>(\d+) %</g)].map(([, share]) => Number(share));
  const wanted = shares.map(({ total }) => Math.round(100 * Math.min(1, total.value)));
  assert.deepEqual(
    written.toSorted((a, b) => a - b),
    wanted.toSorted((a, b) => a - b),
  );
});

test('a list has a bar for each choice, and a special value one beside its range', () => {
  assert.equal(count(svgOf(variedStudy, 'slice', { parameter: 'act' }), 'stroke', colors.model), 2);
  // The line of the range with the edges of its band, and the bar of 0.
  assert.equal(count(svgOf(variedStudy, 'slice', { parameter: 'l2' }), 'stroke', colors.model), 4);
});

test('a conditional parameter says when it counts, and shows only trials in which it did', () => {
  const chart = chartsOf(variedStudy)
    .find(({ parameter }) => parameter === 'momentum')!
    .draw();
  assert.equal(chart.note, 'Counts only if act is tanh.');
  assert.ok(chart.trials.length > 0 && chart.trials.every((number) => number % 2 === 1));
});

test('the curve of a slice stands where the model says', () => {
  const study = studies['eight trials']!;
  const chart = chartsOf(study)
    .find(({ parameter }) => parameter === 'rate')!
    .draw();
  const points = learnedOf(study).slices['rate']!;
  const rows = chart.table().filter(([, value, mean]) => value === '' && mean !== '');
  assert.deepEqual(
    rows,
    points.map(({ value, mean, low, high }) => [String(value), '', mean, low, high, '']),
  );
});

test('charts are drawn while nothing is learned', () => {
  for (const { draw } of studyCharts(variedStudy, nothingLearned, ui)) {
    assert.match(renderSvg(draw().option, size), /<svg/);
  }
});

test('by time, trials stand at the time of their end', () => {
  const chart = chartsOf(studies['eight trials']!, { x: 'time' })[0]!.draw();
  assert.match(renderSvg(chart.option, size), />4 s</);
  assert.equal(chart.trials.length, 8);
});

test('the words of a chart tell what a blind person would miss', () => {
  const words = chartsOf(studies['eight trials']!).map(({ draw }) => draw().words);
  assert.deepEqual(words.slice(0, 2), [
    'Convergence: 7 finished trials of 8. The best acc is 0.95, of trial 3. Your own values reach 0.9.',
    'Timeline: 8 trials on 1 slot in 8 s; slots were busy 53 % of the time.',
  ]);
  assert.ok(words.includes('acc against rate: 7 trials. The best, 0.95, has rate 8e-4.'));
  assert.ok(words.includes('Parallel coordinates of 7 finished trials over 3 parameters; the best tenth stands out.'));
});
