// Which literal an annotation means: the one just before a block comment, the only one on the line of a line comment, or on the next line. Never a guess.
import type { SourceRange } from './annotation.ts';
import type { Direction } from '../space/objective.ts';
import type { SourceAssignment } from './assignments.ts';
import {
  annotatedTwice,
  noLiteral,
  notALiteral,
  objectiveWithoutMetric,
  severalLiterals,
  severalObjectives,
  type Finding,
} from './problems.ts';
import type { SourceLiteral } from './source.ts';

/** A comment that begins with "@tune". */
export type Tag = {
  readonly comment: { readonly start: number; readonly end: number; readonly isBlock: boolean };
  /** From "@tune" to the end of what it says. */
  readonly range: SourceRange;
};

type Ranges = (start: number, end: number) => SourceRange;

/** Finds the literal of each tag in turn. `literals` are in the order of the text. A block comment's literal is no candidate for a line comment any more. */
export function createBinder(literals: readonly SourceLiteral[], text: string) {
  const ofBlocks = new Set<SourceLiteral>();
  const bound = new Set<SourceLiteral>();
  const perEnd = new Map(literals.map((literal) => [literal.end, literal]));
  /** A negative number in an operation stands in parentheses. */
  let perOuterEnd: ReadonlyMap<number, SourceLiteral> | null = null;
  const endingAt = (end: number): SourceLiteral | undefined => {
    if (text[end - 1] !== ')') return perEnd.get(end);
    perOuterEnd ??= new Map(literals.flatMap((literal) => literal.outerEnds.map((outer) => [outer, literal] as const)));
    return perOuterEnd.get(end);
  };

  const before = (tag: Tag): readonly SourceLiteral[] => {
    const literal = endingAt(endBefore(tag, text));
    return literal === undefined ? [] : [literal];
  };
  const candidates = (tag: Tag): readonly SourceLiteral[] =>
    tag.comment.isBlock
      ? before(tag)
      : literalsIn(literals, lineMeant(tag, text).span).filter((literal) => !ofBlocks.has(literal));
  return {
    /** Call it for every block comment first. */
    reserve: (tag: Tag): void => {
      if (tag.comment.isBlock) for (const literal of before(tag)) ofBlocks.add(literal);
    },
    bind: (tag: Tag): SourceLiteral | Finding => {
      const found = candidates(tag);
      const [literal, ...others] = outermost(found).filter((one) => one.value !== undefined);
      if (literal === undefined) return found.length > 0 ? notALiteral() : noLiteral();
      if (others.length > 0)
        return severalLiterals([literal, ...others].map(({ start, end }) => text.slice(start, end)));
      if (bound.has(literal)) return annotatedTwice();
      bound.add(literal);
      return literal;
    },
  };
}

/**
 * The declaration or assignment whose value is the objective: of a block comment the one that ends right before it, of a line comment the
 * only one that begins or ends on its line or, where it is alone, begins on the next.
 */
export function bindObjective(
  tag: Tag,
  direction: Direction,
  { text, ranges, assignments }: { text: string; ranges: Ranges; assignments: readonly SourceAssignment[] },
): SourceAssignment | Finding {
  const end = endBefore(tag, text);
  const { line } = lineMeant(tag, text);
  const found = assignments.filter((one) => {
    if (tag.comment.isBlock) return one.end === end;
    const { startLine, endLine } = ranges(one.start, one.end);
    return one.end <= tag.comment.start ? endLine === line || startLine === line : startLine === line;
  });
  // Of assignments inside each other's values, as in a function's body, none is plainly the one.
  const [assignment, ...others] = found;
  if (assignment === undefined) return objectiveWithoutMetric(direction);
  return others.length > 0 ? severalObjectives(found.map(({ name }) => name)) : assignment;
}

/** Where the text before a comment ends, blanks left out. */
function endBefore(tag: Tag, text: string): number {
  let end = tag.comment.start;
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end--;
  return end;
}

type Span = { readonly start: number; readonly end: number };

/** The line that a line comment speaks of: its own or, alone on a line, the next. */
function lineMeant({ range, comment }: Tag, text: string): { readonly line: number; readonly span: Span } {
  const start = range.start - range.startColumn;
  const isAlone = text.slice(start, comment.start).trim() === '';
  return isAlone
    ? { line: range.startLine + 1, span: lineAfter(text, comment.end) }
    : { line: range.startLine, span: { start, end: comment.end } };
}

function lineAfter(text: string, end: number): Span {
  const lineBreaks = /\r\n|[\n\r\u2028\u2029]/g;
  lineBreaks.lastIndex = end;
  const start = lineBreaks.test(text) ? lineBreaks.lastIndex : text.length;
  return { start, end: lineBreaks.exec(text)?.index ?? text.length };
}

/** The literals that begin and end in a line: one that spans several cannot be swapped without moving lines. */
function literalsIn(literals: readonly SourceLiteral[], { start, end }: Span): readonly SourceLiteral[] {
  let first = 0;
  let last = literals.length;
  while (first < last) {
    const middle = (first + last) >> 1;
    if ((literals[middle]?.start ?? Infinity) < start) first = middle + 1;
    else last = middle;
  }
  const found: SourceLiteral[] = [];
  for (let i = first; ; i++) {
    const literal = literals[i];
    if (literal === undefined || literal.start >= end) return found;
    if (literal.end <= end) found.push(literal);
  }
}

/** Those that are no part of another, as the number in a text with substitutions is. The whole comes before its parts. */
function outermost(literals: readonly SourceLiteral[]): readonly SourceLiteral[] {
  let end = -1;
  return literals.filter((literal) => {
    if (literal.end <= end) return false;
    end = literal.end;
    return true;
  });
}
