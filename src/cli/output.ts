// Where the command line's words go: results on standard output, notes and progress on standard error. With --json, standard output holds JSON lines only.
// A stream that takes no more (a full disk, a reader that has gone) decides over nothing: what would have gone there is dropped, and the command goes on.
import { messageOf, type UserError } from '../errors.ts';
import { terminalText } from '../markup.ts';

export type Output = {
  readonly isJson: boolean;
  /** Whether results could not be written, and not because nobody wants to read them. */
  readonly isLost: boolean;
  /** A line of results. */
  print(line: string): void;
  /** Results that bring their own line ends; into a file or a pipe as they are. */
  write(text: string): void;
  /** A line for the person who waits; never part of the results. */
  note(line: string): void;
  /** The progress: rewritten in place on a terminal, a line of its own elsewhere. */
  progress(line: string): void;
  /** One object on a line of its own; only with --json. */
  json(value: object): void;
  /** What a command came to: the object with --json, else the text. */
  result(value: object, text: string): void;
  userError(error: UserError): void;
};

/** Writes to the process's own streams; what a journal or a program says steers no terminal. `onReaderGone`: whoever read the results reads no more (`| head`). */
export function createOutput(isJson: boolean, onReaderGone: () => void = () => undefined): Output {
  let isProgressShown = false;
  let isLost = false;
  const toError = guard(process.stderr, (error) => {
    if (isReaderGone(error)) return;
    const reason = messageOf(error);
    if (isJson) json({ kind: 'notesLost', reason });
    else print(`Standard error cannot be written, so notes are missing: ${reason}`);
  });
  const toOut = guard(process.stdout, (error) => {
    if (isReaderGone(error)) {
      onReaderGone();
      return;
    }
    isLost = true;
    note(`Standard output cannot be written, so results are missing there: ${messageOf(error)}`);
  });
  const clearProgress = (): void => {
    if (isProgressShown) toError('\r\x1b[2K');
    isProgressShown = false;
  };
  const write = (text: string): void => {
    clearProgress();
    toOut(process.stdout.isTTY ? terminalText(text) : text);
  };
  const print = (line: string): void => write(`${terminalText(line)}\n`);
  const note = (line: string): void => {
    clearProgress();
    toError(`${terminalText(line)}\n`);
  };
  const json = (value: object): void => {
    if (isJson) print(JSON.stringify(value, finiteOrText));
  };
  return {
    isJson,
    get isLost() {
      return isLost;
    },
    result: (value, text) => (isJson ? json(value) : print(text)),
    print,
    write,
    note,
    json,
    progress: (line) => {
      if (!process.stderr.isTTY) {
        note(line);
        return;
      }
      clearProgress();
      toError(terminalText(line).slice(0, Math.max(20, process.stderr.columns - 1)));
      isProgressShown = true;
    },
    userError: (error) => {
      const { code, message, remedy, place } = error;
      json({ kind: 'error', code, message, remedy, file: place?.file ?? null, line: place?.line ?? null });
      const where = place === undefined ? '' : `${place.file}${place.line === undefined ? '' : `:${place.line + 1}`}: `;
      note(`${where}${message}\n${remedy}`);
    },
  };
}

/** A write that never throws; `onFailure` is called with the first error, and nothing is written after it. */
function guard(stream: NodeJS.WriteStream, onFailure: (error: unknown) => void): (text: string) => void {
  let isBroken = false;
  const fail = (error: unknown): void => {
    if (isBroken) return;
    isBroken = true;
    onFailure(error);
  };
  stream.on('error', fail);
  return (text) => {
    if (isBroken) return;
    try {
      // A file is written to at once; of pipes the error comes later.
      stream.write(text, (error) => {
        if (error) fail(error);
      });
    } catch (error) {
      fail(error);
    }
  };
}

function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

/** JSON has no NaN and no infinity; they are written as text rather than lost as null. */
function finiteOrText(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
