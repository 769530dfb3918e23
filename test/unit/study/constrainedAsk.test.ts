// Constraints in the search: nothing that is proposed breaks one, whatever share of the space is left.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStatement } from '../../../src/annotation/statement.ts';
import { isAllowed } from '../../../src/space/constraint.ts';
import type { Constraint, Domain, Params, Space } from '../../../src/space/space.ts';
import { ask } from '../../../src/study/ask.ts';
import type { Trial } from '../../../src/study/study.ts';

function constraint(text: string): Constraint {
  const statement = parseStatement(` require ${text}`, 5, { start: 0, end: 5 });
  assert.ok(statement.kind === 'require');
  return statement.constraint;
}

function spaceOf(domains: Readonly<Record<string, Domain>>, ...constraints: readonly string[]): Space {
  const parameters = Object.entries(domains).map(([name, domain]) => ({ name, domain, conditions: [] }));
  return { parameters, constraints: constraints.map(constraint) };
}

const unit: Domain = { kind: 'float', low: 0, high: 1, scale: 'linear', step: null };
const whole = (high: number): Domain => ({ kind: 'int', low: 1, high, scale: 'linear', step: 1 });

function run(space: Space, loss: (params: Params) => number, nTrials: number): readonly Trial[] {
  const trials: Trial[] = [];
  while (trials.length < nTrials) {
    const next = ask({ direction: 'minimize', seed: 3, trials }, space, { nTrialsPlanned: nTrials });
    if (next === null) break;
    assert.ok(isAllowed(space, next.params), JSON.stringify(next.params));
    const number = trials.length;
    const rest = { reports: [], startedAtMs: 0, endedAtMs: 1, facts: {} };
    trials.push({ number, state: 'finished', params: next.params, value: loss(next.params), ...rest });
  }
  return trials;
}

const bestOf = (trials: readonly Trial[]): number => Math.min(...trials.map(({ value }) => value ?? Infinity));

test('the optimum on the edge of what is allowed is found', () => {
  const space = spaceOf({ x: unit, y: unit }, 'x + y <= 1');
  // Without the constraint the least is at (0.8, 0.8); with it 0.18 at (0.5, 0.5).
  const trials = run(space, ({ x, y }) => (Number(x) - 0.8) ** 2 + (Number(y) - 0.8) ** 2, 30);
  assert.ok(bestOf(trials) < 0.19, String(bestOf(trials)));
});

test('a simplex in six dimensions, a 720th of the cube, is searched', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const space = spaceOf(Object.fromEntries(names.map((name) => [name, unit])), `${names.join(' + ')} <= 1`);
  const trials = run(space, (params) => names.reduce((sum, name) => sum + (Number(params[name]) - 0.1) ** 2, 0), 20);
  assert.equal(trials.length, 20);
});

test('an equality between whole numbers leaves its solutions, each once, and then ends', () => {
  const space = spaceOf({ units: whole(16), hidden: whole(16) }, 'units == 2 * hidden');
  const trials = run(space, ({ units }) => Number(units), 20);
  assert.equal(trials.length, 8);
  assert.equal(new Set(trials.map(({ params }) => params['units'])).size, 8);
});

test('an equality beside a continuous parameter is kept', () => {
  const space = spaceOf({ units: whole(64), hidden: whole(32), rate: unit }, 'units == 2 * hidden');
  const trials = run(space, ({ units, rate }) => Math.abs(Number(units) - 40) + Number(rate), 20);
  assert.equal(trials.length, 20);
});

test('special values beside a range are tried, and so is the range', () => {
  const l2: Domain = {
    kind: 'mixed',
    range: { kind: 'float', low: 1e-6, high: 1e-2, scale: 'log', step: null },
    specials: [0],
  };
  const trials = run(spaceOf({ l2, x: unit }), (params) => (params['l2'] === 0 ? 1 : 0) + Number(params['x']) ** 2, 20);
  const nZero = trials.filter(({ params }) => params['l2'] === 0).length;
  assert.ok(nZero >= 1 && nZero <= 8, String(nZero));
  assert.ok(bestOf(trials) < 0.05);
});
