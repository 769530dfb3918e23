// The command line, parsed: which command, with which options. Throws a UserError for anything it does not understand.
import { badArguments } from '../errors.ts';
import { commandNames, isCommandName, type CommandName } from './commandTable.ts';
import type { CheckArgs } from './checkCommand.ts';
import type { ApplyArgs } from './applyCommand.ts';
import { isShell, shells, type Shell } from './shells.ts';
import type { ConfirmArgs } from './confirmCommand.ts';
import type { DoctorArgs } from './doctorCommand.ts';
import { exportFormat, type ExportFormat } from './exportFormat.ts';
import { number, parse, text, type Parsed } from './options.ts';
import type { ImportArgs } from './importCommand.ts';
import type { ReplayArgs } from './replayCommand.ts';
import type { StopArgs } from './stopCommand.ts';
import { placeIn } from './slurmArgs.ts';
import { parseTune, seedIn, type TuneArgs } from './tuneArgs.ts';

type Json = { readonly isJson: boolean };

export type Args =
  | TuneArgs
  | ConfirmArgs
  | (ReplayArgs & Json & { readonly command: 'replay' })
  | (Json & { readonly command: 'space'; readonly file: string; readonly program: string | undefined })
  | (Json & {
      readonly command: 'report';
      readonly journal: string;
      readonly study: string | null;
      readonly out: string | null;
    })
  | (Json & {
      readonly command: 'export';
      readonly journal: string;
      readonly study: string | null;
      readonly format: ExportFormat;
      readonly out: string | null;
    })
  | (ImportArgs & Json & { readonly command: 'import' })
  | (ApplyArgs & Json & { readonly command: 'apply' })
  | (CheckArgs & Json & { readonly command: 'check' })
  | (StopArgs & Json & { readonly command: 'stop' })
  | (DoctorArgs & Json & { readonly command: 'doctor' })
  | (Json & { readonly command: 'completion'; readonly shell: Shell })
  | { readonly command: 'optimizer' }
  | { readonly command: 'mcp'; /** Null: the folder it was started in. */ readonly root: string | null }
  /** `about` is null for the overview. */
  | (Json & { readonly command: 'help'; readonly about: CommandName | null })
  | (Json & { readonly command: 'version' });

/** `argv` is what follows the program's name. */
export function parseCommandLine(argv: readonly string[]): Args {
  const separator = argv.indexOf('--');
  const own = separator === -1 ? argv : argv.slice(0, separator);
  const programArgs = separator === -1 ? [] : argv.slice(separator + 1);
  const asked = askedHelp(own);
  if (asked !== null) return asked;
  const [word] = own;
  if (!isCommandName(word)) {
    checkWord(own);
    return parseTune(own, programArgs);
  }
  const rest = own.slice(1);
  if (word === 'tune') return parseTune(rest, programArgs);
  if (word === 'confirm') return parseConfirm(rest, programArgs);
  if (word === 'replay') return parseReplay(rest, programArgs);
  return parsers[word](rest);
}

/** What asks for help or the version, wherever it stands; null where nothing does. */
function askedHelp(own: readonly string[]): Args | null {
  const isJson = own.includes('--json');
  const words = own.filter((word) => !word.startsWith('-'));
  if (words[0] === 'help') return { command: 'help', about: isCommandName(words[1]) ? words[1] : null, isJson };
  if (own.includes('--help') || own.includes('-h') || own.length === 0)
    return { command: 'help', about: isCommandName(words[0]) ? words[0] : null, isJson };
  return own.includes('--version') ? { command: 'version', isJson } : null;
}

/** A mistyped command says more than "exactly one file is expected". */
function checkWord(own: readonly string[]): void {
  const [word = ''] = own;
  const nWords = own.filter((other) => !other.startsWith('-')).length;
  if (nWords > 1 && /^[a-z]+$/.test(word))
    throw badArguments(`"${word}" is no command; there are ${commandNames.join(', ')}.`);
}

