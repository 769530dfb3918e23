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
    const literal = perEnd.get(endBefore(tag, text));
    return literal === undefined ? [] : [literal];
  };
  const onLine = (line: number): readonly SourceLiteral[] =>
    (perLine.get(line) ?? []).filter((literal) => !ofBlocks.has(literal));
  const candidates = (tag: Tag): readonly SourceLiteral[] => {
    if (tag.comment.isBlock) return before(tag);
    return onLine(lineMeant(tag, text));
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
  const line = lineMeant(tag, text);
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

/** The line that a line comment speaks of: its own or, alone on a line, the next. */
function lineMeant(tag: Tag, text: string): number {
  const lineStart = tag.range.start - tag.range.startColumn;
  const isAlone = text.slice(lineStart, tag.comment.start).trim() === '';
  return tag.range.startLine + (isAlone ? 1 : 0);
}

/** Whether a literal is part of another, as the number in a text with substitutions is. */
function isInside(literal: SourceLiteral, others: readonly SourceLiteral[]): boolean {
  return others.some((other) => other !== literal && other.start <= literal.start && literal.end <= other.end);
}

/** The line of a literal; none for one that spans several, which cannot be swapped without moving lines. */
function lineOf(range: SourceRange): number {
  return range.startLine === range.endLine ? range.startLine : -1;
}
