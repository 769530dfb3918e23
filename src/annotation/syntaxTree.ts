// The syntax tree of a source text. An editor asks for the same file at every pause in the typing, so a text is read again only where it differs from the
// one before: the parser takes over the rest of the last tree.
import { TreeFragment, type SyntaxNode, type Tree } from '@lezer/common';
import { parser } from '@lezer/javascript';

type Read = {
  readonly text: string;
  readonly parsed: string;
  readonly tree: Tree;
  readonly fragments: readonly TreeFragment[];
};

/** The files that were read last, the latest at the end. */
const lastRead = new Map<string, Read>();
const maxFiles = 8;

/** The tree depends on `text` and on the extension of `file` alone, which decides the dialect: anything but TypeScript is JavaScript with JSX. */
export function parseTree(file: string, text: string): Tree {
  const before = lastRead.get(file);
  const read = before?.text === text ? before : readAgain(file, text, before);
  lastRead.delete(file);
  lastRead.set(file, read);
  if (lastRead.size > maxFiles) for (const oldest of [...lastRead.keys()].slice(0, 1)) lastRead.delete(oldest);
  return read.tree;
}

/** How many places of a text the parser does not understand. */
export function countErrors(file: string, text: string): number {
  let nErrors = 0;
  parseTree(file, text).iterate({
    enter: ({ type }) => {
      if (type.isError) nErrors++;
    },
  });
  return nErrors;
}

/** What stands before a node in the same construct, comments aside. */
export function partBefore(node: SyntaxNode): SyntaxNode | null {
  let sibling = node.prevSibling;
  while (isComment(sibling)) sibling = sibling?.prevSibling ?? null;
  return sibling;
}

export function partAfter(node: SyntaxNode): SyntaxNode | null {
  let sibling = node.nextSibling;
  while (isComment(sibling)) sibling = sibling?.nextSibling ?? null;
  return sibling;
}

function isComment(node: SyntaxNode | null): boolean {
  return node?.name === 'BlockComment' || node?.name === 'LineComment';
}

/** Where a node ends; the tree takes the comments right after it for a part of it. */
export function endOf(node: SyntaxNode): number {
  let last = node.lastChild;
  while (isComment(last)) last = last?.prevSibling ?? null;
  if (last === null) return node.firstChild?.from ?? node.to;
  return last === node.lastChild && last.to < node.to ? node.to : endOf(last);
}

function readAgain(file: string, text: string, before: Read | undefined): Read {
  const dialect = parserFor(file);
  let read = before;
  let parsed = asParserKnows(text);
  for (let pass = 1; ; pass++) {
    const kept = read === undefined ? [] : TreeFragment.applyChanges(read.fragments, [changeOf(read.parsed, parsed)]);
    const tree = dialect.parse(parsed, kept);
    read = { text, parsed, tree, fragments: TreeFragment.addTree(tree, kept) };
    const next = withLineEnds(parsed, tree, pass < maxPasses);
    if (next === parsed) return read;
    parsed = next;
  }
}

/**
 * The parser knows only the newline as the end of a line, takes other blanks than those of ASCII for letters, and wants prefixes of numbers in small letters. A
 * tree holds places, no text, so it is made from a text of the same length that has these.
 */
function asParserKnows(text: string): string {
  return text
    .replace(/\r(?!\n)/g, '\n')
    .replace(/[\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff]/g, ' ')
    .replace(/(?<![\w$])0[XBO](?=[\da-fA-F])/g, (prefix) => prefix.toLowerCase());
}

const maxPasses = 10;

/**
 * `text` with newlines for its line and paragraph separators. In strings they stand for themselves. In what the parser takes for a line comment they end it,
 * and another parse shows what comes next; `isFirstOnly`: only the first of each, as later ones may lie in a string.
 */
function withLineEnds(text: string, tree: Tree, isFirstOnly: boolean): string {
  if (!/[\u2028\u2029]/.test(text)) return text;
  const kept: { from: number; to: number }[] = [];
  tree.iterate({
    enter: ({ name, from, to }) => {
      if (name === 'String') kept.push({ from, to });
      if (!isFirstOnly || (name !== 'LineComment' && name !== 'Hashbang')) return;
      const first = text.slice(from, to).search(/[\u2028\u2029]/);
      if (first >= 0) kept.push({ from: from + first + 1, to });
    },
  });
  let i = 0;
  return text.replace(/[\u2028\u2029]/g, (separator, offset: number) => {
    while (kept[i] !== undefined && kept[i]!.to <= offset) i++;
    return (kept[i]?.from ?? Infinity) <= offset ? separator : '\n';
  });
}

/** The stretch between the beginning and the end that both texts share. */
function changeOf(before: string, after: string): { fromA: number; toA: number; fromB: number; toB: number } {
  const shorter = Math.min(before.length, after.length);
  const start = longest(shorter, (n) => after.startsWith(before.slice(0, n)));
  const nAtEnd = longest(shorter - start, (n) => after.endsWith(before.slice(before.length - n)));
  return { fromA: start, toA: before.length - nAtEnd, fromB: start, toB: after.length - nAtEnd };
}

/** The largest n up to `most` for which `holds`, which holds for all smaller ones too. */
function longest(most: number, holds: (n: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** To configure one takes as long as to parse a hundred lines. */
const parsers = new Map<string, typeof parser>();

function parserFor(file: string): typeof parser {
  const dialect = dialectOf(file);
  const known = parsers.get(dialect) ?? parser.configure({ dialect });
  parsers.set(dialect, known);
  return known;
}

function dialectOf(file: string): string {
  if (/\.[mc]?ts$/i.test(file)) return 'ts';
  return /\.tsx$/i.test(file) ? 'ts jsx' : 'jsx';
}
