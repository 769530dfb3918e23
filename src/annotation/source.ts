// Finds the literals and the comments of a JavaScript or TypeScript text, by an error-tolerant parser: unfinished code gives what can be seen of it.
import type { SyntaxNode } from '@lezer/common';
import type { ParamValue } from '../space/space.ts';
import { readNumber, readString } from './literalText.ts';
import { assignmentsOf, type SourceAssignment } from './assignments.ts';
import { nameSegments, type NameSegments } from './segments.ts';
import { endOf, parseTree, partBefore } from './syntaxTree.ts';

export type SourceComment = { readonly start: number; readonly end: number; readonly isBlock: boolean };

/** All but the place is found when it is asked for: few of a file's literals are annotated. */
export type SourceLiteral = {
  readonly start: number;
  readonly end: number;
  /** The ends of the parentheses, one in another, that hold nothing else. */
  readonly outerEnds: readonly number[];
  /** Undefined for what looks like a literal and cannot be tuned: substitutions, several lines, a BigInt. */
  readonly value: ParamValue | undefined;
  /** It stands in an operation, so that a negative number in its place needs parentheses. */
  readonly isOperand: boolean;
  /** A plus or minus that is not its own belongs to it alone. */
  readonly isSigned: boolean;
  /** Names around it, the innermost last; see segments.ts. */
  readonly names: NameSegments;
};

export type Source = {
  readonly comments: readonly SourceComment[];
  readonly literals: readonly SourceLiteral[];
  readonly assignments: readonly SourceAssignment[];
};

/** `file` decides the dialect, by its extension. */
export function readSource(file: string, text: string): Source {
  const tree = parseTree(file, text);
  const comments: SourceComment[] = [];
  const literals: SourceLiteral[] = [];
  const assignments: SourceAssignment[] = [];
  tree.iterate({
    enter: ({ name, from, to, node }) => {
      if (name === 'LineComment' || name === 'BlockComment') {
        comments.push({ start: from, end: to, isBlock: name === 'BlockComment' });
      } else if (isLiteralName(name) && isValue(node, text)) {
        literals.push(literalOf(node, text));
      } else if (name === 'Equals' || name === 'UpdateOp') {
        assignments.push(...assignmentsOf(node, text));
      }
    },
  });
  return { comments, literals, assignments };
}

function isLiteralName(name: string): boolean {
  return (
    name === 'Number' || name === 'String' || name === 'TemplateString' || name === 'BooleanLiteral' || name === 'null'
  );
}

const anywhere = null;

/**
 * Where an expression stands, by the kind of what it stands in: after which of its other parts, or anywhere. Elsewhere strings and numbers are no values:
 * names of modules and properties, types, directives, the text of a tag function.
 */
