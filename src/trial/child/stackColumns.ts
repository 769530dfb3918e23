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
  if (!trace.includes(frameStart)) return trace;
  return trace
    .split('\n')
    .map((line) => (isFrame(line) ? frameWithColumns(line, sources) : line))
    .join('\n');
}

/** What V8 begins the line of a place with. All else is the message, which may be a megabyte of anything. */
const frameStart = '    at ';

/** Two of the longest paths, with names of functions. */
const maxFrameLength = 16_384;

function isFrame(line: string): boolean {
  return line.startsWith(frameStart) && line.length <= maxFrameLength;
}

/** Each stretch of the line is looked at once: from the end of the place before, or the last round bracket, to the numbers. */
function frameWithColumns(frame: string, sources: Sources): string {
  let text = '';
  let from = 0;
  for (const { 0: all, 1: line = '', 2: column = '', index } of frame.matchAll(/:(\d+):(\d+)/g)) {
    const before = frame.slice(from, index);
    const open = Math.max(before.lastIndexOf('('), before.lastIndexOf(')')) + 1;
    const start = before.slice(open).search(/file:\/\/|\/|[A-Za-z]:\\/);
    const columns = start === -1 ? [] : columnsOf(before.slice(open + start), sources);
    const at = columns.findLast((one) => one[0] === Number(line) - 1 && one[1] < Number(column));
    text += before + (at === undefined ? all : `:${line}:${Number(column) - at[1] + at[2]}`);
    from = index + all.length;
  }
  return text + frame.slice(from);
}

function columnsOf(place: string, sources: Sources): SourceText['columns'] {
  const path = pathOf(place);
  return path === null || !Object.hasOwn(sources, path) ? [] : (sources[path]?.columns ?? []);
}

function pathOf(place: string): string | null {
  if (!place.startsWith('file:')) return place;
  try {
    return fileURLToPath(place);
  } catch {
    return null;
  }
}
