import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodingOf } from '../../../src/space/encode.ts';
import { isAllowed } from '../../../src/space/constraint.ts';
import type { Constraint, Domain, Expression, Params, Space } from '../../../src/space/space.ts';
import { ask } from '../../../src/study/ask.ts';
import { askSampler } from '../../../src/study/sampler.ts';
import { parseSampler, samplers, type Sampler } from '../../../src/study/samplerName.ts';
import type { Trial } from '../../../src/study/study.ts';
import { assertInside, spaces } from '../space/randomSpaces.ts';

const unit: Domain = { kind: 'float', low: 0, high: 1, scale: 'linear', step: null };
const choice = (...choices: string[]): Domain => ({ kind: 'choice', choices });

function spaceOf(domains: Readonly<Record<string, Domain>>, ...constraints: readonly Constraint[]): Space {
  const parameters = Object.entries(domains).map(([name, domain]) => ({ name, domain, conditions: [] }));
  return { parameters, constraints };
}

function trialOf(
  number: number,
  params: Params,
  state: Trial['state'] = 'finished',
  facts: Trial['facts'] = {},
): Trial {
  return { number, state, params, value: 1, reports: [], startedAtMs: null, endedAtMs: null, facts };
}

function run(sampler: Sampler, space: Space, nTrials: number, seed = 1): readonly Params[] {
  const trials: Trial[] = [];
  while (trials.length < nTrials) {
    const next = askSampler({ direction: 'minimize', seed, trials }, space, { sampler });
    if (next === null) break;
    trials.push(trialOf(trials.length, next.params));
  }
  return trials.map(({ params }) => params);
}

const blind = ['random', 'sobol', 'grid'] as const;
const numbersOf = (all: readonly Params[], name: string): readonly number[] =>
  all.map((params) => Number(params[name]));

test('the samplers are known by name, and no other word is one', () => {
  assert.deepEqual(samplers.map(parseSampler), [...samplers]);
  for (const raw of ['tpe', 'GP', '', null, 7, undefined]) assert.equal(parseSampler(raw), null);
});

test('gp is ask itself', () => {
  const space = spaceOf({ x: unit, y: unit });
  const trials = [0.1, 0.4, 0.9, 0.7, 0.2].map((x, i) => ({ ...trialOf(i, { x, y: 1 - x }), value: x * x }));
  const study = { direction: 'minimize', seed: 3, trials } as const;
  assert.deepEqual(
    askSampler(study, space, { sampler: 'gp', nTrialsPlanned: 9 }),
    ask(study, space, { nTrialsPlanned: 9 }),
  );
});

