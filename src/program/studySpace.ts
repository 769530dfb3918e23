// Puts the annotations of several files together: names that are unique over all of them, and the space of what is to be tuned.
import { basename } from 'node:path';
import type { AnnotatedParameter, Annotations, Problem } from '../annotation/annotation.ts';
import { inDependencyOrder, namesIn, referenceProblems, withResolvedNames } from '../annotation/references.ts';
import { holds } from '../space/activity.ts';
import { renameIn } from '../space/constraint.ts';
import type { Condition, Constraint, Parameter, ParamValue, Space } from '../space/space.ts';

/**
 * The same annotations with names unique over all files: one that two files have gets the file's name before it, `model.units`. Conditions and
 * constraints mean a parameter of their own file, else the one of that name in another.
 */
export function withUniqueNames(perFile: ReadonlyMap<string, Annotations>): ReadonlyMap<string, Annotations> {
  const counts = new Map<string, number>();
  for (const { parameters } of perFile.values()) {
    for (const { parameter } of parameters) counts.set(parameter.name, (counts.get(parameter.name) ?? 0) + 1);
  }
  const renamedFiles = new Map(
    [...perFile].map(([file, annotations]) => {
      const own = new Set(annotations.parameters.map(({ parameter }) => parameter.name));
      const rename = (name: string): string =>
        own.has(name) && (counts.get(name) ?? 0) > 1 ? `${labelOf(file, perFile)}.${name}` : name;
      const parameters = annotations.parameters.map((one) => renamed(one, rename));
      const constraints = annotations.constraints.map((one) => ({
        ...one,
        constraint: renameIn(one.constraint, rename),
      }));
      return [file, { ...annotations, parameters, constraints }] as const;
    }),
  );
  const names = [...renamedFiles.values()].flatMap(({ parameters }) =>
    parameters.map(({ parameter }) => parameter.name),
  );
  return new Map([...renamedFiles].map(([file, annotations]) => [file, withResolvedNames(annotations, names)]));
}

/** What conditions and constraints name and no file has, or cannot be compared; only what shows when all files are seen together. */
export function programProblems(perFile: ReadonlyMap<string, Annotations>): readonly (Problem & { file: string })[] {
  const files = [...perFile];
  const fileOf = new Map<unknown, string>();
  for (const [file, { parameters, constraints }] of files) {
    for (const { range } of constraints) fileOf.set(range, file);
    for (const { conditionRanges } of parameters) for (const range of conditionRanges) fileOf.set(range, file);
  }
  const all = {
    parameters: files.flatMap(([, { parameters }]) => parameters),
    constraints: files.flatMap(([, { constraints }]) => constraints),
  };
  return referenceProblems(all, 'error').map((problem) => ({ ...problem, file: fileOf.get(problem.range) ?? '' }));
}

/** The file's name without extension; with its folders, as many as it takes, where several files share it. */
function labelOf(file: string, perFile: ReadonlyMap<string, Annotations>): string {
  const parts = file.replace(/\.[^.]+$/, '').split(/[\\/]/);
  const others = [...perFile.keys()]
    .filter((other) => other !== file)
    .map((other) => other.replace(/\.[^.]+$/, '').split(/[\\/]/));
  for (let n = 1; n < parts.length; n++) {
    const label = parts.slice(-n).join('.');
    if (others.every((other) => other.slice(-n).join('.') !== label)) return label;
  }
  return basename(file);
}

function renamed(one: AnnotatedParameter, rename: (name: string) => string): AnnotatedParameter {
  const { parameter } = one;
  const conditions = parameter.conditions.map((condition) => ({ ...condition, param: rename(condition.param) }));
  return { ...one, parameter: { ...parameter, name: rename(parameter.name), conditions } };
}

/**
 * What is to be tuned. A held parameter is a constant: a condition on it that holds for its literal falls away, and one that does not takes
 * its parameter out, and whatever depends on that.
 */
export function spaceOf(perFile: Iterable<Annotations>): Space {
  const files = [...perFile];
  const parameters: Parameter[] = [];
  /** Held parameters' literals; undefined for what can never be active. */
  const fixed = new Map<string, ParamValue | undefined>();
  const annotated = inDependencyOrder(files.flatMap((annotations) => annotations.parameters));
  for (const { parameter, isHeld, literal } of annotated) {
    const isOpen = (condition: Condition): boolean => !fixed.has(condition.param);
    const canBeActive = parameter.conditions.every((one) => isOpen(one) || holds(one, fixed.get(one.param)));
    if (isHeld || !canBeActive) fixed.set(parameter.name, canBeActive ? literal.value : undefined);
    else parameters.push({ ...parameter, conditions: parameter.conditions.filter(isOpen) });
  }
  const constraints = files.flatMap((file) => file.constraints).flatMap(({ constraint }) => open(constraint, fixed));
  return constraints.length === 0 ? { parameters } : { parameters, constraints };
}

/** The constraint over what is tuned; none where a parameter in it never counts, or nothing in it is tuned. */
function open(constraint: Constraint, fixed: ReadonlyMap<string, ParamValue | undefined>): readonly Constraint[] {
  const names = namesIn(constraint);
  if (names.some((name) => fixed.has(name) && typeof fixed.get(name) !== 'number')) return [];
  if (names.every((name) => fixed.has(name))) return [];
  return [
    renameIn(constraint, (name) => {
      const value = fixed.get(name);
      return typeof value === 'number' ? value : name;
    }),
  ];
}
