// Which program a trial ran, with which arguments: values of one program are not comparable with those of another. Only compared, never run: a journal may
// come from anybody.
import { relative, sep } from 'node:path';
import type { Program } from '../../program/plan.ts';
import type { Study } from '../../study/study.ts';
import { isText, parseJson } from '../shapes.ts';

/** The fact of a trial that holds it. */
export const programFact = 'program';

/** As JSON text: the entry below the program's folder, and the arguments. */
export function programNote({ entry, args, cwd }: Pick<Program, 'entry' | 'args' | 'cwd'>): string {
  return JSON.stringify([relative(cwd, entry).split(sep).join('/'), ...args]);
}

/** Null where the latest trial that notes its program ran this one; else one sentence. */
export function whyOtherProgram(study: Pick<Study, 'trials'>, program: Program): string | null {
  const noted = study.trials.findLast(({ facts }) => isText(facts[programFact]))?.facts[programFact];
  const now = programNote(program);
  if (!isText(noted) || noted === now) return null;
  return `The program has changed from ${commandText(noted)} to ${commandText(now)}.`;
}

function commandText(note: string): string {
  const words = parseJson(note);
  const texts = Array.isArray(words) && words.every(isText) ? words : [note];
  return `'node ${texts.map((word) => (/[\s"]|^$/.test(word) ? JSON.stringify(word) : word)).join(' ')}'`;
}
