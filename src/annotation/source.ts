// Finds the literals and the comments of a JavaScript or TypeScript text, by an error-tolerant parser: unfinished code gives what can be seen of it.
import type { SyntaxNode } from '@lezer/common';
import type { ParamValue } from '../space/space.ts';
import { readNumber, readString } from './literalText.ts';
import { assignmentsOf, type SourceAssignment } from './assignments.ts';
import { nameSegments, type NameSegments } from './segments.ts';
import { parseTree } from './syntaxTree.ts';

export type SourceComment = { readonly start: number; readonly end: number; readonly isBlock: boolean };

/** All but the place is found when it is asked for: few of a file's literals are annotated. */
export type SourceLiteral = {
  readonly start: number;
  readonly end: number;
  /** Undefined for what looks like a literal and cannot be tuned: substitutions, several lines, a BigInt. */
  readonly value: ParamValue | undefined;
  /** It stands in an operation, so that a negative number in its place needs parentheses. */
  readonly isOperand: boolean;
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
      } else if (isLiteralName(name) && !isPartOfSyntax(node, text)) {
        const whole = signedNode(node, text);
        literals.push(literalOf(whole, name, text));
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

/** Strings and numbers that are no values: module names, property names, directives, types, the tag function's text. */
function isPartOfSyntax(node: SyntaxNode, text: string): boolean {
  const parent = node.parent;
  switch (parent?.name) {
    case 'ImportDeclaration':
    case 'ExportDeclaration':
    case 'ImportAttribute':
    case 'LiteralType':
    case 'TemplateType':
    case 'TaggedTemplateExpression':
    case 'PropertyDefinition':
    case 'Script':
      return true;
    case 'Property':
      return node.prevSibling === null;
    case 'ExpressionStatement':
      return node.name === 'String';
    case 'ArgList':
      return node.name === 'String' && isModuleCall(parent.parent, text);
    default:
      return false;
  }
}

function isModuleCall(call: SyntaxNode | null, text: string): boolean {
  const callee = call?.firstChild ?? null;
  return callee !== null && ['import', 'require'].includes(text.slice(callee.from, callee.to));
}

/** The unary plus or minus belongs to its number. */
function signedNode(node: SyntaxNode, text: string): SyntaxNode {
  const parent = node.parent;
  const isSigned =
    node.name === 'Number' && parent?.name === 'UnaryExpression' && /^[-+]$/.test(firstText(parent, text));
  return isSigned && parent !== null ? parent : node;
}

function firstText(node: SyntaxNode, text: string): string {
  const first = node.firstChild;
  return first === null ? '' : text.slice(first.from, first.to);
}

const operations = new Set([
  'BinaryExpression',
  'UnaryExpression',
  'MemberExpression',
  'PostfixExpression',
  'CallExpression',
]);

function literalOf(node: SyntaxNode, name: string, text: string): SourceLiteral {
  const { from: start, to: end } = node;
  return {
    start,
    end,
    get value() {
      return valueOf(name, text.slice(start, end));
    },
    get isOperand() {
      return operations.has(node.parent?.name ?? '');
    },
    get names() {
      return nameSegments(node, text);
    },
  };
}

function valueOf(name: string, text: string): ParamValue | undefined {
  switch (name) {
    case 'Number':
      return readNumber(text) ?? undefined;
    case 'BooleanLiteral':
      return text === 'true';
    case 'null':
      return null;
    case 'TemplateString':
      return text.includes('${') ? undefined : (readString(text) ?? undefined);
    default:
      return readString(text) ?? undefined;
  }
}
