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
  while (sibling?.name === 'BlockComment' || sibling?.name === 'LineComment') sibling = sibling.prevSibling;
  return sibling;
}

function readAgain(file: string, text: string, before: Read | undefined): Read {
  const dialect = parser.configure({ dialect: dialectOf(file) });
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
 * The parser knows only the newline as the end of a line, and number prefixes in small letters only. A tree holds places, no text, so it is made from a
 * text of the same length that has these.
 */
function asParserKnows(text: string): string {
  return text.replace(/\r(?!\n)/g, '\n').replace(/(?<![\w$])0[XBO](?=[\da-fA-F])/g, (prefix) => prefix.toLowerCase());
}

const maxPasses = 10;

/**
 * `text` with newlines for the line and paragraph separators that end its line comments. In strings they stand for themselves, so each end that is found may
 * show another comment, and another parse. `isFirstOnly`: only the first of each comment; later ones may lie in a string.
 */
function withLineEnds(text: string, tree: Tree, isFirstOnly: boolean): string {
  if (!/[\u2028\u2029]/.test(text)) return text;
  const pieces: string[] = [];
  let kept = 0;
  tree.iterate({
    enter: ({ name, from, to }) => {
      if (name !== 'LineComment') return;
      const said = text.slice(from, to);
      pieces.push(text.slice(kept, from), said.replace(isFirstOnly ? /[\u2028\u2029]/ : /[\u2028\u2029]/g, '\n'));
      kept = to;
    },
  });
  return [...pieces, text.slice(kept)].join('');
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

function dialectOf(file: string): string {
  if (/\.[mc]?ts$/i.test(file)) return 'ts';
  return /\.tsx$/i.test(file) ? 'ts jsx' : 'jsx';
}
