import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnedOf, renderReport } from '../../../src/report/html.ts';
import type { Study } from '../../../src/study/study.ts';
import { studies, studyOf } from '../chart/chartStudies.ts';

const reportFor = (study: Study): string => renderReport(study, learnedOf(study));

test('the report holds every chart and every trial, and runs no text of the study', () => {
  const html = reportFor(studyOf([0.9, null], { name: '<script>alert(1)</script>' }));
  assert.equal(html.split('<svg').length - 1, 9);
  assert.equal(html.split('<tr').length - 1, 3);
  assert.doesNotMatch(html, /<script|<b>/);
  assert.match(html, /failed: &lt;b&gt;out of memory/);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length, 'no drawing takes the clip of another');
});

test('a report can be made of a study without trials', () => {
  assert.match(reportFor(studies['empty']!), /No trial has finished yet/);
});
