// The one table of the command line: its commands with their options. What is parsed, --help and the completion of shells are made from it.
import { samplers } from '../study/samplerName.ts';
import { exportFormats } from './exportFormat.ts';

export type Option = {
  /** What its value is called; absent for a switch. */
  readonly value?: string;
  readonly about: string;
  /** What holds without it, in words. */
  readonly fallback?: string;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
};

export type Command = {
  /** Its words, as usage shows them: `<file>`, `[<file>]`. */
  readonly words: readonly string[];
  /** In one line. */
  readonly about: string;
  /** What else one should know; a paragraph each. */
  readonly more: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** Command lines as a person would type them, and what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
};

const json: Option = { about: 'one JSON object a line instead of text' };
const node: Option = { value: 'file', about: 'the Node that runs the trials', fallback: 'node on the PATH' };
const program: Option = {
  value: 'file',
  about: 'the program that trains the model, where no "@tune run" line names it',
};
const study: Option = { value: 'name', about: 'which study of a file that holds several', fallback: 'the first' };
const out: Option = { value: 'file', about: 'where to write it' };

/** Where trials run. */
const placeOptions = {
  executor: {
    value: 'e',
    about: 'local: processes of this machine; slurm: jobs of a cluster, see docs/slurm.md',
    fallback: 'local; has to be said where the latest run had jobs',
    choices: ['local', 'slurm'],
  },
  partition: { value: 'p', about: 'of the jobs', fallback: "the cluster's own" },
  account: { value: 'a', about: 'that the jobs are on', fallback: "the cluster's own" },
  gres: { value: 'g', about: 'what each job takes, such as gpu:1' },
  'job-time': { value: 't', about: 'time limit of a job as sbatch takes it, such as 2:00:00', fallback: '--timeout' },
  sbatch: { value: 'args', about: 'further arguments of sbatch, as in --sbatch="--mem=8G --constraint=a100"' },
  setup: { value: 'lines', about: 'shell lines that come before the program, such as "module load cuda"' },
  poll: { value: 's', about: "seconds between two looks at Slurm's queue", fallback: '15' },
} as const satisfies Command['options'];

const runOptions = {
  trials: { value: 'n', about: 'trials to run now; those of earlier runs come on top', fallback: '20' },
  parallel: { value: 'n', about: 'trials at a time', fallback: 'one per GPU, or 1 without; 20 jobs' },
  time: { value: 't', about: 'no trial starts later than this, such as 90s, 30m or 2h', fallback: 'no limit' },
  timeout: { value: 's', about: 'seconds after which a trial is stopped', fallback: 'no limit' },
  'stop-when-done': { about: 'end when more trials are unlikely to pay' },
  'no-pruning': { about: 'let each trial run to its end, however bad it is' },
  seed: { value: 'n', about: 'seed of a new study, 0 to 4294967295', fallback: '0' },
  sampler: {
    value: 's',
    about: 'how values are chosen: gp (a model of the trials so far), random, sobol (evenly spread) or grid',
    fallback: 'gp',
    choices: samplers,
  },
  new: { about: 'begin a new study even where one could be continued' },
  models: { value: 'n', about: 'how many of the best trained models are kept', fallback: '1' },
  'fit-value': {
    value: 'v',
    about: 'which epoch of a fit counts: last or best',
    fallback: 'last',
    choices: ['last', 'best'],
  },
  heap: { value: 'MB', about: 'limit of the JavaScript heap of a trial', fallback: "Node's own" },
  'no-warm': { about: "do not start the next trial's process ahead, which saves memory" },
  ...placeOptions,
  program,
  node,
  json: { about: 'one JSON object a line: every event, and last the outcome' },
} as const satisfies Command['options'];

const tuneOptions = {
  ...runOptions,
  transfer: { about: 'where a new study begins, give it the trials of earlier ones that fit' },
  'no-transfer': { about: 'do not ask about them' },
} as const satisfies Command['options'];

