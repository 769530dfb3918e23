// What the annotations of one source file say: the result of parse.ts, read by program, editor and cli.
import type { Direction } from '../space/objective.ts';
import type { Constraint, Parameter, ParamValue } from '../space/space.ts';

/** A place in a source text: 0-based UTF-16 offsets, end exclusive, and the 0-based line and column of both ends. */
export type SourceRange = {
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
};

/** A literal of the program, unary minus included. It lies on one line. */
export type Literal = {
  readonly range: SourceRange;
  readonly text: string;
  readonly value: ParamValue;
  /** It stands in an operation: a negative number in its place needs parentheses. */
  readonly isOperand: boolean;
  /** A plus or minus that is not its own belongs to it alone: a number without a sign would take that for its own. */
  readonly isSigned: boolean;
  /** The characters right before and right after it, or nothing: other text in its place must not grow together with them, as in `return-5`. */
  readonly before: string;
  readonly after: string;
};

export type AnnotatedParameter = {
  readonly parameter: Parameter;
  /** `@tune off`: declared, and held at its literal. */
  readonly isHeld: boolean;
  readonly literal: Literal;
  /** The places of its conditions, in their order. */
  readonly conditionRanges: readonly SourceRange[];
  /** The text of the annotation from `@tune` to its end. */
  readonly tag: { readonly range: SourceRange; readonly text: string };
};

export type AnnotatedObjective = {
  readonly direction: Direction;
  /** A metric of fit or evaluate, from a file line; with an expression, the name that its value is given to. */
  readonly metric: string;
  /** The value that counts, where the annotation stands on a declaration or assignment; else null. */
  readonly expression: SourceRange | null;
  readonly range: SourceRange;
};

/** `@tune require …`; parameters under the names of their file, or of another file of the program. */
export type AnnotatedConstraint = { readonly constraint: Constraint; readonly range: SourceRange };

/** `@tune run path arguments…`: which program trains this model. */
export type RunLine = { readonly path: string; readonly args: readonly string[]; readonly range: SourceRange };

export type ProblemSeverity = 'error' | 'warning';

/** What is wrong with an annotation, where, and what to do about it. `code` is one of problems.ts. */
export type Problem = {
  readonly code: string;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly remedy: string;
  readonly range: SourceRange;
};

export type Annotations = {
  readonly parameters: readonly AnnotatedParameter[];
  readonly constraints: readonly AnnotatedConstraint[];
  readonly objective: AnnotatedObjective | null;
  readonly run: RunLine | null;
  readonly problems: readonly Problem[];
};

/** A replacement of a stretch of source text. */
export type TextEdit = { readonly range: SourceRange; readonly newText: string };
