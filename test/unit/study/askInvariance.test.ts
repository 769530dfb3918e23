// What must not matter to the next suggestion: the order of the trials, the names of categories, the unit and zero of the objective, its sign.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../../src/math/random.ts';
import type { Direction } from '../../../src/space/objective.ts';
import { encodingOf } from '../../../src/space/encode.ts';
import type { Domain, Params, ParamValue, Space } from '../../../src/space/space.ts';
import { ask } from '../../../src/study/ask.ts';
import type { FinishedTrial } from '../../../src/study/study.ts';
import { fitSurrogate } from '../../../src/study/surrogate.ts';
import { domains, spaces } from '../space/randomSpaces.ts';

type Case = { readonly space: Space; readonly trials: readonly FinishedTrial[]; readonly seed: number };

/** Up to `nTrials` different points of a noisy bowl. */
function caseOf(space: Space, seed: number, nTrials: number): Case {
  const { coordinates, snap, decode } = encodingOf(space);
  const random = createRandom(seed, 4);
  const centre = coordinates.map(() => random.uniform());
  const trials = new Map<string, FinishedTrial>();
  for (let i = 0; i < 3 * nTrials && trials.size < nTrials; i++) {
    const point = snap(
      Float64Array.from(coordinates, (c) => (c.kind === 'category' ? random.below(c.count) : random.uniform())),
    );
    const params = decode(point);
    const value = point.reduce((sum, u, k) => sum + (u - centre[k]!) ** 2, 0) + 0.05 * random.gaussian();
    const key = JSON.stringify(params);
    if (!trials.has(key)) trials.set(key, trialOf(trials.size, params, value));
  }
  return { space, trials: [...trials.values()], seed };
}

function trialOf(number: number, params: Params, value: number): FinishedTrial {
  return { number, state: 'finished', params, value, reports: [], startedAtMs: null, endedAtMs: null, facts: {} };
}

function next({ space, trials, seed }: Case, direction: Direction = 'minimize'): Params | null {
  return ask({ direction, seed, trials }, space)?.params ?? null;
}

/** Discrete values equal, continuous ones to a thousandth of their range: they are proposed at four digits. */
function assertSame(space: Space, actual: Params | null, expected: Params | null, what: string): void {
  const { encode } = encodingOf(space);
  assert.equal(actual === null, expected === null, what);
  if (actual === null || expected === null) return;
  const [a, b] = [encode(actual), encode(expected)];
  assert.ok(a !== null && b !== null);
  const distance = Math.max(0, ...a.map((u, k) => Math.abs(u - b[k]!)));
  assert.ok(distance < 1e-3, `${what}: ${JSON.stringify(actual)} for ${JSON.stringify(expected)}`);
}

const withValues = (trials: Case['trials'], to: (value: number) => number): Case['trials'] =>
  trials.map((trial) => ({ ...trial, value: to(trial.value) }));

