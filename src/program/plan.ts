// The plan of a study: which program runs, with which frozen sources, over which space. Made once at the start.
import type { AnnotatedObjective, Annotations } from '../annotation/annotation.ts';
import type { Space } from '../space/space.ts';

/** What `node entry args` would run, in `cwd` (the nearest folder with a package.json). Paths are real and absolute. */
export type Program = { readonly entry: string; readonly args: readonly string[]; readonly cwd: string };

export type StudyPlan = {
  /** The annotated file that the user started from. */
  readonly file: string;
  readonly program: Program;
  /** The program's local import graph as it was at the start: real absolute path -> source text. */
  readonly snapshot: ReadonlyMap<string, string>;
  /** The annotations of each file of the snapshot that has any. */
  readonly annotations: ReadonlyMap<string, Annotations>;
  /** The parameters to tune (held ones left out), names unique over all files. */
  readonly space: Space;
  /** Null where no annotation names it: the baseline trial discovers what there is. */
  readonly objective: AnnotatedObjective | null;
  /** The study's name: the file's path below `cwd`, without its extension, joined by dashes. */
  readonly studyName: string;
  /** `<cwd>/.tune` */
  readonly dataFolder: string;
};
