// Whether a child may be started before its trial is needed.

/**
 * False where something of the user's would run, be opened or be written although no trial may come: what Node loads before the program, a debugger, a
 * profiler.
 */
export function isWarmable(program: {
  readonly nodeArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}): boolean {
  return !('NODE_OPTIONS' in program.env) && !program.nodeArgs.some((option) => early.test(option));
}

const early =
  /^(?:-r|--(?:require|import|loader|experimental-loader|inspect|cpu-prof|heap-prof|prof|test|watch)(?![a-z]))/;