function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = createRandom(seed, 77);
  return items
    .map((item) => ({ item, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const wide = fc
  .array(domains, { minLength: 6, maxLength: 10 })
  .map((all): Space => ({ parameters: all.map((domain, i) => ({ name: `p${i}`, domain, conditions: [] })) }));
// At these counts the hyper-parameters are those of all trials; in between the newest are not among those that they were fitted to.
const cases = fc
  .tuple(fc.oneof(spaces, wide), fc.nat(1e6), fc.constantFrom(10, 24))
  .map(([space, seed, nTrials]) => caseOf(space, seed, nTrials));
const options = { numRuns: 25, seed: 5 };

test('another unit and another zero of the objective leave the suggestion as it is', () => {
  fc.assert(
    fc.property(cases, fc.constantFrom([3.7, 11], [1e-5, -1], [2 ** 40, 0]), (given, [a = 1, b = 0]) => {
      const moved = { ...given, trials: withValues(given.trials, (value) => a * value + b) };
      assertSame(given.space, next(moved), next(given), `${a} y + ${b}`);
    }),
    options,
  );
});

test('maximising the negated objective leaves the suggestion as it is, to the last digit', () => {
  fc.assert(
    fc.property(cases, (given) => {
      const negated = { ...given, trials: withValues(given.trials, (value) => -value) };
      assert.deepEqual(next(negated, 'maximize'), next(given));
    }),
    options,
  );
});

test('other names of the categories give the same suggestion under its new names, to the last digit', () => {
  fc.assert(
    fc.property(cases, (given) => {
      const other = renamed(given);
      const suggestion = next(given);
      assert.deepEqual(next(other), suggestion === null ? null : renamedParams(given.space, suggestion));
    }),
    options,
  );
});

const renamedValue = (value: ParamValue): ParamValue => (typeof value === 'number' ? value : `<${String(value)}>`);

function renamedDomain(domain: Domain): Domain {
  if (domain.kind === 'choice') return { ...domain, choices: domain.choices.map(renamedValue) };
  return domain.kind === 'mixed' ? { ...domain, specials: domain.specials.map(renamedValue) } : domain;
}

function renamedParams(space: Space, params: Params): Params {
  return Object.fromEntries(
    space.parameters.flatMap(({ name }) => (name in params ? [[name, renamedValue(params[name] ?? null)]] : [])),
  );
}

function renamed({ space, trials, seed }: Case): Case {
  const parameters = space.parameters.map((parameter) => ({
    ...parameter,
    domain: renamedDomain(parameter.domain),
    conditions: parameter.conditions.map((condition) =>
      condition.op === 'in'
        ? { ...condition, values: condition.values.map(renamedValue) }
        : { ...condition, value: renamedValue(condition.value) },
    ),
  }));
  return {
    space: { parameters },
    trials: trials.map((trial) => ({ ...trial, params: renamedParams(space, trial.params) })),
    seed,
  };
}

test('the order of the trials leaves the suggestion as it is, numbered anew or not', () => {
  fc.assert(
    fc.property(cases, fc.boolean(), (given, isNumberedAnew) => {
      const trials = shuffled(given.trials, given.seed);
      const numbered = isNumberedAnew ? trials.map((trial, number) => ({ ...trial, number })) : trials;
      assertSame(given.space, next({ ...given, trials: numbered }), next(given), 'in another order');
    }),
    options,
  );
});

test('the order of the trials leaves the outputs as the model sees them', () => {
  const x: Domain = { kind: 'float', low: 0, high: 1, scale: 'linear', step: null };
  const space: Space = { parameters: [{ name: 'x', domain: x, conditions: [] }] };
  // Two of the first three are near each other whichever comes first, but not all three.
  const rows = [
    [0, 0.4],
    [0.08, 0.1],
    [0.16, 0.5],
    [0.4, 0.6],
    [0.7, 0.7],
    [1, 3.2],
  ] as const;
  const warpOf = (order: readonly number[]) => {
    const trials = order.map((i, number) => trialOf(number, { x: rows[i]![0] }, rows[i]![1]));
    return fitSurrogate({ direction: 'minimize', trials }, encodingOf(space))?.warp;
  };
  const [forward, otherwise] = [warpOf([0, 1, 2, 3, 4, 5]), warpOf([1, 0, 2, 3, 4, 5])];
  for (const [, value] of rows) {
    const [a, b] = [forward?.toModel(value) ?? NaN, otherwise?.toModel(value) ?? NaN];
    assert.ok(Math.abs(a - b) < 1e-9, `${value} is ${a} in one order and ${b} in another`);
  }
});

test('other values at the same points do change the suggestion', () => {
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => {
      const range = { kind: 'float', low: 0, high: 1, scale: 'linear', step: null } as const;
      const given = caseOf(
        { parameters: ['x', 'y'].map((name) => ({ name, domain: range, conditions: [] })) },
        seed,
        10,
      );
      const values = shuffled(
        given.trials.map(({ value }) => value),
        seed,
      );
      const other = { ...given, trials: given.trials.map((trial, i) => ({ ...trial, value: values[i]! })) };
      assert.notDeepEqual(next(other), next(given));
    }),
    { ...options, numRuns: 10 },
  );
});