const valuePlaces: Readonly<Record<string, RegExp | null>> = {
  VariableDeclaration: /^Equals$/,
  ParamList: /^Equals$/,
  ArrayPattern: /^Equals$/,
  PatternProperty: /^(?:Equals|\[)$/,
  Property: /^(?::|\[|Spread)$/,
  PropertyDeclaration: /^(?:Equals|\[)$/,
  MethodDeclaration: /^\[$/,
  EnumBody: /^Equals$/,
  ExportDeclaration: /^(?:default|Equals)$/,
  ClassDeclaration: /^extends$/,
  ClassExpression: /^extends$/,
  ArrayExpression: anywhere,
  ArgList: anywhere,
  ArrowFunction: anywhere,
  AssignmentExpression: anywhere,
  AwaitExpression: anywhere,
  BinaryExpression: anywhere,
  CallExpression: anywhere,
  CaseLabel: anywhere,
  ConditionalExpression: anywhere,
  DynamicImport: anywhere,
  ExpressionStatement: anywhere,
  ForInSpec: anywhere,
  ForOfSpec: anywhere,
  ForSpec: anywhere,
  Interpolation: anywhere,
  InstantiationExpression: anywhere,
  JSXEscape: anywhere,
  JSXSpreadAttribute: anywhere,
  MemberExpression: anywhere,
  NewExpression: anywhere,
  ParenthesizedExpression: anywhere,
  PostfixExpression: anywhere,
  PrefixCast: anywhere,
  ReturnStatement: anywhere,
  SequenceExpression: anywhere,
  ThrowStatement: anywhere,
  UnaryExpression: anywhere,
  YieldExpression: anywhere,
};

function isValue(node: SyntaxNode, text: string): boolean {
  const { parent } = node;
  const place = valuePlaces[parent?.name ?? ''];
  if (parent === null || place === undefined) return false;
  if (place !== anywhere) return place.test(partBefore(node)?.name ?? '');
  if (node.name !== 'String') return true;
  // A string that is a statement is a directive; what `import` and `require` are given names a module.
  return parent.name !== 'ExpressionStatement' && parent.name !== 'DynamicImport' && !isModuleCall(parent, text);
}

function isModuleCall(list: SyntaxNode, text: string): boolean {
  if (list.name !== 'ArgList') return false;
  const callee = list.parent?.firstChild ?? null;
  return callee !== null && ['import', 'require'].includes(text.slice(callee.from, endOf(callee)));
}

/** The unary plus or minus belongs to its number. */
function signedNode(node: SyntaxNode, text: string): SyntaxNode {
  const { parent } = node;
  return node.name === 'Number' && parent !== null && isSign(parent, text) ? parent : node;
}

function isSign(node: SyntaxNode | null, text: string): boolean {
  const sign = node?.name === 'UnaryExpression' ? node.firstChild : null;
  return sign !== null && /^[-+]$/.test(text.slice(sign.from, endOf(sign)));
}

const operations = new Set([
  'BinaryExpression',
  'UnaryExpression',
  'MemberExpression',
  'PostfixExpression',
  'CallExpression',
  'NewExpression',
  'InstantiationExpression',
  'ClassDeclaration',
  'ClassExpression',
]);

function literalOf(node: SyntaxNode, text: string): SourceLiteral {
  const whole = signedNode(node, text);
  // A comment after the number is a part of what the sign makes.
  const [start, end] = [whole.from, node.to];
  return {
    start,
    end,
    get outerEnds() {
      return outerEndsOf(whole);
    },
    get value() {
      const said = text.slice(start, end);
      return lineEnd.test(said) || mayContinueStatement(whole, text) ? undefined : valueOf(node, said);
    },
    get isOperand() {
      return operations.has(whole.parent?.name ?? '');
    },
    get isSigned() {
      return isSign(whole.parent, text);
    },
    get names() {
      return nameSegments(whole, text);
    },
  };
}

const lineEnd = /[\n\r\u2028\u2029]/;

function outerEndsOf(node: SyntaxNode): readonly number[] {
  const ends: number[] = [];
  let { parent } = node;
  while (parent?.name === 'ParenthesizedExpression' && parent.lastChild?.name === ')') {
    ends.push(parent.to);
    ({ parent } = parent);
  }
  return ends;
}

/** Whether a statement begins with it and the one before has no semicolon: a minus in its place would make one statement of both. */
function mayContinueStatement(node: SyntaxNode, text: string): boolean {
  let first = node;
  while (first.parent !== null && first.parent.from === node.from && first.name !== 'ExpressionStatement')
    first = first.parent;
  if (first.name !== 'ExpressionStatement' || first.from !== node.from) return false;
  const before = partBefore(first);
  return before !== null && /(?:Statement|Declaration)$/.test(before.name) && text[before.to - 1] !== ';';
}

function valueOf({ name, firstChild }: SyntaxNode, text: string): ParamValue | undefined {
  switch (name) {
    case 'Number':
      return readNumber(text) ?? undefined;
    case 'BooleanLiteral':
      return text === 'true';
    case 'null':
      return null;
    case 'TemplateString':
      return hasSubstitution(firstChild) ? undefined : (readString(text) ?? undefined);
    default:
      return readString(text) ?? undefined;
  }
}

function hasSubstitution(child: SyntaxNode | null): boolean {
  for (let part = child; part !== null; part = part.nextSibling) if (part.name === 'Interpolation') return true;
  return false;
}