for (const sampler of blind) {
  test(`${sampler} begins with the literals, even outside their domain, then says that it chose`, () => {
    const space: Space = { parameters: [{ name: 'x', domain: unit, conditions: [], initial: 7 }] };
    const study = { direction: 'minimize', seed: 1 } as const;
    const first = askSampler({ ...study, trials: [] }, space, { sampler });
    assert.deepEqual(first, { params: { x: 7 }, source: 'literals' });
    assert.equal(askSampler({ ...study, trials: [trialOf(0, { x: 7 })] }, space, { sampler })?.source, sampler);
  });

  test(`${sampler} gives the same answers for the same seed and trials, whatever the values`, () => {
    const space = spaceOf({ x: unit, act: choice('relu', 'elu', 'tanh') });
    assert.deepEqual(run(sampler, space, 12), run(sampler, space, 12));
    const trials = run(sampler, space, 5).map((params, i) => trialOf(i, params));
    const better = trials.map((trial, i) => ({ ...trial, value: -i }));
    const askWith = (all: readonly Trial[]) =>
      askSampler({ direction: 'minimize', seed: 1, trials: all }, space, { sampler });
    assert.deepEqual(askWith(better), askWith(trials));
  });

  test(`${sampler} stays inside any space, never repeats a trial, and keeps conditions`, () => {
    const nWanted = 12;
    fc.assert(
      fc.property(spaces, fc.nat(), (space, seed) => {
        const found = run(sampler, space, nWanted, seed);
        const { encode } = encodingOf(space);
        for (const params of found) {
          assertInside(space, params);
          assert.notEqual(encode(params), null);
        }
        assert.equal(new Set(found.map((params) => JSON.stringify(params))).size, found.length);
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  test(`${sampler} proposes nothing that breaks a constraint, and finds the little that is left`, () => {
    const left = { kind: 'param', param: 'a' } as const;
    const right = {
      kind: 'arithmetic',
      op: '*',
      left: { kind: 'number', value: 2 },
      right: { kind: 'param', param: 'b' },
    } as const;
    const whole: Domain = { kind: 'int', low: 1, high: 16, scale: 'linear', step: 1 };
    const space = spaceOf({ a: whole, b: whole }, { left, op: '==', right });
    const found = run(sampler, space, 30);
    assert.equal(found.length, 8);
    assert.ok(found.every((params) => isAllowed(space, params)));
  });

  test(`${sampler} tries a small space to its end, once each, and then has nothing more`, () => {
    const space: Space = {
      parameters: [
        { name: 'a', domain: { kind: 'int', low: 1, high: 3, scale: 'linear', step: 1 }, conditions: [] },
        { name: 'b', domain: choice('x', 'y'), conditions: [{ param: 'a', op: '>=', value: 2 }] },
      ],
    };
    const texts = run(sampler, space, 20).map((params) => JSON.stringify(params));
    const all = ['{"a":1}', '{"a":2,"b":"x"}', '{"a":2,"b":"y"}', '{"a":3,"b":"x"}', '{"a":3,"b":"y"}'];
    assert.deepEqual(texts.toSorted(), all);
  });

  test(`${sampler} asks once more for a trial that was stopped from outside, and never again for one that failed by itself`, () => {
    const space = spaceOf({ x: choice('a') });
    const study = { direction: 'minimize', seed: 1 } as const;
    const stopped = trialOf(0, { x: 'a' }, 'failed', { fail_kind: 'killed' });
    assert.deepEqual(askSampler({ ...study, trials: [stopped] }, space, { sampler })?.params, { x: 'a' });
    assert.equal(askSampler({ ...study, trials: [stopped, { ...stopped, number: 1 }] }, space, { sampler }), null);
    const failed = trialOf(0, { x: 'a' }, 'failed', { fail_kind: 'diverged' });
    assert.equal(askSampler({ ...study, trials: [failed] }, space, { sampler }), null);
  });
}

for (const sampler of ['random', 'sobol'] as const) {
  test(`${sampler} goes on where constraints leave a 720th of the space`, () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const [first, ...rest] = names.map((param): Expression => ({ kind: 'param', param }));
    const left = rest.reduce((sum, right): Expression => ({ kind: 'arithmetic', op: '+', left: sum, right }), first!);
    const space = spaceOf(Object.fromEntries(names.map((name) => [name, unit])), {
      left,
      op: '<=',
      right: { kind: 'number', value: 1 },
    });
    const found = run(sampler, space, 12);
    assert.equal(found.length, 12);
    assert.ok(found.every((params) => isAllowed(space, params)));
  });
}

test('random draws a logarithmic range evenly in its logarithm and every choice as often, each trial by itself', () => {
  const space = spaceOf({
    lr: { kind: 'float', low: 1e-6, high: 1, scale: 'log', step: null },
    act: choice('a', 'b', 'c'),
  });
  const found = run('random', space, 600);
  const decades = numbersOf(found, 'lr').map((lr) => Math.min(5, Math.floor(-Math.log10(lr))));
  for (let decade = 0; decade < 6; decade++) {
    const share = decades.filter((other) => other === decade).length / 600;
    // Four standard deviations of a share of 1/6 among 600.
    assert.ok(Math.abs(share - 1 / 6) < 0.061, `decade ${decade}: ${share}`);
  }
  for (const act of ['a', 'b', 'c']) {
    const share = found.filter((params) => params['act'] === act).length / 600;
    assert.ok(Math.abs(share - 1 / 3) < 0.077, `${act}: ${share}`);
  }
  const u = numbersOf(found, 'lr').map(Math.log);
  const mean = u.reduce((sum, value) => sum + value, 0) / u.length;
  const lagged = u.slice(1).reduce((sum, value, i) => sum + (value - mean) * (u[i]! - mean), 0);
  const correlation = lagged / u.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  assert.ok(Math.abs(correlation) < 0.163, `neighbours correlate by ${correlation}`);
});

test('each 2^m first trials of sobol have one value in each of 2^m equal slices of every range', () => {
  const found = run('sobol', spaceOf({ x: unit, y: unit, z: unit }), 64);
  for (const name of ['x', 'y', 'z']) {
    for (const count of [2, 8, 64]) {
      const slices = new Set(
        numbersOf(found.slice(0, count), name).map((u) => Math.min(count - 1, Math.floor(u * count))),
      );
      // A value rounded to four digits may cross an edge of the finest slices.
      assert.ok(slices.size >= count - (count === 64 ? 2 : 0), `${slices.size} of ${count} slices of ${name}`);
    }
  }
});

test('another seed shuffles random and sobol, and leaves a grid as it is', () => {
  const space = spaceOf({ x: unit, y: unit });
  for (const sampler of ['random', 'sobol'] as const) {
    assert.notDeepEqual(run(sampler, space, 3, 1), run(sampler, space, 3, 2));
  }
  assert.deepEqual(run('grid', space, 9, 1), run('grid', space, 9, 2));
});

test('sobol goes on with its sequence where other trials lie between its own', () => {
  const space = spaceOf({ x: unit, y: unit });
  const sequence = run('sobol', space, 4);
  const trials = [sequence[0]!, { x: 0.5, y: 0.123 }, sequence[1]!].map((params, i) => trialOf(i, params));
  const next = askSampler({ direction: 'minimize', seed: 1, trials }, space, { sampler: 'sobol' });
  assert.deepEqual(next?.params, sequence[2]);
});
