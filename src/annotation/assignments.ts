// The declarations and assignments of a source text whose value could be the objective: one that is computed, and given to one name.
import type { SyntaxNode } from '@lezer/common';
import { endOf, partAfter, partBefore } from './syntaxTree.ts';

export type SourceAssignment = {
  /** The whole, from the name to the end of the value. */
  readonly start: number;
  readonly end: number;
  /** What is computed: the value, or the whole where the operator changes what was there (`loss += x`). */
  readonly expression: { readonly start: number; readonly end: number };
  readonly name: string;
};

/** Values of these kinds are no results of a training. */
const constants = new Set([
  'Number',
  'String',
  'TemplateString',
  'BooleanLiteral',
  'null',
  'RegExp',
  'ObjectExpression',
  'ArrayExpression',
  'ArrowFunction',
  'FunctionExpression',
  'ClassExpression',
]);

/** The assignment of the operator `sign` (an equals sign or `+=` and its like); none where it gives no single name a computed value. */
export function assignmentsOf(sign: SyntaxNode, text: string): readonly SourceAssignment[] {
  const { parent } = sign;
  const value = partAfter(sign);
  const target = targetOf(sign);
  if (parent === null || value === null || target === null || value.type.isError || constants.has(value.name))
    return [];
  if (!['VariableDeclaration', 'PropertyDeclaration', 'AssignmentExpression'].includes(parent.name)) return [];
  const name = text.slice(target.from, endOf(target)).replace(/^this\./, '');
  if (!/^#?[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(name)) return [];
  const start = sign.name === 'Equals' ? value.from : target.from;
  const end = endOf(value);
  return [{ start: target.from, end, expression: { start, end }, name: name.replace(/^#/, '') }];
}

/** What stands left of the sign, a type annotation passed over. */
function targetOf(sign: SyntaxNode): SyntaxNode | null {
  let target = partBefore(sign);
  while (target !== null && (target.name === 'TypeAnnotation' || target.name === 'Optional'))
    target = partBefore(target);
  return target;
}
