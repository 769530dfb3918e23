// Which literal an annotation means: the one just before a block comment, the only one on the line of a line comment, or on the next line. Never a guess.
import type { SourceRange } from './annotation.ts';
import { annotatedTwice, noLiteral, notALiteral, severalLiterals, type Finding } from './problems.ts';
import type { SourceLiteral } from './source.ts';

/** A comment that begins with "@tune". */
export type Tag = {
  readonly comment: { readonly start: number; readonly end: number; readonly isBlock: boolean };
  /** From "@tune" to the end of what it says. */
  readonly range: SourceRange;
};

type Ranges = (start: number, end: number) => SourceRange;

/** Finds the literal of each tag in turn. A block comment's literal is no candidate for a line comment any more. */
export function createBinder(literals: readonly SourceLiteral[], text: string, ranges: Ranges) {
  const ofBlocks = new Set<SourceLiteral>();
  const bound = new Set<SourceLiteral>();
  const perLine = new Map<number, SourceLiteral[]>();
  for (const literal of literals) {
    const line = lineOf(ranges(literal.start, literal.end));
    perLine.set(line, [...(perLine.get(line) ?? []), literal]);
  }
  const perEnd = new Map(literals.map((literal) => [literal.end, literal]));

  const before = (tag: Tag): readonly SourceLiteral[] => {
    let end = tag.comment.start;
    while (end > 0 && /\s/.test(text.charAt(end - 1))) end--;
    const literal = perEnd.get(end);
    return literal === undefined ? [] : [literal];
  };
  const onLine = (line: number): readonly SourceLiteral[] =>
    (perLine.get(line) ?? []).filter((literal) => !ofBlocks.has(literal));
  const candidates = (tag: Tag): readonly SourceLiteral[] => {
    if (tag.comment.isBlock) return before(tag);
    const isAlone = text.slice(tag.range.start - tag.range.startColumn, tag.comment.start).trim() === '';
    return onLine(tag.range.startLine + (isAlone ? 1 : 0));
  };
  return {
    /** Call it for every block comment first. */
    reserve: (tag: Tag): void => {
      if (tag.comment.isBlock) for (const literal of before(tag)) ofBlocks.add(literal);
    },
    bind: (tag: Tag): SourceLiteral | Finding => {
      const found = candidates(tag);
      const [literal, ...others] = found.filter((one) => one.value !== undefined && !isInside(one, found));
      if (literal === undefined) return found.length > 0 ? notALiteral() : noLiteral();
      if (others.length > 0)
        return severalLiterals([literal, ...others].map(({ start, end }) => text.slice(start, end)));
      if (bound.has(literal)) return annotatedTwice();
      bound.add(literal);
      return literal;
    },
  };
}

/** Whether a literal is part of another, as the number in a text with substitutions is. */
function isInside(literal: SourceLiteral, others: readonly SourceLiteral[]): boolean {
  return others.some((other) => other !== literal && other.start <= literal.start && literal.end <= other.end);
}

/** The line of a literal; none for one that spans several, which cannot be swapped without moving lines. */
function lineOf(range: SourceRange): number {
  return range.startLine === range.endLine ? range.startLine : -1;
}
