// Puts the annotations of several files together: names that are unique over all of them, and the space of what is to be tuned.
import { basename } from 'node:path';
import type { AnnotatedParameter, Annotations } from '../annotation/annotation.ts';
import { holds } from '../space/activity.ts';
import type { Condition, Parameter, ParamValue, Space } from '../space/space.ts';

/** The same annotations with names unique over all files: one that two files have gets the file's name before it, `model.units`. */
export function withUniqueNames(perFile: ReadonlyMap<string, Annotations>): ReadonlyMap<string, Annotations> {
  const counts = new Map<string, number>();
  for (const { parameters } of perFile.values()) {
    for (const { parameter } of parameters) counts.set(parameter.name, (counts.get(parameter.name) ?? 0) + 1);
  }
  return new Map(
    [...perFile].map(([file, annotations]) => {
      const rename = (name: string): string =>
        (counts.get(name) ?? 0) > 1 ? `${labelOf(file, perFile)}.${name}` : name;
      return [file, { ...annotations, parameters: annotations.parameters.map((one) => renamed(one, rename)) }];
    }),
  );
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
  const parameters: Parameter[] = [];
  /** Held parameters' literals; undefined for what can never be active. */
  const fixed = new Map<string, ParamValue | undefined>();
  for (const { parameter, isHeld, literal } of [...perFile].flatMap((annotations) => annotations.parameters)) {
    const isOpen = (condition: Condition): boolean => !fixed.has(condition.param);
    const canBeActive = parameter.conditions.every((one) => isOpen(one) || holds(one, fixed.get(one.param)));
    if (isHeld || !canBeActive) fixed.set(parameter.name, canBeActive ? literal.value : undefined);
    else parameters.push({ ...parameter, conditions: parameter.conditions.filter(isOpen) });
  }
  return { parameters };
}
