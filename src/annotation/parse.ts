// Source text to annotations. Never throws and never hangs, whatever the text: what is wrong becomes a problem with its place.
// A comment counts when "@tune" is the first thing in it, so that prose may speak of it. A problem of severity error drops its parameter.
import { isInDomain } from '../space/domain.ts';
import type { Condition, ParamValue } from '../space/space.ts';
import type {
  AnnotatedObjective,
  AnnotatedParameter,
  Annotations,
  Problem,
  RunLine,
  SourceRange,
} from './annotation.ts';
import { createBinder, type Tag } from './binding.ts';
import { domainOf } from './domain.ts';
import { uniqueNames } from './naming.ts';
import {
  at,
  badCondition,
  duplicateName,
  objectiveTwice,
  outsideDomain,
  runTwice,
  unknownParameter,
} from './problems.ts';
import { readSource, type SourceComment, type SourceLiteral } from './source.ts';
import { createRanges } from './sourceText.ts';
import { parseStatement, type ParameterStatement } from './statement.ts';

/** `file` only decides the dialect, by its extension. Parameters are in the order of their annotations. */
export function parseAnnotations(file: string, text: string): Annotations {
  if (!text.includes('@tune')) return { parameters: [], objective: null, run: null, problems: [] };
  const source = readSource(file, text);
  const ranges = createRanges(text);
  const tags = source.comments.flatMap((comment) => tagOf(comment, text, ranges) ?? []);
  const binder = createBinder(source.literals, text, ranges);
  for (const tag of tags) binder.reserve(tag);
  const found = new Findings(ranges);
  for (const tag of tags) readTag(tag, text, found, binder.bind);
  return found.annotations(text);
}

/** Null for a comment without an annotation. */
function tagOf(comment: SourceComment, text: string, ranges: Ranges): Tag | null {
  const { start, end, isBlock } = comment;
  const body = text.slice(start + 2, isBlock && text.slice(start, end).endsWith('*/') ? end - 2 : end);
  const match = /^[\s*]*(@tune)(?![\w$@.-])(.*)$/su.exec(body);
  if (match === null) return null;
  const tagStart = start + 2 + match[0].length - (match[2] ?? '').length - '@tune'.length;
  return { comment, range: ranges(tagStart, tagStart + `@tune${match[2] ?? ''}`.trimEnd().length) };
}

type Ranges = (start: number, end: number) => SourceRange;
type Bind = ReturnType<typeof createBinder>['bind'];

function readTag(tag: Tag, text: string, found: Findings, bind: Bind): void {
  const { range } = tag;
  const offset = range.start + '@tune'.length;
  // The stars that begin the lines of a block comment are no part of it.
  const said = text.slice(offset, range.end).replace(/(?<=[\n\r]\s*)\*/g, ' ');
  const statement = parseStatement(said, offset, { start: range.start, end: offset });
  switch (statement.kind) {
    case 'bad':
      found.problem(found.ranges(statement.span.start, statement.span.end), statement.finding);
      break;
    case 'objective':
      found.objective({ direction: statement.direction, metric: statement.metric, range });
      break;
    case 'run':
      found.run({ path: statement.path, args: statement.args, range });
      break;
    case 'parameter': {
      const literal = bind(tag);
      if ('code' in literal) found.problem(range, literal);
      else if (literal.value !== undefined) found.parameter({ tag, statement, literal, value: literal.value });
    }
  }
}

type Draft = {
  readonly tag: Tag;
  readonly statement: ParameterStatement;
  readonly literal: SourceLiteral;
  readonly value: ParamValue;
};

/** What has been found so far; names and conditions are settled at the end, when all are known. */
class Findings {
  readonly ranges: Ranges;
  private readonly drafts: Draft[] = [];
  private readonly problems: Problem[] = [];
  private theObjective: AnnotatedObjective | null = null;
  private theRun: RunLine | null = null;

  constructor(ranges: Ranges) {
    this.ranges = ranges;
  }

  problem(range: SourceRange, finding: Parameters<typeof at>[1]): void {
    this.problems.push(at(range, finding));
  }

  objective(objective: AnnotatedObjective): void {
    if (this.theObjective === null) this.theObjective = objective;
    else this.problem(objective.range, objectiveTwice());
  }

  run(run: RunLine): void {
    if (this.theRun === null) this.theRun = run;
    else this.problem(run.range, runTwice());
  }

  parameter(draft: Draft): void {
    this.drafts.push(draft);
  }

  annotations(text: string): Annotations {
    const drafts = this.drafts.toSorted((a, b) => a.literal.start - b.literal.start);
    const names = uniqueNames(
      drafts.map(({ literal, statement }) => ({ segments: literal.names, as: statement.name?.text ?? null })),
    );
    const parameters: AnnotatedParameter[] = [];
    for (const [i, draft] of drafts.entries()) {
      const parameter = this.settle(draft, names[i] ?? null, parameters);
      if (parameter !== null) parameters.push(this.annotated(draft, parameter, text));
    }
    const problems = this.problems.toSorted((a, b) => a.range.start - b.range.start);
    return { parameters, objective: this.theObjective, run: this.theRun, problems };
  }

  /** The parameter of a draft, or null with a problem noted. */
  private settle(
    { tag, statement, literal, value }: Draft,
    name: string | null,
    earlier: readonly AnnotatedParameter[],
  ): AnnotatedParameter['parameter'] | null {
    const result = domainOf(statement, value);
    const place = (span: { start: number; end: number } | null): SourceRange =>
      span === null ? tag.range : this.ranges(span.start, span.end);
    if (result.domain === null) {
      this.problem(place(result.span), result.finding);
      return null;
    }
    if (name === null) {
      const own = literal.names.own.join('.');
      this.problem(
        place(statement.name?.span ?? null),
        duplicateName(statement.name?.text ?? (own === '' ? 'a' : own)),
      );
      return null;
    }
    const conditions = this.conditionsOf(statement, earlier);
    if (conditions === null) return null;
    if (!statement.isHeld && !isInDomain(result.domain, value)) {
      this.problem(this.ranges(literal.start, literal.end), outsideDomain(String(value)));
    }
    return { name, domain: result.domain, initial: value, conditions };
  }

  private conditionsOf(
    { conditions }: ParameterStatement,
    earlier: readonly AnnotatedParameter[],
  ): readonly Condition[] | null {
    for (const { condition, span } of conditions) {
      const parent = earlier.find(({ parameter }) => parameter.name === condition.param)?.parameter;
      const isOrdered = condition.op !== '==' && condition.op !== '!=';
      const range = this.ranges(span.start, span.end);
      if (parent === undefined) this.problem(range, unknownParameter(condition.param));
      else if (isOrdered && typeof parent.initial !== 'number') this.problem(range, badCondition());
      else continue;
      return null;
    }
    return conditions.map(({ condition }) => condition);
  }

  private annotated(draft: Draft, parameter: AnnotatedParameter['parameter'], text: string): AnnotatedParameter {
    const { start, end, isOperand } = draft.literal;
    const { range } = draft.tag;
    return {
      parameter,
      isHeld: draft.statement.isHeld,
      literal: {
        range: this.ranges(start, end),
        text: text.slice(start, end),
        value: draft.value,
        isOperand,
        isAfterWord: /[\p{L}\p{N}_$]$/u.test(text.slice(Math.max(0, start - 2), start)),
      },
      tag: { range, text: text.slice(range.start, range.end) },
    };
  }
}
