// Runs in the child: puts the columns of the user's own file into stack traces where a swapped literal has moved them. Lines never move.
import { fileURLToPath } from 'node:url';
import type { SourceText } from '../trialProtocol.ts';

type Sources = Readonly<Record<string, SourceText>>;
/** A place on the stack, which knows how V8 writes it. */
type CallSite = { readonly toString: (this: CallSite) => string };
type PrepareStackTrace = (error: Error, sites: readonly CallSite[]) => unknown;

/** Changes nothing where no column has moved, or where the program formats its traces itself. */
export function installStackColumns(sources: Sources): void {
  if (Object.values(sources).every(({ columns }) => columns.length === 0)) return;
  // Node 22 and later have a function of their own here.
  const own: unknown = Reflect.get(Error, 'prepareStackTrace');
  const before: PrepareStackTrace = isPrepare(own) ? own : formatted;
  Reflect.set(Error, 'prepareStackTrace', (error: Error, sites: readonly CallSite[]) => {
    const trace = before(error, sites);
    return typeof trace === 'string' ? withOriginalColumns(trace, sources) : trace;
  });
}

function isPrepare(raw: unknown): raw is PrepareStackTrace {
  return typeof raw === 'function';
}

/** As V8 does, with the code that Node adds to its own errors. */
function formatted(error: Error, sites: readonly CallSite[]): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  const isNodes = typeof code === 'string' && code.startsWith('ERR_');
  const head = isNodes ? `${error.name} [${code}]: ${error.message}` : Error.prototype.toString.call(error);
  return head + sites.map((site) => `\n    at ${site.toString()}`).join('');
}

/** `trace` with each place of a served file as it is in the file on disk. */
export function withOriginalColumns(trace: string, sources: Sources): string {
  return trace.replace(
    /(file:\/\/[^\s()]+?|(?:\/|[A-Za-z]:\\)[^\n()]+?):(\d+):(\d+)/g,
    (all: string, place: string, line: string, column: string) => {
      const path = pathOf(place);
      const columns = path === null || !Object.hasOwn(sources, path) ? [] : (sources[path]?.columns ?? []);
      const at = columns.findLast((one) => one[0] === Number(line) - 1 && one[1] < Number(column));
      return at === undefined ? all : `${place}:${line}:${Number(column) - at[1] + at[2]}`;
    },
  );
}

function pathOf(place: string): string | null {
  if (!place.startsWith('file:')) return place;
  try {
    return fileURLToPath(place);
  } catch {
    return null;
  }
}
