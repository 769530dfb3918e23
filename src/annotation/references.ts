// What conditions and constraints name: whether it is there, whether it can be compared or computed with, and in which order parameters are settled.
import { renameIn } from '../space/constraint.ts';
import type { Constraint, Domain, Expression, Parameter, ParamValue } from '../space/space.ts';
import type { AnnotatedConstraint, AnnotatedParameter, Problem, ProblemSeverity, SourceRange } from './annotation.ts';
import { at, badCondition, circularCondition, constraintOnOther, unknownParameter } from './problems.ts';

type Annotated = {
  readonly parameters: readonly AnnotatedParameter[];
  readonly constraints: readonly AnnotatedConstraint[];
};

/**
 * The problems of what `annotated` names. A name that is not there is of severity `missing`: a warning where another file of the program
 * may have it.
 */
export function referenceProblems(
  { parameters, constraints }: Annotated,
  missing: ProblemSeverity,
): readonly Problem[] {
  const known = new Map(parameters.map(({ parameter }) => [parameter.name, parameter]));
  const ofConditions = parameters.flatMap(({ parameter, conditionRanges }) =>
    parameter.conditions.flatMap(({ param, op }, i) => {
      const range = conditionRanges[i];
      const parent = known.get(param);
      if (range === undefined) return [];
      if (parent === undefined) return [at(range, unknownParameter(param, missing))];
      const isOrder = op !== '==' && op !== '!=' && op !== 'in';
      return isOrder && typeof parent.initial !== 'number' ? [at(range, badCondition())] : [];
    }),
  );
  const ofConstraints = constraints.flatMap(({ constraint, range }) =>
    namesIn(constraint).flatMap((name) => problemOfOperand(name, known.get(name), { range, missing })),
  );
  return [...ofConditions, ...circles(parameters), ...ofConstraints];
}

function problemOfOperand(
  name: string,
  parameter: Parameter | undefined,
  { range, missing }: { range: SourceRange; missing: ProblemSeverity },
): readonly Problem[] {
  if (parameter === undefined) return [at(range, unknownParameter(name, missing))];
  return isNumeric(parameter.domain) ? [] : [at(range, constraintOnOther(name))];
}

function isNumeric(domain: Domain): boolean {
  const isNumber = (value: ParamValue): boolean => typeof value === 'number';
  if (domain.kind === 'choice') return domain.choices.every(isNumber);
  return domain.kind !== 'mixed' || domain.specials.every(isNumber);
}

/** The one of `names` that `name` means: itself, or the only one that ends with it (`depth` for `config.depth`); null where there is none. */
export function resolveName(name: string, names: Iterable<string>): string | null {
  const endings: string[] = [];
  for (const known of names) {
    if (known === name) return known;
    if (known.endsWith(`.${name}`)) endings.push(known);
  }
  return endings.length === 1 ? (endings[0] ?? null) : null;
}

/** `annotated` with the names that its conditions and constraints mean; what is not among `names` stays as it is. */
export function withResolvedNames<T extends Annotated>(annotated: T, names: Iterable<string>): T {
  const known = [...names];
  const rename = (name: string): string => resolveName(name, known) ?? name;
  return {
    ...annotated,
    parameters: annotated.parameters.map((one) => {
      const conditions = one.parameter.conditions.map((condition) => ({
        ...condition,
        param: rename(condition.param),
      }));
      return { ...one, parameter: { ...one.parameter, conditions } };
    }),
    constraints: annotated.constraints.map((one) => ({ ...one, constraint: renameIn(one.constraint, rename) })),
  };
}

/** The names of a constraint, each once, in their order. */
export function namesIn({ left, right }: Pick<Constraint, 'left' | 'right'>): readonly string[] {
  return [...new Set([...namesOf(left), ...namesOf(right)])];
}

function namesOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'param':
      return [expression.param];
    case 'negate':
      return namesOf(expression.of);
    case 'arithmetic':
      return [...namesOf(expression.left), ...namesOf(expression.right)];
  }
}

/** Parameters behind those that their conditions name, else in their own order; what depends on itself comes last. */
export function inDependencyOrder<T extends { readonly parameter: Parameter }>(parameters: readonly T[]): readonly T[] {
  const { ordered, rest } = settle(parameters);
  return [...ordered, ...rest];
}

function circles(parameters: readonly AnnotatedParameter[]): readonly Problem[] {
  return settle(parameters).rest.flatMap(({ parameter, conditionRanges: [range] }) =>
    range === undefined ? [] : [at(range, circularCondition(parameter.name))],
  );
}

function settle<T extends { readonly parameter: Parameter }>(parameters: readonly T[]): { ordered: T[]; rest: T[] } {
  const names = new Set(parameters.map(({ parameter }) => parameter.name));
  const settled = new Set<string>();
  const ordered: T[] = [];
  let rest = [...parameters];
  for (;;) {
    const waiting: T[] = [];
    for (const one of rest) {
      const isReady = one.parameter.conditions.every(({ param }) => settled.has(param) || !names.has(param));
      if (isReady) {
        settled.add(one.parameter.name);
        ordered.push(one);
      } else waiting.push(one);
    }
    if (waiting.length === rest.length) return { ordered, rest: waiting };
    rest = waiting;
  }
}
