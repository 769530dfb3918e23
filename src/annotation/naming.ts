// Unique names for the annotated literals of a file: as short as the program's own names allow.
import type { NameSegments } from './segments.ts';

/**
 * One name per literal, in order. `as` wins; else the literal's own path, to which clashing ones add the nearest name around, one more at a time.
 * Null where none is left to add: those need an `as`.
 */
export function uniqueNames(
  literals: readonly { readonly segments: NameSegments; readonly as: string | null }[],
): readonly (string | null)[] {
  const nAround = literals.map(() => 0);
  for (;;) {
    const names = literals.map(({ segments, as }, i) => as ?? nameOf(segments, nAround[i] ?? 0));
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    const clashing = names.map((name) => name === '' || (counts.get(name) ?? 0) > 1);
    let isChanged = false;
    for (const [i, { segments, as }] of literals.entries()) {
      if (clashing[i] !== true || as !== null || (nAround[i] ?? 0) >= segments.around.length) continue;
      nAround[i] = (nAround[i] ?? 0) + 1;
      isChanged = true;
    }
    if (!isChanged) return firstOfEach(names);
  }
}

function nameOf({ own, around }: NameSegments, nAround: number): string {
  return [...around.slice(around.length - nAround), ...own].join('.');
}

/** The first of equal names keeps it; no name is none. */
function firstOfEach(names: readonly string[]): readonly (string | null)[] {
  const taken = new Set(['']);
  return names.map((name) => (taken.has(name) ? null : (taken.add(name), name)));
}
