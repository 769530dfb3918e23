// Where the command line's words go: results on standard output, notes and progress on standard error. With --json, standard output holds JSON lines only.
import type { UserError } from '../errors.ts';
import { terminalText } from '../markup.ts';

export type Output = {
  readonly isJson: boolean;
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

/** Writes to the process's own streams. What a journal or a program says steers no terminal. */
export function createOutput(isJson: boolean): Output {
  let isProgressShown = false;
  const clearProgress = (): void => {
    if (isProgressShown) process.stderr.write('\r\x1b[2K');
    isProgressShown = false;
  };
  const write = (text: string): void => {
    clearProgress();
    process.stdout.write(process.stdout.isTTY ? terminalText(text) : text);
  };
  const print = (line: string): void => write(`${terminalText(line)}\n`);
  // Whoever reads has read enough (`| head`): that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const note = (line: string): void => {
    clearProgress();
    process.stderr.write(`${terminalText(line)}\n`);
  };
  const json = (value: object): void => {
    if (isJson) print(JSON.stringify(value, finiteOrText));
  };
  return {
    isJson,
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
      process.stderr.write(terminalText(line).slice(0, Math.max(20, process.stderr.columns - 1)));
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

/** JSON has no NaN and no infinity; they are written as text rather than lost as null. */
function finiteOrText(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
