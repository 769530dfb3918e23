// A report is made of every study that can be read, whatever numbers, times and sizes stand in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnedOf, renderReport } from '../../../src/report/html.ts';
import { shownStudy } from '../../../src/report/extent.ts';
import { trialsAsCsv, trialsAsJson, trialsAsMarkdown } from '../../../src/report/trialsText.ts';
import { trialDetails } from '../../../src/chart/trialDetails.ts';
import type { Domain, Parameter } from '../../../src/space/space.ts';
import type { Study } from '../../../src/study/study.ts';
import { studyOf } from '../chart/chartStudies.ts';

const reportFor = (study: Study): string => renderReport(study, learnedOf(study));

function parameter(name: string, domain: Domain, initial: Parameter['initial']): Parameter {
  return { name, domain, initial: initial ?? null, conditions: [] };
}

function range(low: number, high: number, scale: 'linear' | 'log' = 'linear'): Domain {
  return { kind: 'float', low, high, scale, step: null };
}

const most = Number.MAX_VALUE;
const spaces: Readonly<Record<string, Domain>> = {
  'a range of all numbers': range(-1.7e308, 1.7e308),
  'a logarithmic range from 0': range(0, 1, 'log'),
  'a logarithmic range from below 0': range(-1, 1, 'log'),
  'a logarithmic range of all numbers': range(5e-324, most, 'log'),
  'a range without an end': range(0, Infinity),
  'a range of nothing': range(NaN, NaN),
  'a range the wrong way round': range(1, 0),
  'special values beside such a range': {
    kind: 'mixed',
    range: range(-most, most) as Extract<Domain, { kind: 'float' }>,
    specials: [NaN, Infinity, 'auto'],
  },
  'choices that are no numbers': { kind: 'choice', choices: [NaN, Infinity, -Infinity, most, -most] },
};
const values = [most, -most, 0, 5e-324, 1, Infinity, -Infinity, NaN, 0.5, 0.25];

for (const [name, domain] of Object.entries(spaces)) {
  test(`a report and its charts can be made of ${name}`, () => {
    const study = studyOf(
      values.map((value) => (Number.isNaN(value) ? null : value)),
      {
        space: { parameters: [parameter('x', domain, 1), parameter('y', range(0, 1), 0.5)] },
        paramsOf: (trial) => ({ x: values[trial] ?? 1, y: trial / 10 }),
      },
    );
    const html = reportFor(study);
    assert.doesNotMatch(html, /cannot be drawn/);
    assert.equal(html.split('<tr').length - 1, values.length + 1);
  });
}

test('times that no calendar has are left out, in the report and in every export', () => {
  const plain = studyOf([0.5, 0.7]);
  const times = [1e300, NaN, -Infinity, 8.64e15 + 1];
  for (const atMs of times) {
    const trials = plain.trials.map((trial) => ({ ...trial, startedAtMs: atMs, endedAtMs: -atMs }));
    const study: Study = { ...plain, createdAtMs: atMs, trials };
    assert.doesNotMatch(reportFor(study), /cannot be drawn|begun/);
    for (const write of [trialsAsCsv, trialsAsJson, trialsAsMarkdown]) assert.ok(write(study).length > 0);
    for (const trial of trials) assert.ok(trialDetails(study, trial).length > 0);
  }
});

test('of a thousand parameters the report shows those that go along with the value, and says so', () => {
  const parameters = Array.from({ length: 1000 }, (_, i) => parameter(`p${i}`, range(0, 1), 0.5));
  const study = studyOf(
    Array.from({ length: 30 }, (_, trial) => trial / 30),
    {
      space: { parameters },
      paramsOf: (trial) =>
        Object.fromEntries(
          parameters.map(({ name }, i) => [name, i === 777 ? trial / 30 : ((trial * (i + 7)) % 11) / 11]),
        ),
    },
  );
  const shown = shownStudy(study);
  assert.equal(shown.space?.parameters.length, 24);
  assert.ok(shown.space?.parameters.some(({ name }) => name === 'p777'));
  assert.match(reportFor(study), /Of 1000 parameters, the 24 that go along with the value most are shown/);
});

test('of a hundred thousand choices the report shows those of the best trials, and says so', () => {
  const choices = Array.from({ length: 100_000 }, (_, i) => `c${i}`);
  const study = studyOf(
    Array.from({ length: 100 }, (_, trial) => 1 - trial / 100),
    {
      space: { parameters: [parameter('c', { kind: 'choice', choices }, 'c0')] },
      paramsOf: (trial) => ({ c: `c${trial}` }),
    },
  );
  const [domain] = shownStudy(study).space?.parameters.map((one) => one.domain) ?? [];
  assert.equal(domain?.kind === 'choice' && domain.choices.length, 60);
  assert.match(reportFor(study), /Of the 100000 choices of c, 60 of the best trials are shown/);
});

test('of ten thousand trials the table has the best, and the report says so', () => {
  const study = studyOf(
    Array.from({ length: 10_000 }, (_, trial) => trial),
    { space: { parameters: [] }, paramsOf: () => ({}) },
  );
  const html = renderReport(study, learnedOf(study));
  assert.equal(html.split('<tr').length - 1, 2001);
  assert.match(html, /Of 10000 trials, the table has the best 2000; &quot;tunelens export&quot; writes all/);
});

test('a usual study is shown as it is', () => {
  const study = studyOf([0.5, 0.7]);
  assert.equal(shownStudy(study), study);
  assert.doesNotMatch(reportFor(study), /are shown|the table has/);
});
