// The grammar of a constraint, `units * batch <= 8192`: two sums of products of names and numbers, compared.
import type { Arithmetic, Constraint, Expression } from '../space/space.ts';
import { badConstraint, badNumber, missingAfter, tooDeep } from './problems.ts';
import { Bad, Reader, type Span } from './reader.ts';
import { tokenizeArithmetic } from './tokens.ts';

export type Comparison = Constraint['op'];

const comparisons: readonly Comparison[] = ['==', '!=', '<', '<=', '>', '>='];

export function comparisonOf(text: string): Comparison | null {
  return comparisons.find((known) => known === text) ?? null;
}

/** The constraint that `text` is, which begins at `offset` of the file. Throws a Bad. `before` is the place of the word before it. */
export function parseConstraint(text: string, offset: number, before: Span): Constraint {
  const reader = new Reader(tokenizeArithmetic(text, offset), before);
  const left = sum(reader, 0);
  const sign = reader.peek();
  const op = sign === undefined ? null : comparisonOf(sign.text);
  if (op === null) throw new Bad(badConstraint(), sign ?? reader.last);
  reader.next();
  const right = sum(reader, 0);
  reader.expectEnd();
  if (!hasParameter(left) && !hasParameter(right)) throw new Bad(badConstraint(), reader.whole);
  return { left, op, right };
}

/** Deeper parentheses are no constraint of a person; the bound keeps the stack small. */
const maxDepth = 50;

function sum(reader: Reader, depth: number): Expression {
  return chain(reader, ['+', '-'], () => product(reader, depth));
}

function product(reader: Reader, depth: number): Expression {
  return chain(reader, ['*', '/', '%'], () => factor(reader, depth));
}

/** Operations of one rank, from left to right. */
function chain(reader: Reader, ops: readonly Arithmetic[], operand: () => Expression): Expression {
  let left = operand();
  for (let n = 0; ; n++) {
    const op = ops.find((known) => reader.takeSign(known));
    if (op === undefined) return left;
    if (n > maxDepth) throw new Bad(tooDeep(), reader.whole);
    left = { kind: 'arithmetic', op, left, right: operand() };
  }
}

function factor(reader: Reader, depth: number): Expression {
  if (depth > maxDepth) throw new Bad(tooDeep(), reader.whole);
  if (reader.takeSign('-')) return { kind: 'negate', of: factor(reader, depth + 1) };
  if (reader.takeSign('(')) {
    const inside = sum(reader, depth + 1);
    if (!reader.takeSign(')')) throw new Bad(missingAfter('('), reader.peek() ?? reader.last);
    return inside;
  }
  const token = reader.expectNext('require');
  if (token.kind === 'word') return { kind: 'param', param: token.text };
  if (token.kind !== 'number') throw new Bad(badConstraint(), token);
  if (token.value === null) throw new Bad(badNumber(token.text), token);
  return { kind: 'number', value: token.value };
}

function hasParameter(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return false;
    case 'param':
      return true;
    case 'negate':
      return hasParameter(expression.of);
    case 'arithmetic':
      return hasParameter(expression.left) || hasParameter(expression.right);
  }
}
