// Cuts the text of an annotation into words. Offsets are those of the source file. Never fails: what it does not know is a token of kind 'other'.
import { readNumber, readString } from './literalText.ts';

export type Token = { readonly text: string; readonly start: number; readonly end: number } & (
  | { readonly kind: 'number'; readonly value: number | null }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'word' | 'sign' | 'other' }
);

// A number ends before "..", so that 1..4 is a range; a word may have dots inside, as dense1.units has.
const number =
  '0[xX][\\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\\d[\\d_]*(?:\\.(?!\\.)[\\d_]*)?|\\.\\d[\\d_]*)(?:[eE][-+]?\\d+)?';
const string = `'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"`;

/** Values and their domain: a sign belongs to its number, a hyphen to its word. */
const pattern = new RegExp(
  `(?<number>[-+]?(?:${number})(?![\\w$]))|(?<string>${string})` +
    `|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$-]*(?:\\.[\\p{L}\\p{N}_$][\\p{L}\\p{N}_$-]*)*)|(?<sign>\\.\\.|&&|[=!<>]=|[|<>])|(?<other>[^\\s|]+)`,
  'gsu',
);

/** Sums and comparisons: signs and hyphens are operations. */
const arithmeticPattern = new RegExp(
  `(?<number>(?:${number})(?![\\w$]))|(?<string>${string})` +
    `|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*(?:\\.[\\p{L}\\p{N}_$]+)*)|(?<sign>[=!<>]=|[-+*/%()<>])|(?<other>[^\\s]+)`,
  'gsu',
);

/** The tokens of `text`, which begins at `offset` of the file. */
export function tokenize(text: string, offset: number): readonly Token[] {
  return tokensOf(text, offset, pattern);
}

/** Whether `text` is one word of an annotation, and can be written into one as a name. */
export function isWord(text: string): boolean {
  const [only, ...others] = tokenize(text, 0);
  return others.length === 0 && only?.kind === 'word' && only.text === text;
}

/** The tokens of a constraint. */
export function tokenizeArithmetic(text: string, offset: number): readonly Token[] {
  return tokensOf(text, offset, arithmeticPattern);
}

function tokensOf(text: string, offset: number, pattern: RegExp): readonly Token[] {
  return [...text.matchAll(pattern)].map((match) => {
    const place = { text: match[0], start: offset + match.index, end: offset + match.index + match[0].length };
    const groups = match.groups ?? {};
    if (groups['number'] !== undefined) return { ...place, kind: 'number', value: readNumber(match[0]) };
    if (groups['string'] !== undefined) return stringToken(place);
    return { ...place, kind: groups['word'] !== undefined ? 'word' : groups['sign'] !== undefined ? 'sign' : 'other' };
  });
}

function stringToken(place: { readonly text: string; readonly start: number; readonly end: number }): Token {
  const value = readString(place.text);
  return value === null ? { ...place, kind: 'other' } : { ...place, kind: 'string', value };
}