export const commands = {
  tune: {
    words: ['<file>'],
    about: 'tunes the literals of a file that carry a @tune comment; the word tune may be left out',
    more: [
      'Trains the program that uses the file, once per trial, and keeps all of it in .tune/<study>.log beside package.json. The first trial is the file as it stands. What follows -- goes to the program.',
    ],
    options: tuneOptions,
    examples: [
      ['tunelens model.js', '20 trials, or 20 more'],
      ['tunelens model.js --trials 100 --time 2h --stop-when-done', 'as many as pay, two hours at most'],
      ['tunelens model.js --executor slurm --gres gpu:1 --parallel 50', 'each trial a job of a Slurm cluster'],
      ['tunelens model.js --program train.js -- --epochs 5', 'trains "node train.js --epochs 5"'],
    ],
  },
  space: {
    words: ['<file>'],
    about: 'prints what would be tuned, and runs nothing',
    more: [],
    options: { program, json },
    examples: [['tunelens space model.js', 'its parameters, objective and program']],
  },
  apply: {
    words: ['<file|study.log>'],
    about: 'writes the best values (or those of a trial) into the literals, and prints the difference',
    more: [],
    options: {
      trial: { value: 'n', about: 'the trial whose values are written', fallback: 'the best' },
      'dry-run': { about: 'print the difference, write nothing' },
      program,
      json,
    },
    examples: [
      ['tunelens apply model.js --dry-run', 'what would change'],
      ['tunelens apply model.js --trial 7', 'the values of trial 7'],
    ],
  },
  check: {
    words: ['<file|study.log>'],
    about: 'fails where the literals are worse than the best trial by more than the noise; for CI',
    more: [
      'Both are judged by the model of all trials, so that no lucky trial counts for more than it is. Runs nothing. Too few trials to tell are no failure.',
    ],
    options: {
      tolerance: {
        value: 'x',
        about: "how much worse they may be, in the objective's own units",
        fallback: 'as much as the noise',
      },
      program,
      json,
    },
    examples: [['tunelens check model.js --tolerance 0.005', 'exit code 1 where acc is 0.005 below the best']],
  },
  confirm: {
    words: ['<file>'],
    about: 'trains the best values and your own again, and says which are better, and how surely',
    more: ['Each with other seeds, so that the verdict rests on no lucky trial.'],
    options: {
      repeats: { value: 'n', about: 'how often each is trained again', fallback: '3' },
      leaders: { value: 'n', about: 'how many of the best trials', fallback: '2' },
      ...runOptions,
    },
    examples: [['tunelens confirm model.js --repeats 5', 'the two best trials and your values, 5 times each']],
  },
  replay: {
    words: ['<file|study.log>', '<trial>'],
    about: 'runs a trial again with its values and seed: does the same value come out?',
    more: ['The arguments of the program follow "--", as they did in the run.'],
    options: { program, node, ...placeOptions, json },
    examples: [['tunelens replay model.js 12', 'trial 12 once more; the study stays as it is']],
  },
  stop: {
    words: ['<file|study.log>'],
    about: 'ends the run of a study that another process has under way, an editor included',
    more: ['As Ctrl-C there would: running trials are stopped, and what was measured is kept. Waits for the end.'],
    options: { json },
    examples: [['tunelens stop model.js', 'from another terminal']],
  },
  report: {
    words: ['<study.log>'],
    about: 'writes the HTML report of a journal again',
    more: [],
    options: { out: { ...out, fallback: 'beside the journal' }, study, json },
    examples: [['tunelens report .tune/model.log --out report.html', 'a page that needs no network']],
  },
  export: {
    words: ['<study.log>'],
    about: 'the trials of a journal as a table, as JSON, or for TensorBoard',
    more: [],
    options: {
      format: {
        value: 'f',
        about: 'csv, json, md (Markdown), or tensorboard: a folder with scalars and the table of its HParams plugin',
        fallback: 'the ending of --out, else csv',
        choices: exportFormats,
      },
      out: { ...out, fallback: 'standard output' },
      study,
      json,
    },
    examples: [
      ['tunelens export .tune/model.log --out trials.csv', 'one row per trial'],
      ['tunelens export .tune/model.log --format tensorboard --out logs', 'then: tensorboard --logdir logs'],
    ],
  },
  import: {
    words: ['<trials>', '<file>'],
    about: 'takes trials that ran elsewhere into the study of a file: a CSV table, a journal, or an Optuna database',
    more: [
      'Columns are matched to parameters by name (rate, param.rate or params_rate); what has no column is at the literal of the file. Rows that do not fit are listed with line and reason. An Optuna database (.db, .sqlite3) is read by Python with Optuna.',
    ],
    options: {
      value: {
        value: 'column',
        about: 'the column of the values',
        fallback: "the metric's name, value, target or objective",
      },
      study,
      seed: runOptions.seed,
      'dry-run': { about: 'say what would be taken, write nothing' },
      program,
      json,
    },
    examples: [
      ['tunelens import trials.csv model.js --value val_loss', 'the engine knows them from the first trial on'],
    ],
  },
  doctor: {
    words: ['[<file>]'],
    about: 'looks at all that trials need: Node, TensorFlow.js, native library, GPU, disk, memory',
    more: ['Changes nothing, and names the one step that mends each finding.'],
    options: { program, node, json },
    examples: [['tunelens doctor model.js', 'exit code 1 where there is a problem']],
  },
  optimizer: {
    words: [],
    about: 'asks and tells over JSON lines on standard input and output',
    more: [
      'For programs in any language: one request a line (create with a space, then ask and tell, last close), and one answer a line.',
    ],
    options: {},
    examples: [
      [
        'echo \'{"type":"create","space":[{"name":"x","type":"float","low":0,"high":1}]}\' | tunelens optimizer',
        'answers {"ok":true}',
      ],
    ],
  },
  mcp: {
    words: [],
    about: 'serves language models over the Model Context Protocol on standard input and output',
    more: [
      'Its tools read, run and write the files of one folder alone, wherever links in it lead, and have at most 3 runs under way at a time, one of a file.',
    ],
    options: { root: { value: 'folder', about: 'the folder that it keeps to', fallback: 'the one it is started in' } },
    examples: [['claude mcp add tunelens -- npx tunelens mcp', 'in a client of that protocol']],
  },
  completion: {
    words: ['<bash|zsh|fish>'],
    about: 'prints the completion script of a shell',
    more: [],
    options: { json },
    examples: [
      ['source <(tunelens completion bash)', 'in ~/.bashrc; likewise zsh, in ~/.zshrc'],
      ['tunelens completion fish > ~/.config/fish/completions/tunelens.fish', 'for fish'],
    ],
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof commands;

export function isCommandName(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(commands, word);
}

/** In the order in which help lists them. */
export const commandNames: readonly CommandName[] = Object.keys(commands).filter(isCommandName);
