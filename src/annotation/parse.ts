// Source text to annotations. Never throws and never hangs, whatever the text: what is wrong becomes a problem with its place.
// A comment counts when "@tune" is the first thing in it, so that prose may speak of it. A problem of severity error drops its parameter.
import { literalsOf } from '../space/activity.ts';
import { isAllowed } from '../space/constraint.ts';
import { isInDomain } from '../space/domain.ts';
import type { ParamValue } from '../space/space.ts';
import type {
  AnnotatedConstraint,
  AnnotatedObjective,
  AnnotatedParameter,
  Annotations,
  Problem,
  RunLine,
  SourceRange,
} from './annotation.ts';
import { bindObjective, createBinder, type Tag } from './binding.ts';
import { domainOf } from './domain.ts';
import { uniqueNames } from './naming.ts';
import {
  at,
  duplicateName,
  literalsBreak,
  nameMissing,
  objectiveTwice,
  outsideDomain,
  reservedName,
  runTwice,
  type Finding,
} from './problems.ts';
import { inDependencyOrder, namesIn, referenceProblems, withResolvedNames } from './references.ts';
import { readSource, type Source, type SourceComment, type SourceLiteral } from './source.ts';
import { createRanges } from './sourceText.ts';
import { parseStatement, type ParameterStatement, type Statement } from './statement.ts';

const nothing: Annotations = { parameters: [], constraints: [], objective: null, run: null, problems: [] };