const parsers: Readonly<Record<Exclude<CommandName, 'tune' | 'confirm' | 'replay'>, (own: readonly string[]) => Args>> =
  {
    optimizer: (own) => {
      parse('optimizer', own, 0);
      return { command: 'optimizer' };
    },
    mcp: (own) => {
      const { values } = parse('mcp', own, 0);
      return { command: 'mcp', root: text(values['root']) ?? null };
    },
    space: (own) => {
      const { values, words } = parse('space', own, 1);
      return { command: 'space', file: words[0] ?? '', program: text(values['program']), isJson: isJson(values) };
    },
    report: (own) => {
      const { values, words } = parse('report', own, 1);
      const target = { journal: words[0] ?? '', study: text(values['study']) ?? null };
      return { command: 'report', ...target, out: text(values['out']) ?? null, isJson: isJson(values) };
    },
    export: (own) => {
      const { values, words } = parse('export', own, 1);
      const out = text(values['out']) ?? null;
      const format = exportFormat(text(values['format']) ?? null, out);
      const target = { journal: words[0] ?? '', study: text(values['study']) ?? null };
      return { command: 'export', ...target, format, out, isJson: isJson(values) };
    },
    import: parseImport,
    apply: parseApply,
    check: parseCheck,
    stop: (own) => {
      const { values, words } = parse('stop', own, 1);
      return { command: 'stop', target: words[0] ?? '', isJson: isJson(values) };
    },
    doctor: (own) => {
      const { values, words } = parse('doctor', own, 0, 1);
      const machine = { program: text(values['program']), node: text(values['node']) ?? null };
      return { command: 'doctor', file: words[0] ?? null, ...machine, isJson: isJson(values) };
    },
    completion: (own) => {
      const { values, words } = parse('completion', own, 1);
      const shell = words[0] ?? '';
      if (!isShell(shell)) throw badArguments(`completion takes one of ${shells.join(', ')}, not "${shell}".`);
      return { command: 'completion', shell, isJson: isJson(values) };
    },
  };

function isJson(values: Parsed['values']): boolean {
  return values['json'] === true;
}

function parseImport(own: readonly string[]): Args {
  const { values, words } = parse('import', own, 2);
  return {
    command: 'import',
    from: words[0] ?? '',
    file: words[1] ?? '',
    value: text(values['value']) ?? null,
    study: text(values['study']) ?? null,
    seed: seedIn(values),
    program: text(values['program']),
    isDryRun: values['dry-run'] === true,
    isJson: isJson(values),
  };
}

function parseApply(own: readonly string[]): Args {
  const { values, words } = parse('apply', own, 1);
  const trial = number('--trial', text(values['trial']), { fallback: -1, low: 0, high: 1e9 });
  return {
    command: 'apply',
    target: words[0] ?? '',
    trial: trial === -1 ? null : trial,
    program: text(values['program']),
    isDryRun: values['dry-run'] === true,
    isJson: isJson(values),
  };
}

function parseCheck(own: readonly string[]): Args {
  const { values, words } = parse('check', own, 1);
  const tolerance = text(values['tolerance']);
  return {
    command: 'check',
    target: words[0] ?? '',
    tolerance:
      tolerance === undefined
        ? null
        : number('--tolerance', tolerance, { fallback: 0, low: 0, high: 1e300, isWhole: false }),
    program: text(values['program']),
    isJson: isJson(values),
  };
}

function parseConfirm(own: readonly string[], programArgs: readonly string[]): ConfirmArgs {
  const { values } = parse('confirm', own, 1);
  return {
    ...parseTune(own, programArgs, 'confirm'),
    command: 'confirm',
    nRepeats: number('--repeats', text(values['repeats']), { fallback: 3, low: 1, high: 1000 }),
    nLeaders: number('--leaders', text(values['leaders']), { fallback: 2, low: 1, high: 1000 }),
  };
}

function parseReplay(own: readonly string[], programArgs: readonly string[]): Args {
  const { values, words } = parse('replay', own, 2);
  return {
    command: 'replay',
    target: words[0] ?? '',
    trial: number('The trial', words[1], { fallback: 0, low: 0, high: 1e9 }),
    program: text(values['program']),
    programArgs,
    nodePath: text(values['node']) ?? null,
    place: placeIn(values, 1),
    isJson: isJson(values),
  };
}
