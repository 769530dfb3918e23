import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonOf } from '../../../src/chart/comparison.ts';
import { convergenceChart } from '../../../src/chart/convergence.ts';
import { nothingLearned } from '../../../src/chart/learned.ts';
import { renderSvg } from '../../../src/chart/svg.ts';
import { studyOf, ui } from './chartStudies.ts';

const size = { widthPx: 400, heightPx: 240 };
const study = studyOf([0.8, 0.9, null, 0.85]);
const other = studyOf([0.8, 0.7, 0.95, 0.9, 0.91, 0.92], { name: 'model-2' });

test('two studies stand side by side: what each reached, with which values, and who is ahead', () => {
  const { sentence, rows } = comparisonOf(study, other);
  assert.equal(sentence, 'model-2 is ahead by 0.05.');
  assert.deepEqual(
    rows.map(({ title, cells, isDifferent }) => [title, ...cells, isDifferent]),
    [
      ['objective', 'maximize acc', 'maximize acc', false],
      ['best', '0.9', '0.95', true],
      ['your values', '0.8', '0.8', false],
      ['finished trials', '3 of 4', '6 of 6', true],
      ['training time', '2 s', '3 s', true],
      ['rate', '2e-4', '4e-4', true],
      ['units', '96', '176', true],
      ['act', 'tanh', 'relu', true],
    ],
  );
});

test('studies of another objective are not set against each other', () => {
  const loss = studyOf([0.1], { metric: 'loss' });
  assert.match(comparisonOf(study, loss).sentence, /^The two measure different things/);
  assert.doesNotMatch(drawn(loss), />model</);
});

test('the best so far of a study that is laid over is drawn with its trials, its name and room for both', () => {
  const svg = drawn(other);
  assert.match(svg, />model-2</);
  assert.match(svg, />5</);
  // A triangle for each finished trial.
  assert.equal(svg.split(`fill="${ui.colors.text}" fill-opacity="0.45"`).length - 1, 6);
  assert.match(svg, new RegExp(`stroke="${ui.colors.text}"[^>]*stroke-dasharray`));
});

test('a study without a result can be compared with', () => {
  assert.equal(comparisonOf(study, studyOf([null])).sentence, 'One of the two has no result yet.');
  assert.match(drawn(studyOf([])), /<svg/);
});

function drawn(compared: typeof study): string {
  return renderSvg(convergenceChart(study, nothingLearned, { ...ui, compared }).option, size);
}
