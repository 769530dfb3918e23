// The command line, parsed: which subcommand, with which options. Throws a UserError for anything it does not understand.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { badArguments, messageOf } from '../errors.ts';
import { parseSampler, samplers, type Sampler } from '../study/sampler.ts';
import type { FitValue } from '../trial/objective.ts';

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

export type TuneArgs = {
  readonly command: 'tune';
  readonly file: string;
  readonly nTrials: number;
  readonly nParallel: number;
  readonly seed: number;
  readonly sampler: Sampler;
  readonly isNewStudy: boolean;
  readonly trialTimeoutMs: number | null;
  readonly fitValue: FitValue;
  readonly node: string | null;
  readonly program: string | undefined;
  readonly isJson: boolean;
  readonly programArgs: readonly string[];
};

export type Args =
  | TuneArgs
  | { readonly command: 'space'; readonly file: string; readonly program: string | undefined; readonly isJson: boolean }
  | { readonly command: 'report'; readonly journal: string; readonly out: string | null }
  | { readonly command: 'optimizer' }
  | { readonly command: 'mcp' }
  | { readonly command: 'help' }
  | { readonly command: 'version' };

export const usage = `Usage: tunelens <file> [options] [-- arguments of the program]
       tunelens space <file> [--program <file>] [--json]
       tunelens report <study.log> [--out report.html]
       tunelens optimizer
       tunelens mcp

Tunes the literals of <file> that carry a @tune comment, by training the program that uses them.

  --trials <n>     trials to run now, those of earlier runs come on top   (20)
  --parallel <n>   trials at a time                                       (1)
  --seed <n>       seed of a new study, 0 to 4294967295                   (0)
  --sampler <s>    how values are chosen: gp (a model of the trials so far),
                   random, sobol (evenly spread) or grid                  (gp)
  --new            begin a new study even where one could be continued
  --timeout <s>    seconds after which a trial is stopped                 (no limit)
  --fit-value <v>  which epoch of a fit counts, last or best              (last)
  --program <file> the program that trains the model, where no "@tune run" line names it
  --node <path>    the Node that runs the trials                          (node on the PATH)
  --json           one JSON object a line: every event, and last the outcome
  --help, --version

space      prints what would be tuned, and runs nothing
report     writes the HTML report of a journal again
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
    default:
      return parseTune(own, programArgs);
  }
}

const tuneOptions = {
  trials: { type: 'string' },
  parallel: { type: 'string' },
  seed: { type: 'string' },
  sampler: { type: 'string' },
  new: { type: 'boolean' },
  timeout: { type: 'string' },
  'fit-value': { type: 'string' },
  program: { type: 'string' },
  node: { type: 'string' },
  json: { type: 'boolean' },
} as const satisfies OptionsConfig;

function parseTune(own: readonly string[], programArgs: readonly string[]): TuneArgs {
  const { values, positionals } = parse(own, tuneOptions, 1);
  const timeoutS = number('--timeout', text(values['timeout']), { fallback: 0, low: 0, high: 1e7, isWhole: false });
  return {
    command: 'tune',
    file: positionals[0] ?? '',
    nTrials: number('--trials', text(values['trials']), { fallback: 20, low: 1, high: 1e6 }),
    nParallel: number('--parallel', text(values['parallel']), { fallback: 1, low: 1, high: 1024 }),
    seed: number('--seed', text(values['seed']), { fallback: 0, low: 0, high: 2 ** 32 - 1 }),
    sampler: samplerNamed(text(values['sampler']) ?? 'gp'),
    isNewStudy: values['new'] === true,
    trialTimeoutMs: timeoutS === 0 ? null : timeoutS * 1000,
    fitValue: fitValue(text(values['fit-value'])),
    node: text(values['node']) ?? null,
    program: text(values['program']),
    isJson: values['json'] === true,
    programArgs,
  };
}

function fitValue(value: string | undefined): FitValue {
  if (value === undefined || value === 'last' || value === 'best') return value ?? 'last';
  throw badArguments(`--fit-value takes last or best, not "${value}".`);
}

function samplerNamed(name: string): Sampler {
  const sampler = parseSampler(name);
  if (sampler === null) throw badArguments(`--sampler takes one of ${samplers.join(', ')}, not "${name}".`);
  return sampler;
}

function parse(args: readonly string[], options: OptionsConfig, nPositionals: number) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    if (parsed.positionals.length !== nPositionals) {
      throw new Error(
        nPositionals === 1 ? 'Exactly one file is expected.' : `"${parsed.positionals.join(' ')}" is not understood.`,
      );
    }
    return parsed;
  } catch (error) {
    throw badArguments(messageOf(error));
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(
  name: string,
  value: string | undefined,
  { fallback, low, high, isWhole = true }: { fallback: number; low: number; high: number; isWhole?: boolean },
): number {
  if (value === undefined) return fallback;
  const parsed = /^[\d.e+-]+$/i.test(value) ? Number(value) : NaN;
  if (!(parsed >= low && parsed <= high) || (isWhole && !Number.isInteger(parsed))) {
    throw badArguments(`${name} takes a ${isWhole ? 'whole ' : ''}number from ${low} to ${high}, not "${value}".`);
  }
  return parsed;
}
