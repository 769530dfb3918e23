// The syntax tree of a source text. An editor asks for the same file at every pause in the typing, so a text is read again only where it differs from the
// one before: the parser takes over the rest of the last tree.
import { TreeFragment, type Tree } from '@lezer/common';
import { parser } from '@lezer/javascript';

type Read = { readonly text: string; readonly tree: Tree; readonly fragments: readonly TreeFragment[] };

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

function readAgain(file: string, text: string, before: Read | undefined): Read {
  const dialect = parser.configure({ dialect: dialectOf(file) });
  const kept = before === undefined ? [] : TreeFragment.applyChanges(before.fragments, [changeOf(before.text, text)]);
  const tree = dialect.parse(text, kept);
  return { text, tree, fragments: TreeFragment.addTree(tree, kept) };
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
