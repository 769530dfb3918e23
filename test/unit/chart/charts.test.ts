import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { valueExtent } from '../../../src/chart/chart.ts';
import type { ChartColors } from '../../../src/chart/colors.ts';
import { modelOf, studyCharts, type StudyChart } from '../../../src/chart/studyCharts.ts';
import { renderSvg } from '../../../src/chart/svg.ts';
import { renderReport } from '../../../src/report/html.ts';
import type { Space } from '../../../src/space/space.ts';
import type { StudyEvent } from '../../../src/study/event.ts';
import { emptyStudy, fold } from '../../../src/study/fold.ts';
import type { Study } from '../../../src/study/study.ts';

const colors: ChartColors = {
  text: '#111111',
  muted: '#222222',
  grid: '#333333',
  background: '#444444',
  trial: '#0000ff',
  best: '#00ff00',
  baseline: '#ff8800',
  model: '#aa00aa',
  failed: '#ff0000',
};

const space: Space = {
  parameters: [
    {
      name: 'rate',
      domain: { kind: 'float', low: 1e-4, high: 1e-1, scale: 'log', step: null },
      initial: 1e-3,
      conditions: [],
    },
    {
      name: 'units',
      domain: { kind: 'int', low: 16, high: 256, scale: 'linear', step: 16 },
      initial: 64,
      conditions: [],
    },
    { name: 'act', domain: { kind: 'choice', choices: ['relu', 'tanh'] }, initial: 'relu', conditions: [] },
  ],
};

/** Null is a failed trial. */
function studyOf(values: readonly (number | null)[], name = 'model'): Study {
  const study = emptyStudy(name);
  const events: StudyEvent[] = [
    { kind: 'studyCreated', study: name, direction: 'maximize' },
    { kind: 'studyDescribed', space, objective: { direction: 'maximize', metric: 'acc' }, seed: 1, atMs: 0 },
  ];
  for (const [trial, value] of values.entries()) {
    const params = { rate: 1e-4 * 2 ** trial, units: 16 * (1 + (trial % 16)), act: trial % 2 === 0 ? 'relu' : 'tanh' };
    events.push({ kind: 'trialStarted', trial, params, atMs: trial * 1000 });
    if (value === null) events.push({ kind: 'factNoted', trial, name: 'fail_reason', fact: '<b>out of memory</b>' });
    events.push({ kind: value === null ? 'trialFailed' : 'trialFinished', trial, value, atMs: trial * 1000 + 500 });
  }
  fold(study, events);
  return study;
}

const studies: Readonly<Record<string, Study>> = {
  empty: studyOf([]),
  'one trial': studyOf([0.9]),
  'all failed': studyOf([null, null]),
  'eight trials': studyOf([0.9, 0.92, null, 0.95, 0.91, 0.4, 0.93, 0.949]),
  infinite: studyOf([0.9, -Infinity, 0.8]),
};

function chartsOf(study: Study): readonly StudyChart[] {
  return studyCharts(study, modelOf(study), colors);
}

/** How many shapes are filled with a colour. */
function countFilled(svg: string, color: string): number {
  return svg.split(`fill="${color}"`).length - 1;
}

for (const [name, study] of Object.entries(studies)) {
  test(`the charts of a study with ${name} look as they did`, () => {
    const svg = chartsOf(study)
      .map(
        ({ chart, kind, parameter }) =>
          `<!-- ${kind} ${parameter ?? ''} -->\n${renderSvg(chart.option, { widthPx: 400, heightPx: 240 })}\n`,
      )
      .join('');
    const file = join(import.meta.dirname, '../../golden/charts', `${name.replaceAll(' ', '-')}.svg`);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, svg);
    }
    assert.equal(svg, readFileSync(file, 'utf8'));
  });

  test(`the charts of a study with ${name} have a mark for each finished trial, and the best stands out`, () => {
    const nFinished = study.trials.filter(({ state, value }) => state === 'finished' && value !== null).length;
    for (const { chart } of chartsOf(study)) {
      const svg = renderSvg(chart.option, { widthPx: 400, heightPx: 240 });
      assert.equal(chart.nMarks, nFinished);
      assert.equal(countFilled(svg, colors.trial) + countFilled(svg, colors.best), nFinished);
      assert.equal(countFilled(svg, colors.best), Math.min(1, nFinished));
    }
  });
}

test('convergence draws the best so far, the own values and a cross for each failure', () => {
  const [convergence] = chartsOf(studies['eight trials']!);
  const svg = renderSvg(convergence!.chart.option, { widthPx: 400, heightPx: 240 });
  for (const color of [colors.best, colors.baseline, colors.failed]) assert.match(svg, new RegExp(`stroke="${color}"`));
  assert.match(svg, />your values</);
});

test('a slice draws the mean of the model and its band', () => {
  const slice = chartsOf(studies['eight trials']!).find(({ parameter }) => parameter === 'rate');
  const svg = renderSvg(slice!.chart.option, { widthPx: 400, heightPx: 240 });
  assert.match(svg, new RegExp(`stroke="${colors.model}"`));
  assert.match(svg, new RegExp(`fill="${colors.model}"[^>]*opacity="0\\.18"`));
});

test('the words of a chart tell what a blind person would miss', () => {
  const [convergence, slice] = chartsOf(studies['eight trials']!);
  assert.equal(
    convergence?.chart.words,
    'Convergence: 7 finished trials of 8. The best acc is 0.95, of trial 3. Your own values reach 0.9.',
  );
  assert.equal(slice?.chart.words, 'acc against rate: 7 trials. The best, 0.95, has rate 8e-4.');
});

test('an outlier does not squeeze the axis, and the best is never outside', () => {
  const values = [0.9, 0.91, 0.92, 0.93, 0.94, -1e9];
  const { min, max } = valueExtent(values, 5);
  assert.ok(min > 0 && max > 5);
});

test('the report holds every chart and every trial, and runs no text of the study', () => {
  const html = renderReport(studyOf([0.9, null], '<script>alert(1)</script>'));
  assert.equal(html.split('<svg').length - 1, 4);
  assert.equal(html.split('<tr').length - 1, 3);
  assert.doesNotMatch(html, /<script|<b>/);
  assert.match(html, /failed: &lt;b&gt;out of memory/);
});

test('a report can be made of a study without trials', () => {
  assert.match(renderReport(studies['empty']!), /No trial has finished yet/);
});
