// The plan of a study: which program runs, with which frozen sources, over which space. Made once at the start.
import { dirname, resolve } from 'node:path';
import type { AnnotatedObjective, Annotations, RunLine } from '../annotation/annotation.ts';
import { parseAnnotations } from '../annotation/parse.ts';
import {
  annotationProblems,
  everythingHeld,
  fileNotFound,
  noAnnotations,
  programNotFound,
  programUnclear,
} from '../errors.ts';
import type { Objective } from '../space/objective.ts';
import type { Space } from '../space/space.ts';
import { unreadable } from '../system/openFile.ts';
import { programCandidates } from './candidates.ts';
import { packageFolderOf, realFile, studyLocation, type StudyLocation } from './location.ts';
import type { Command } from './script.ts';
import { readSourceBytes, sourceTextOf } from './sourceBytes.ts';
import { takeSnapshot, type ReadSource, type Snapshot } from './snapshot.ts';
import { programProblems, spaceOf, withUniqueNames } from './studySpace.ts';

/** A command in its working folder `cwd`: the nearest one with a package.json. Paths are real and absolute. */
export type Program = Command & { readonly cwd: string };

/** And where its study is kept. */
export type StudyPlan = {
  /** The annotated file that the user started from. */
  readonly file: string;
  readonly program: Program;
  /** The program's local import graph as it was at the start. */
  readonly snapshot: Snapshot;
  /** The annotations of each file of the snapshot that has any, under the names of `space`. */
  readonly annotations: ReadonlyMap<string, Annotations>;
  /** The parameters to tune (held ones left out), names unique over all files. */
  readonly space: Space;
  /** Null where no annotation names it: the baseline trial discovers what there is. */
  readonly objective: AnnotatedObjective | null;
} & StudyLocation;

export type PlanOptions = {
  /** Added to the program's arguments. */
  readonly args?: readonly string[];
  /** The program (absolute path) and its own arguments; goes before the `@tune run` line. */
  readonly program?: Pick<Command, 'entry' | 'args'> & Partial<Command>;
  readonly readSource?: ReadSource;
};

/**
 * Plans the study of `file` (absolute path). Throws a UserError: the file or its program is not there, no program or several could be meant,
 * nothing is annotated, or an annotation does not parse.
 */
export function planStudy(file: string, options: PlanOptions): StudyPlan {
  const readSource = options.readSource ?? (() => undefined);
  const realPath = realFile(file);
  if (realPath === null) throw fileNotFound(file);
  const text = readSource(realPath) ?? readTextOf(realPath);
  const program = programOf(realPath, parseAnnotations(realPath, text).run, options);
  const snapshot = takeSnapshot([program.entry, realPath], readSource);
  const annotations = withUniqueNames(annotationsOf(snapshot));
  const space = checkedSpace(realPath, annotations);
  const objective = objectiveOf(realPath, annotations);
  return { file: realPath, program, snapshot, annotations, space, objective, ...studyLocation(realPath) };
}

function readTextOf(file: string): string {
  try {
    return sourceTextOf(readSourceBytes(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** In this order: the caller's choice, the `@tune run` line, the file itself where no local file loads it, the only candidate. */
function programOf(file: string, run: RunLine | null, { program, args = [] }: PlanOptions): Program {
  const { entry, ...own } = chosen(file, run, program);
  const place = program === undefined && run !== null ? { file, line: run.range.startLine } : { file };
  const found = realFile(entry);
  if (found === null) throw programNotFound(entry, place);
  const { nodeArgs = [], env = {} } = own;
  return { entry: found, args: [...own.args, ...args], nodeArgs, env, cwd: packageFolderOf(found) };
}

function chosen(
  file: string,
  run: RunLine | null,
  program: PlanOptions['program'],
): NonNullable<PlanOptions['program']> {
  if (program !== undefined) return program;
  if (run !== null) return { entry: resolve(dirname(file), run.path), args: run.args };
  const candidates = programCandidates(file);
  const [candidate, ...others] = candidates;
  const labels = candidates.map(({ label }) => label);
  if (others.length > 0) throw programUnclear(file, labels);
  return candidate ?? { entry: file, args: [] };
}

function annotationsOf(snapshot: Snapshot): ReadonlyMap<string, Annotations> {
  const all = [...snapshot.texts].map(([file, text]) => [file, parseAnnotations(file, text)] as const);
  return new Map(
    all.filter(
      ([, { parameters, constraints, objective, problems }]) =>
        parameters.length + constraints.length + problems.length > 0 || objective !== null,
    ),
  );
}

function checkedSpace(file: string, annotations: ReadonlyMap<string, Annotations>): Space {
  const ofFiles = [...annotations].flatMap(([where, { problems }]) => problems.map((one) => ({ ...one, file: where })));
  const problems = [...ofFiles, ...programProblems(annotations)].filter(({ severity }) => severity === 'error');
  if (problems.length > 0) throw annotationProblems(problems);
  const space = spaceOf(annotations.values());
  if (space.parameters.length > 0) return space;
  const isAnyHeld = [...annotations.values()].some(({ parameters }) => parameters.length > 0);
  throw isAnyHeld ? everythingHeld(file) : noAnnotations(file);
}

/** The file's own objective, else that of a file that its program loads. */
function objectiveOf(file: string, annotations: ReadonlyMap<string, Annotations>): AnnotatedObjective | null {
  const own = annotations.get(file)?.objective ?? null;
  if (own !== null) return own;
  for (const { objective } of annotations.values()) if (objective !== null) return objective;
  return null;
}

/** The objective that the annotations name; null where they name none. */
export function objectiveIn({ objective }: Pick<StudyPlan, 'objective'>): Objective | null {
  if (objective === null) return null;
  const { direction, metric, expression } = objective;
  return expression === null ? { direction, metric } : { direction, metric, isExpression: true };
}
