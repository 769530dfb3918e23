// Completion scripts for the shells, made from the table of commands. They complete commands, options, the values of those that take one of a few,
// and files; they start nothing while one types.
import { commandNames, commands, type Command, type Option } from './commandTable.ts';
import type { Shell } from './shells.ts';

/** The script that the shell sources. */
export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell]();
}

const entries: readonly (readonly [name: string, command: Command])[] = commandNames.map((name) => [
  name,
  commands[name],
]);

/** The words that may stand where a command takes one of a few: `<bash|zsh|fish>`. */
function choicesOf({ words }: Command): readonly string[] {
  const listed = /^<([a-z]+(?:\|[a-z]+)+)>$/.exec(words[0] ?? '')?.[1];
  return listed === undefined || listed.includes('file') ? [] : listed.split('|');
}

function bash(): string {
  const options = entries.map(([name, { options: known }]) => `    ${name}) options='${flags(known)}' ;;`);
  const values = valueCases((choices) => `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word"))`);
  const words = entries.flatMap(([name, command]) => {
    const choices = choicesOf(command);
    return choices.length === 0 ? [] : [`    ${name}) words='${choices.join(' ')}' ;;`];
  });
  return `# Completion of tunelens for bash: source <(tunelens completion bash)
_tunelens() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" options words=
  case "$command" in
${options.join('\n')}
    *) options='${flags(commands.tune.options)}' ;;
  esac
  case "$command" in
${words.join('\n')}
  esac
  case "$before" in
${values.join('\n')}
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$options --help" -- "$word"))
  else
    [[ $COMP_CWORD -eq 1 ]] && words='${commandNames.join(' ')}'
    COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _tunelens tunelens`;
}

/** A case of the option just before: its choices, nothing for a free value, and files by falling through. */
function valueCases(offer: (choices: readonly string[]) => string): readonly string[] {
  const all = new Map(entries.flatMap(([, { options }]) => Object.entries(options)));
  return [...all].flatMap(([name, { value, choices }]) => {
    if (choices !== undefined) return [`    --${name}) ${offer(choices)}; return ;;`];
    return value === undefined || value === 'file' ? [] : [`    --${name}) COMPREPLY=(); return ;;`];
  });
}

function flags(options: Readonly<Record<string, Option>>): string {
  return Object.keys(options)
    .map((name) => `--${name}`)
    .join(' ');
}

function zsh(): string {
  const list = entries.map(([name, { about }]) => `    ${quote(`${name}:${about}`)}`);
  const cases = entries.map(([name, command]) => `    ${name}) specs=(${zshSpecs(command)}) ;;`);
  return `#compdef tunelens
# Completion of tunelens for zsh: source <(tunelens completion zsh)
_tunelens() {
  local -a list specs
  list=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command list
    _files
    return
  fi
  case $words[2] in
${cases.join('\n')}
    *) specs=(${zshSpecs(commands.tune)}); _arguments $specs; return ;;
  esac
  shift words
  (( CURRENT-- ))
  _arguments $specs
}
compdef _tunelens tunelens`;
}

function zshSpecs(command: Command): string {
  const options = Object.entries(command.options).map(([name, { value, about, choices }]) => {
    const takes = value === undefined ? '' : `:${value}:${zshValues(value, choices)}`;
    return quote(`--${name}[${about.replaceAll(/[[\]:]/g, ' ')}]${takes}`);
  });
  const choices = choicesOf(command);
  const words = choices.length === 0 ? '*:file:_files' : `1:shell:(${choices.join(' ')})`;
  return [...options, quote('--help[what it does]'), quote(words)].join(' ');
}

function zshValues(value: string, choices: readonly string[] | undefined): string {
  if (choices !== undefined) return `(${choices.join(' ')})`;
  return value === 'file' ? '_files' : ' ';
}

function fish(): string {
  const names = commandNames.join(' ');
  const list = entries.map(
    ([name, { about }]) => `complete -c tunelens -n __fish_use_subcommand -a ${name} -d ${quote(about)}`,
  );
  const lines = entries.flatMap(([name, command]) => {
    const isTune = name === 'tune';
    const when = quote(
      isTune ? `not __fish_seen_subcommand_from ${names.replace('tune ', '')}` : `__fish_seen_subcommand_from ${name}`,
    );
    const choices = choicesOf(command);
    return [
      ...Object.entries(command.options).map((option) => `complete -c tunelens -n ${when} ${fishOption(option)}`),
      ...(choices.length === 0 ? [] : [`complete -c tunelens -n ${when} -f -a ${quote(choices.join(' '))}`]),
    ];
  });
  return ['# Completion of tunelens for fish.', ...list, ...lines].join('\n');
}

function fishOption([name, { value, about, choices }]: readonly [string, Option]): string {
  const takes = value === undefined ? '' : value === 'file' ? ' -r -F' : ' -x';
  const offered = choices === undefined ? '' : ` -a ${quote(choices.join(' '))}`;
  return `-l ${name}${takes}${offered} -d ${quote(about)}`;
}

/** For any of the three shells: `'` cannot stand within single quotes. */
function quote(text: string): string {
  return `'${text.replaceAll("'", '’')}'`;
}
