// The command line, parsed: which subcommand, with which options. Throws a UserError for anything it does not understand.
import type { ConfirmArgs } from './confirmCommand.ts';
import { exportFormat, type ExportFormat } from './exportCommand.ts';
import { number, parse, text, type OptionsConfig } from './options.ts';
import type { ReplayArgs } from './replayCommand.ts';
import { parseTune, tuneOptions, type TuneArgs } from './tuneArgs.ts';

export type Args =
  | TuneArgs
  | ConfirmArgs
  | (ReplayArgs & { readonly command: 'replay'; readonly isJson: boolean })
  | { readonly command: 'space'; readonly file: string; readonly program: string | undefined; readonly isJson: boolean }
  | { readonly command: 'report'; readonly journal: string; readonly out: string | null }
  | {
      readonly command: 'export';
      readonly journal: string;
      readonly format: ExportFormat;
      readonly out: string | null;
    }
  | {
      readonly command: 'apply';
      readonly target: string;
      readonly trial: number | null;
      readonly program: string | undefined;
      readonly isDryRun: boolean;
      readonly isJson: boolean;
    }
  | {
      readonly command: 'check';
      readonly target: string;
      readonly tolerance: number | null;
      readonly program: string | undefined;
      readonly isJson: boolean;
    }
  | {
      readonly command: 'doctor';
      readonly file: string | null;
      readonly program: string | undefined;
      readonly node: string | null;
      readonly isJson: boolean;
    }
  | { readonly command: 'optimizer' }
  | { readonly command: 'mcp' }
  | { readonly command: 'help' }
  | { readonly command: 'version' };

export const usage = `Usage: tunelens <file> [options] [-- arguments of the program]
       tunelens space <file> [--program <file>] [--json]
       tunelens report <study.log> [--out report.html]
       tunelens export <study.log> [--format csv|json|md] [--out <file>]
       tunelens apply <file|study.log> [--trial <n>] [--dry-run] [--json]
       tunelens confirm <file> [--repeats <n>] [--leaders <n>] [options]
       tunelens replay <file|study.log> <trial> [--program <file>] [--node <path>] [--json]
       tunelens check <file|study.log> [--tolerance <x>] [--json]
       tunelens doctor [<file>] [--program <file>] [--node <path>] [--json]
       tunelens optimizer
       tunelens mcp

Tunes the literals of <file> that carry a @tune comment, by training the program that uses them.

  --trials <n>     trials to run now, those of earlier runs come on top   (20)
  --parallel <n>   trials at a time                 (one per GPU, or 1 without)
  --seed <n>       seed of a new study, 0 to 4294967295                   (0)
  --sampler <s>    how values are chosen: gp (a model of the trials so far),
                   random, sobol (evenly spread) or grid                  (gp)
  --new            begin a new study even where one could be continued
  --timeout <s>    seconds after which a trial is stopped                 (no limit)
  --time <t>       no trial starts later than this, such as 90s, 30m, 2h  (no limit)
  --stop-when-done end when more trials are unlikely to pay
  --no-pruning     let each trial run to its end, however bad it is
  --models <n>     how many of the best trained models are kept           (1)
  --heap <MB>      limit of the JavaScript heap of a trial                (Node's own)
  --no-warm        do not start the next trial's process ahead (saves memory)
  --fit-value <v>  which epoch of a fit counts, last or best              (last)
  --program <file> the program that trains the model, where no "@tune run" line names it
  --node <path>    the Node that runs the trials                          (node on the PATH)
  --json           one JSON object a line: every event, and last the outcome
  --help, --version

space      prints what would be tuned, and runs nothing
report     writes the HTML report of a journal again
export     the trials of a journal as a table or as JSON
confirm    trains the best values (--leaders, 2) and the file's own again (--repeats, 3), with other
           seeds, and says which are better, and how surely
replay     runs a trial again with its values and seed: does the same value come out?
apply      writes the best values (or those of a trial) into the literals, and prints the difference
check      fails where the literals are worse than the best trial by more than the noise (or than x)
doctor     looks at all that trials need: Node, TensorFlow.js, native library, GPU, disk, memory
optimizer  asks and tells over JSON lines on standard input and output
mcp        serves language models over the Model Context Protocol on standard input and output

Exit codes: 0 done, 1 something to mend (it says what), 70 a bug of TuneLens, 130 interrupted.
`;

