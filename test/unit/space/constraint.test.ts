import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseStatement } from '../../../src/annotation/statement.ts';
import { formatConstraint, isAllowed, renameIn, satisfies } from '../../../src/space/constraint.ts';
import type { Constraint, Expression, Params } from '../../../src/space/space.ts';

function read(text: string): Constraint {
  const statement = parseStatement(` require ${text}`, 5, { start: 0, end: 5 });
  assert.ok(statement.kind === 'require', text);
  return statement.constraint;
}

const cases: readonly (readonly [text: string, params: Params, holds: boolean])[] = [
  ['units * batch <= 8192', { units: 64, batch: 128 }, true],
  ['units * batch <= 8192', { units: 65, batch: 128 }, false],
  ['a + b == 0.3', { a: 0.1, b: 0.2 }, true],
  ['a < 0.3', { a: 0.1 + 0.2 }, false],
  ['a % 2 != 1', { a: 7 }, false],
  ['10 - 2 - a >= 0', { a: 9 }, false],
  ['-a * 2 > -(b + 1)', { a: 1, b: 2 }, true],
  ['a / b <= 1', { a: 3 }, true],
  ['a <= 1', { a: 'auto' }, true],
];
for (const [text, params, expected] of cases) {
  test(`"${text}" ${expected ? 'holds' : 'does not hold'} for ${JSON.stringify(params)}`, () => {
    assert.equal(satisfies(read(text), params), expected);
    assert.equal(isAllowed({ constraints: [read(text)] }, params), expected);
  });
}

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.integer({ min: 0, max: 999 }).map((value): Expression => ({ kind: 'number', value })),
  fc.constantFrom('a', 'dense1.units', '$x').map((param): Expression => ({ kind: 'param', param })),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie('expression').map((of): Expression => ({ kind: 'negate', of })),
    fc.record(
      {
        kind: fc.constant('arithmetic' as const),
        op: fc.constantFrom('+', '-', '*', '/', '%'),
        left: tie('expression'),
        right: tie('expression'),
      },
      { noNullPrototype: true },
    ),
  ),
}));

test('a constraint that is written and read again is the same', () => {
  const op = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  const left = expression.map((one): Expression => ({
    kind: 'arithmetic',
    op: '+',
    left: { kind: 'param', param: 'a' },
    right: one,
  }));
  fc.assert(
    fc.property(left, op, expression, (one, sign, other) => {
      const constraint: Constraint = { left: one, op: sign, right: other };
      assert.deepEqual(read(formatConstraint(constraint)), constraint);
    }),
    { seed: 11, numRuns: 1000 },
  );
});

test('names are replaced by others or by numbers', () => {
  const renamed = renameIn(read('a * b <= -c'), (name) => (name === 'a' ? 2 : `model.${name}`));
  assert.equal(formatConstraint(renamed), '2 * model.b <= -model.c');
});