/** `file` only decides the dialect, by its extension. Parameters are in the order of the text. */
export function parseAnnotations(file: string, text: string): Annotations {
  if (!text.includes('@tune')) return nothing;
  const source = readSource(file, text);
  const ranges = createRanges(text);
  const tags = source.comments.flatMap((comment) => tagOf(comment, text, ranges) ?? []);
  return new Findings(source, text, ranges).annotations(tags);
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

type Draft = {
  readonly tag: Tag;
  readonly statement: ParameterStatement;
  readonly literal: SourceLiteral;
  readonly value: ParamValue;
};

/** What has been found so far; names, conditions and constraints are settled at the end, when all are known. */
class Findings {
  private readonly source: Source;
  private readonly text: string;
  private readonly ranges: Ranges;
  private readonly bind: ReturnType<typeof createBinder>;
  private readonly drafts: Draft[] = [];
  private readonly constraints: AnnotatedConstraint[] = [];
  private readonly problems: Problem[] = [];
  private theObjective: AnnotatedObjective | null = null;
  private theRun: RunLine | null = null;

  constructor(source: Source, text: string, ranges: Ranges) {
    this.source = source;
    this.text = text;
    this.ranges = ranges;
    this.bind = createBinder(source.literals, text);
  }

  annotations(tags: readonly Tag[]): Annotations {
    for (const tag of tags) this.bind.reserve(tag);
    for (const tag of tags) this.read(tag);
    const parameters = this.parameters();
    const names = parameters.map(({ parameter }) => parameter.name);
    const found = withResolvedNames({ parameters, constraints: this.constraints }, names);
    const references = referenceProblems(found, 'warning');
    const isBroken = (range: SourceRange): boolean =>
      references.some((problem) => problem.severity === 'error' && problem.range.start === range.start);
    const sound = {
      parameters: found.parameters.filter(({ conditionRanges }) => !conditionRanges.some(isBroken)),
      constraints: found.constraints.filter(({ range }) => !isBroken(range)),
    };
    return {
      ...sound,
      objective: this.theObjective,
      run: this.theRun,
      problems: [...this.problems, ...references, ...brokenByLiterals(sound)].toSorted(
        (a, b) => a.range.start - b.range.start,
      ),
    };
  }

  private read(tag: Tag): void {
    const { range } = tag;
    const statement = statementOf(tag, this.text);
    switch (statement.kind) {
      case 'bad': {
        this.problem(this.ranges(statement.span.start, statement.span.end), statement.finding);
        return;
      }
      case 'objective': {
        this.objective(tag, statement);
        return;
      }
      case 'require':
        this.constraints.push({ constraint: statement.constraint, range });
        return;
      case 'run':
        if (this.theRun === null) this.theRun = { path: statement.path, args: statement.args, range };
        else this.problem(range, runTwice());
        return;
      case 'parameter': {
        this.draft(tag, statement);
        return;
      }
    }
  }

  private problem(range: SourceRange, finding: Finding): void {
    this.problems.push(at(range, finding));
  }

  private objective(tag: Tag, { direction, metric }: Extract<Statement, { kind: 'objective' }>): void {
    const { range } = tag;
    if (this.theObjective !== null) {
      this.problem(range, objectiveTwice());
      return;
    }
    if (metric !== null) {
      this.theObjective = { direction, metric, expression: null, range };
      return;
    }
    const { text, ranges, source } = this;
    const bound = bindObjective(tag, direction, { text, ranges, assignments: source.assignments });
    if ('code' in bound) {
      this.problem(range, bound);
      return;
    }
    const { start, end } = bound.expression;
    this.theObjective = { direction, metric: bound.name, expression: ranges(start, end), range };
  }

  private draft(tag: Tag, statement: ParameterStatement): void {
    const literal = this.bind.bind(tag);
    if ('code' in literal) this.problem(tag.range, literal);
    else if (literal.value !== undefined) this.drafts.push({ tag, statement, literal, value: literal.value });
  }

  private parameters(): readonly AnnotatedParameter[] {
    const drafts = this.drafts.toSorted((a, b) => a.literal.start - b.literal.start);
    const names = uniqueNames(
      drafts.map(({ literal, statement }) => ({ segments: literal.names, as: statement.name?.text ?? null })),
    );
    return drafts.flatMap((draft, i) => this.settle(draft, names[i] ?? null) ?? []);
  }

  /** The parameter of a draft, or null with a problem noted. */
  private settle(draft: Draft, name: string | null): AnnotatedParameter | null {
    const { tag, statement, literal, value } = draft;
    const result = domainOf(statement, value);
    const place = (span: { start: number; end: number } | null): SourceRange =>
      span === null ? tag.range : this.ranges(span.start, span.end);
    if (result.domain === null) {
      this.problem(place(result.span), result.finding);
      return null;
    }
    if (name === null) {
      const taken = statement.name?.text ?? literal.names.own.join('.');
      this.problem(place(statement.name?.span ?? null), taken === '' ? nameMissing() : duplicateName(taken));
      return null;
    }
    if (name === '__proto__') {
      this.problem(place(statement.name?.span ?? null), reservedName(name));
      return null;
    }
    if (!statement.isHeld && !isInDomain(result.domain, value)) {
      this.problem(this.ranges(literal.start, literal.end), outsideDomain(String(value)));
    }
    const conditions = statement.conditions.map(({ condition }) => condition);
    return this.annotated(draft, { name, domain: result.domain, initial: value, conditions });
  }

  private annotated(
    { tag: { range }, statement, literal, value }: Draft,
    parameter: AnnotatedParameter['parameter'],
  ): AnnotatedParameter {
    const { start, end, isOperand, isSigned } = literal;
    return {
      parameter,
      isHeld: statement.isHeld,
      literal: {
        range: this.ranges(start, end),
        text: this.text.slice(start, end),
        value,
        isOperand,
        isSigned,
        before: /.$/su.exec(this.text.slice(Math.max(0, start - 2), start))?.[0] ?? '',
        after: /^./su.exec(this.text.slice(end, end + 2))?.[0] ?? '',
      },
      conditionRanges: statement.conditions.map(({ span }) => this.ranges(span.start, span.end)),
      tag: { range, text: this.text.slice(range.start, range.end) },
    };
  }
}

function statementOf({ range }: Tag, text: string): Statement {
  const offset = range.start + '@tune'.length;
  // The stars that begin the lines of a block comment are no part of it.
  const said = text.slice(offset, range.end).replace(/([\n\r][^\S\n\r]*)\*/g, '$1 ');
  return parseStatement(said, offset, { start: range.start, end: offset });
}

/** Only where all names are of this file: the values of other files are not known here. */
function brokenByLiterals({
  parameters,
  constraints,
}: Pick<Annotations, 'parameters' | 'constraints'>): readonly Problem[] {
  const space = { parameters: inDependencyOrder(parameters).map(({ parameter }) => parameter) };
  const names = new Set(space.parameters.map(({ name }) => name));
  const literals = literalsOf(space) ?? {};
  return constraints
    .filter(({ constraint }) => namesIn(constraint).every((name) => names.has(name)))
    .filter(({ constraint }) => !isAllowed({ ...space, constraints: [constraint] }, literals))
    .map(({ range }) => at(range, literalsBreak()));
}