/** `argv` is what follows the program's name. */
export function parseCommandLine(argv: readonly string[]): Args {
  const separator = argv.indexOf('--');
  const own = separator === -1 ? argv : argv.slice(0, separator);
  const programArgs = separator === -1 ? [] : argv.slice(separator + 1);
  if (own.length === 0 || own.includes('--help') || own.includes('-h')) return { command: 'help' };
  if (own.includes('--version')) return { command: 'version' };
  switch (own[0]) {
    case 'optimizer':
      parse(own.slice(1), {}, 0);
      return { command: 'optimizer' };
    case 'mcp':
      parse(own.slice(1), {}, 0);
      return { command: 'mcp' };
    case 'space': {
      const { values, positionals } = parse(
        own.slice(1),
        { json: { type: 'boolean' }, program: { type: 'string' } },
        1,
      );
      const program = text(values['program']);
      return { command: 'space', file: positionals[0] ?? '', program, isJson: values['json'] === true };
    }
    case 'report': {
      const { values, positionals } = parse(own.slice(1), { out: { type: 'string' } }, 1);
      return { command: 'report', journal: positionals[0] ?? '', out: text(values['out']) ?? null };
    }
    case 'export': {
      const { values, positionals } = parse(own.slice(1), { format: { type: 'string' }, out: { type: 'string' } }, 1);
      const out = text(values['out']) ?? null;
      const format = exportFormat(text(values['format']) ?? null, out);
      return { command: 'export', journal: positionals[0] ?? '', format, out };
    }
    case 'apply':
      return parseApply(own.slice(1));
    case 'check':
      return parseCheck(own.slice(1));
    case 'confirm':
      return parseConfirm(own.slice(1), programArgs);
    case 'replay':
      return parseReplay(own.slice(1));
    case 'doctor':
      return parseDoctor(own.slice(1));
    default:
      return parseTune(own, programArgs);
  }
}

const applyOptions = {
  trial: { type: 'string' },
  program: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const satisfies OptionsConfig;

function parseApply(own: readonly string[]): Args {
  const { values, positionals } = parse(own, applyOptions, 1);
  const trial = number('--trial', text(values['trial']), { fallback: -1, low: 0, high: 1e9 });
  return {
    command: 'apply',
    target: positionals[0] ?? '',
    trial: trial === -1 ? null : trial,
    program: text(values['program']),
    isDryRun: values['dry-run'] === true,
    isJson: values['json'] === true,
  };
}

function parseCheck(own: readonly string[]): Args {
  const options = { tolerance: { type: 'string' }, program: { type: 'string' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parse(own, options, 1);
  const tolerance = text(values['tolerance']);
  return {
    command: 'check',
    target: positionals[0] ?? '',
    tolerance:
      tolerance === undefined
        ? null
        : number('--tolerance', tolerance, { fallback: 0, low: 0, high: 1e300, isWhole: false }),
    program: text(values['program']),
    isJson: values['json'] === true,
  };
}

function parseDoctor(own: readonly string[]): Args {
  const options = { json: { type: 'boolean' }, program: { type: 'string' }, node: { type: 'string' } } as const;
  const { values, positionals } = parse(own, options, 0, 1);
  return {
    command: 'doctor',
    file: positionals[0] ?? null,
    program: text(values['program']),
    node: text(values['node']) ?? null,
    isJson: values['json'] === true,
  };
}

function parseConfirm(own: readonly string[], programArgs: readonly string[]): ConfirmArgs {
  const options = { ...tuneOptions, repeats: { type: 'string' }, leaders: { type: 'string' } } as const;
  const { values } = parse(own, options, 1);
  return {
    ...parseTune(own, programArgs, options),
    command: 'confirm',
    nRepeats: number('--repeats', text(values['repeats']), { fallback: 3, low: 1, high: 1000 }),
    nLeaders: number('--leaders', text(values['leaders']), { fallback: 2, low: 1, high: 1000 }),
  };
}

function parseReplay(own: readonly string[]): Args {
  const options = { json: { type: 'boolean' }, program: { type: 'string' }, node: { type: 'string' } } as const;
  const { values, positionals } = parse(own, options, 2);
  return {
    command: 'replay',
    target: positionals[0] ?? '',
    trial: number('The trial', positionals[1], { fallback: 0, low: 0, high: 1e9 }),
    program: text(values['program']),
    nodePath: text(values['node']) ?? null,
    isJson: values['json'] === true,
  };
}
