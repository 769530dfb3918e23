// What the program itself calls the place of a literal: the variable or the property path that it is given to, and the named things around that.
import type { SyntaxNode } from '@lezer/common';
import { endOf, partBefore } from './syntaxTree.ts';

export type NameSegments = {
  /** The literal's own name: `lr`, or `config.lr` for a property of an object that a variable holds; empty where nothing names it. */
  readonly own: readonly string[];
  /** Names of what lies around, the nearest last: they tell equal names apart. */
  readonly around: readonly string[];
  /** The nearest call that it is given to: the function's name, and which argument it is (from 0, at most 64) or lies in. */
  readonly call: { readonly name: string; readonly argument: number; readonly isDirect: boolean } | null;
};

export function nameSegments(literal: SyntaxNode, text: string): NameSegments {
  const own: string[] = [];
  const around: string[] = [];
  let isOwn = true;
  let call: NameSegments['call'] = null;
  for (let node = literal; node.parent !== null; node = node.parent) {
    const { parent } = node;
    const names = namesBy(node, parent, text);
    if (names.length > 0) (isOwn || own.length === 0 ? own : around).unshift(...names);
    if (own.length > 0 && !keepsPath(parent.name)) isOwn = false;
    if (call === null && parent.name === 'ArgList') call = callOf(node, literal, parent, text);
  }
  // `export default 0.5`: others import it by that name.
  if (own.length === 0 && literal.parent?.name === 'ExportDeclaration') return { own: ['default'], around, call };
  // `model.add(dropout(0.5))`: the function is the only name there is.
  return own.length === 0 && call !== null ? { own: [call.name], around, call } : { own, around, call };
}

const maxArguments = 64;

function callOf(node: SyntaxNode, literal: SyntaxNode, list: SyntaxNode, text: string): NameSegments['call'] {
  // After `new` stands the class.
  const first = list.parent?.firstChild ?? null;
  const name = lastName(first?.name === 'new' ? first.nextSibling : first, text);
  if (name === null) return null;
  let argument = 0;
  // No known function has more: a list of thousands is not counted through for each of its literals.
  for (let at = node.prevSibling; at !== null && argument < maxArguments; at = at.prevSibling)
    if (at.name === ',') argument++;
  return { name, argument, isDirect: node.from === literal.from && node.to === literal.to };
}

/** A property path goes through nested objects to the variable or field that holds them, and ends at a call, a list or a function. */
function keepsPath(parentName: string): boolean {
  return parentName === 'Property' || parentName === 'ObjectExpression' || parentName === 'ParenthesizedExpression';
}

/** The names that `parent` gives to its child `node`; the innermost last. */
function namesBy(node: SyntaxNode, parent: SyntaxNode, text: string): readonly string[] {
  switch (parent.name) {
    case 'VariableDeclaration':
    case 'ParamList':
    case 'PropertyDeclaration':
    case 'PatternProperty':
    case 'ArrayPattern':
    case 'EnumBody':
      return identifier(givenName(node), text);
    case 'Property':
      return partBefore(node) === null ? [] : identifier(parent.firstChild, text);
    case 'JSXAttribute':
      return partBefore(node) === null ? [] : identifier(parent.firstChild, text);
    case 'JSXSelfClosingTag':
    case 'JSXOpenTag':
      return identifier(parent.firstChild?.nextSibling ?? null, text);
    case 'AssignmentExpression':
      return partBefore(node) === null ? [] : path(parent.firstChild, text);
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return identifier(parent.getChild('VariableDefinition'), text);
    case 'MethodDeclaration':
      return identifier(parent.getChild('PropertyDefinition'), text);
    default:
      return [];
  }
}

/** The definition that an equals sign right before `node` gives it to. */
function givenName(node: SyntaxNode): SyntaxNode | null {
  const equals = partBefore(node);
  if (equals?.name !== 'Equals') return null;
  let sibling = partBefore(equals);
  while (sibling?.name === 'TypeAnnotation' || sibling?.name === 'Optional') sibling = partBefore(sibling);
  return sibling;
}

function identifier(node: SyntaxNode | null, text: string): readonly string[] {
  if (node === null) return [];
  const name = text.slice(node.from, endOf(node)).replace(/^(['"])(.*)\1$/, '$2');
  return /^[\p{L}_$#][\p{L}\p{N}_$-]*$/u.test(name) ? [name.replace(/^#/, '')] : [];
}

/** `model.rate` without the words that say nothing: this, module, exports. */
function path(node: SyntaxNode | null, text: string): readonly string[] {
  if (node === null) return [];
  const names = text.slice(node.from, endOf(node)).split('.');
  if (!names.every((name) => /^#?[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name))) return [];
  return names.filter((name) => !['this', 'module', 'exports'].includes(name)).map((name) => name.replace(/^#/, ''));
}

function lastName(node: SyntaxNode | null, text: string): string | null {
  if (node === null) return null;
  return path(node, text).at(-1) ?? null;
}
