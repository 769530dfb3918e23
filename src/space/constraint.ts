// What the values of one trial must satisfy together, and how that is written.
import type { Constraint, Expression, Params, Space } from './space.ts';
import { ownOf } from './own.ts';

/** Whether `params` (values as they run) break no constraint of the space. */
export function isAllowed({ constraints = [] }: Pick<Space, 'constraints'>, params: Params): boolean {
  return constraints.every((constraint) => satisfies(constraint, params));
}

/** True also where a parameter is inactive or not a number: then the constraint does not apply. */
export function satisfies({ left, op, right }: Constraint, params: Params): boolean {
  const [a, b] = [valueOf(left, params), valueOf(right, params)];
  if (a === null || b === null) return true;
  // 0.1 + 0.2 is meant to equal 0.3.
  const isEqual = a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
  switch (op) {
    case '==':
      return isEqual;
    case '!=':
      return !isEqual;
    case '<':
      return a < b && !isEqual;
    case '>':
      return a > b && !isEqual;
    case '<=':
      return a < b || isEqual;
    case '>=':
      return a > b || isEqual;
  }
}

/** Null where a parameter has no number. */
function valueOf(expression: Expression, params: Params): number | null {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'param': {
      const value = ownOf(params, expression.param);
      return typeof value === 'number' ? value : null;
    }
    case 'negate': {
      const value = valueOf(expression.of, params);
      return value === null ? null : -value;
    }
    case 'arithmetic': {
      const [a, b] = [valueOf(expression.left, params), valueOf(expression.right, params)];
      return a === null || b === null ? null : compute(a, expression.op, b);
    }
  }
}

function compute(a: number, op: Extract<Expression, { kind: 'arithmetic' }>['op'], b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
}

/** As it is written in an annotation, with the fewest parentheses. */
export function formatConstraint({ left, op, right }: Constraint): string {
  return `${format(left)} ${op} ${format(right)}`;
}

const ranks = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2 } as const;

/** `rank`: what binds less strongly gets parentheses. */
function format(expression: Expression, rank = 0): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'param':
      return expression.param;
    case 'negate':
      return `-${format(expression.of, 3)}`;
    case 'arithmetic': {
      const { op, left, right } = expression;
      const own = ranks[op];
      // Operations of one rank go from left to right: a - (b - c) keeps its parentheses.
      const text = `${format(left, own)} ${op} ${format(right, own + 1)}`;
      return own < rank ? `(${text})` : text;
    }
  }
}

/** The constraint with each name replaced by what `rename` gives: another name, or the number that stands for it. */
export function renameIn({ left, op, right }: Constraint, rename: (name: string) => string | number): Constraint {
  const replaced = (expression: Expression): Expression => {
    switch (expression.kind) {
      case 'number':
        return expression;
      case 'param': {
        const to = rename(expression.param);
        return typeof to === 'number' ? { kind: 'number', value: to } : { kind: 'param', param: to };
      }
      case 'negate':
        return { kind: 'negate', of: replaced(expression.of) };
      case 'arithmetic':
        return { ...expression, left: replaced(expression.left), right: replaced(expression.right) };
    }
  };
  return { left: replaced(left), op, right: replaced(right) };
}
