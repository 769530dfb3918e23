import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingLearned } from '../../../src/chart/learned.ts';
import { marksOf } from '../../../src/chart/marks.ts';
import { axisIdOf, trialsThrough } from '../../../src/chart/parallel.ts';
import { studyCharts } from '../../../src/chart/studyCharts.ts';
import { renderSvg } from '../../../src/chart/svg.ts';
import { shortened } from '../../../src/chart/text.ts';
import type { Parameter } from '../../../src/space/space.ts';
import type { Study } from '../../../src/study/study.ts';
import { learnedOf, rising, studyOf, ui, variedStudy, wideStudy, type Outcome } from './chartStudies.ts';

const size = { widthPx: 400, heightPx: 240 };
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>{b|x}\u202Egnp.exe\n${'long '.repeat(2000)}`;

function drawAll(study: Study, learned = nothingLearned): string {
  return studyCharts(study, learned, ui)
    .map(({ draw }) => draw())
    .map(({ option }) => renderSvg(option, size))
    .join('\n');
}

function parametersNamed(names: readonly string[]): readonly Parameter[] {
  const domain = { kind: 'float', low: 0, high: 1, scale: 'linear', step: null } as const;
  return names.map((name) => ({ name, domain, initial: 0.5, conditions: [] }));
}

test('hostile names of parameters and metrics are short texts in every picture, and run nothing', () => {
  const parameters = [
    ...parametersNamed([hostile, '__proto__', 'constructor']),
    { name: 'c', domain: { kind: 'choice', choices: [hostile, 'b'] }, initial: 'b', conditions: [] } as const,
  ];
  const outcomes: readonly Outcome[] = [0.5, 0.7, 0.9, null, { state: 'pruned', reports: rising(0.4, 3) }];
  const study = studyOf(outcomes, {
    name: hostile,
    metric: hostile,
    space: { parameters },
    paramsOf: (trial) => ({
      [hostile]: trial / 10,
      ['__proto__']: 0.2,
      constructor: 0.3,
      c: trial % 2 === 0 ? hostile : 'b',
    }),
  });
  const drawn = drawAll(study, learnedOf(study));
  assert.doesNotMatch(drawn, /<script|<img/);
  // What a screen reader says is set as text, and is short and in order as well.
  const said = studyCharts(study, learnedOf(study), ui).map(({ title, draw }) => [title, draw().words, draw().note]);
  assert.doesNotMatch([drawn, ...said.flat()].join('\n'), /\u202E|(long ){20}/);
});

test('no name writes into the objects of the page', () => {
  const names = Object.getOwnPropertyNames(Object.prototype);
  const study = studyOf([0.5, 0.7, 0.9], {
    metric: '__proto__',
    space: { parameters: parametersNamed(names) },
    paramsOf: (trial) => Object.fromEntries(names.map((name) => [name, trial / 10])),
  });
  const born = names.flatMap((name): object[] => {
    const one: unknown = Reflect.get(Object.prototype, name);
    return typeof one === 'function' ? [one] : [];
  });
  const keys = (): unknown => [Object.prototype, ...born].map((one) => Reflect.ownKeys(one));
  const before = keys();
  drawAll(study);
  assert.deepEqual(keys(), before);
});

test('a text is cut at a whole character and keeps to one line', () => {
  assert.equal(shortened('a\nb\tc'), 'a b c');
  assert.equal(shortened('𝒳'.repeat(50), 10), `${'𝒳'.repeat(9)}…`);
  assert.equal(shortened('short'), 'short');
});

test('fifty parameters have a slice each, and the parallel coordinates the twelve that matter most', () => {
  const charts = studyCharts(wideStudy, nothingLearned, ui);
  assert.equal(charts.filter(({ kind }) => kind === 'slice').length, 50);
  const parallel = charts.find(({ kind }) => kind === 'parallel')!.draw();
  assert.equal(parallel.table()[0]?.length, 14);
});

test('a picture is well-formed whatever the font and the texts', () => {
  const name = `a"b<c>&'\u0000\uFFFF\uD800`;
  const study = studyOf([0.5, 0.7], {
    name,
    metric: name,
    space: { parameters: [...parametersNamed([name]), ...parametersNamed(['other'])] },
    paramsOf: (trial) => ({ [name]: trial / 10, other: 0.5 }),
  });
  for (const { draw, title } of studyCharts(study, nothingLearned, { ...ui, font: '"Segoe UI", sans-serif' })) {
    const rest = renderSvg(draw().option, size)
      .replaceAll(/<!\[CDATA\[[^]*?\]\]>/g, '')
      .replaceAll(/<\/?\w+(\s[\w:-]+="[^"<]*")*\s*\/?>|&(amp|lt|gt|quot|#39);/g, '');
    assert.doesNotMatch(rest, /[<>&\u0000\uFFFF]|\p{Surrogate}/u, title);
  }
});

test('reports that are no number break a learning curve and nothing else', () => {
  const study = studyOf([
    { state: 'finished', reports: [0.1, NaN, 0.3, 0.4] },
    { state: 'finished', reports: [NaN, NaN] },
    { state: 'failed', reports: [0.2, Infinity] },
  ]);
  const svg = drawAll(study);
  assert.doesNotMatch(svg, /NaN[, "]|Infinity/);
});

test('ten thousand trials are small marks of one shape a series', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => 0.5 + ((i * 0.618) % 1) / 2);
  const [convergence] = studyCharts(studyOf(values), nothingLearned, ui);
  const { option } = convergence!.draw();
  assert.equal(marksOf(option).length, 10_000);
  assert.ok(renderSvg(option, size).length < 5_000_000);
});

test('brushed axes pick the trials that pass through all of them', () => {
  assert.equal(trialsThrough(variedStudy, new Map()).length, 12);
  // Choices stand at 0, 1, …
  const brushed = new Map<string, readonly (readonly [number, number])[]>([[axisIdOf('act'), [[0.5, 1.5]]]]);
  assert.deepEqual(trialsThrough(variedStudy, brushed), [1, 3, 5, 7, 9, 11]);
  brushed.set(axisIdOf('rate'), [[1e-4, 1e-3]]).set('value', [[0.9, 1]]);
  assert.deepEqual(trialsThrough(variedStudy, brushed), [1, 3]);
});
