// The texts of --help: everything in one page, or one command in full. Pure: the table in, lines out.
import { wrap } from '../report/wrap.ts';
import { commandNames, commands, type Command, type CommandName, type Option } from './commandTable.ts';
import { exitMeanings } from './exitCodes.ts';

/** `name` is null for the overview; `width` are the columns of the terminal. */
export function helpText(name: CommandName | null, width: number): string {
  return name === null ? overview(width) : commandHelp(name, commands[name], width);
}

function overview(width: number): string {
  const { tune } = commands;
  const list = commandNames.map((name) => [name, commands[name].about] as const);
  return [
    ...usage(['tunelens <file> [options] [-- arguments of the program]', 'tunelens <command> [options]'], width),
    '',
    ...wrap('Tunes the literals of <file> that carry a @tune comment, by training the program that uses them.', width),
    '',
    'Commands ("tunelens <command> --help" tells more):',
    ...columns(list, width),
    '',
    'Options of tune:',
    ...columns(optionRows(tune.options), width),
    '',
    'Examples:',
    ...examples(tune.examples, width),
    '',
    'Exit codes:',
    ...columns(Object.entries(exitMeanings), width),
  ].join('\n');
}

function commandHelp(name: CommandName, { words, about, more, options, examples: lines }: Command, width: number) {
  const tail = [...words, ...(Object.keys(options).length === 0 ? [] : ['[options]'])];
  const rows = optionRows(options);
  const isRun = name === 'tune' || name === 'confirm';
  return [
    ...usage([['tunelens', name, ...tail, ...(isRun ? ['[-- arguments of the program]'] : [])].join(' ')], width),
    '',
    ...wrap(sentence(about), width),
    ...more.flatMap((paragraph) => ['', ...wrap(paragraph, width)]),
    ...(rows.length === 0 ? [] : ['', 'Options:', ...columns(rows, width)]),
    '',
    lines.length === 1 ? 'Example:' : 'Examples:',
    ...examples(lines, width),
  ].join('\n');
}

/** What does not fit its line goes on below the command, not below the word. */
function usage(forms: readonly string[], width: number): readonly string[] {
  const word = 'Usage: ';
  const lines = forms.flatMap((form) => wrap(form, width - word.length));
  return lines.map((line, i) => `${i === 0 ? word : ' '.repeat(word.length)}${line}`);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? '' : '.'}`;
}

function optionRows(options: Readonly<Record<string, Option>>): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, { value, about, fallback }]) => [
    `--${name}${value === undefined ? '' : ` <${value}>`}`,
    fallback === undefined ? about : `${about} (${fallback})`,
  ]);
}

/** Two columns, the second wrapped; where that would leave little room for it, below the first. */
function columns(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const first = Math.max(...rows.map(([head]) => head.length)) + 4;
  if (width - first < 24) {
    return rows.flatMap(([head, text]) => [`  ${head}`, ...wrap(text, width - 6).map((line) => `      ${line}`)]);
  }
  return rows.flatMap(([head, text]) =>
    wrap(text, width - first).map((line, i) => `${(i === 0 ? `  ${head}` : '').padEnd(first)}${line}`),
  );
}

/** A command line is never broken: it is there to be copied. */
function examples(lines: Command['examples'], width: number): readonly string[] {
  return lines.flatMap(([line, does]) => [`  ${line}`, ...wrap(does, width - 6).map((text) => `      ${text}`)]);
}
