import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from '../../../src/cli/args.ts';
import { UserError } from '../../../src/errors.ts';

test('a file alone is tuned with the defaults', () => {
  assert.deepEqual(parseCommandLine(['model.js']), {
    command: 'tune',
    file: 'model.js',
    place: null,
    nTrials: 20,
    nParallel: null,
    seed: 0,
    sampler: 'gp',
    isNewStudy: false,
    isTransfer: null,
    trialTimeoutMs: null,
    totalTimeMs: null,
    fitValue: 'last',
    isPruning: true,
    isStoppingWhenDone: false,
    nModels: 1,
    heapMb: null,
    isWarm: true,
    nodePath: null,
    program: undefined,
    isJson: false,
    programArgs: [],
  });
});

test('options are read wherever they stand, and what follows -- belongs to the program', () => {
  const args = parseCommandLine([
    '--trials',
    '8',
    'model.js',
    '--timeout',
    '1.5',
    '--json',
    '--',
    '--full',
    '--trials',
  ]);
  assert.ok(args.command === 'tune');
  assert.equal(args.nTrials, 8);
  assert.equal(args.trialTimeoutMs, 1500);
  assert.equal(args.isJson, true);
  assert.deepEqual(args.programArgs, ['--full', '--trials']);
});

test("the executor is the study's own unless one is named, and options about jobs need that of the cluster", () => {
  const line = 'model.js --executor slurm --parallel 50 --gres gpu:1 --job-time 2:00:00 --setup'.split(' ');
  const args = parseCommandLine([...line, 'module load cuda; x', '--sbatch=--mem=8G --comment="a b"']);
  assert.ok(args.command === 'tune');
  assert.deepEqual(args.place, {
    ...{ partition: null, account: null, gres: 'gpu:1', time: '2:00:00', arguments: ['--mem=8G', '--comment=a b'] },
    ...{ setup: ['module load cuda; x'], nJobs: 50, pollS: 15 },
  });
  const local = parseCommandLine(['model.js', '--executor', 'local']);
  assert.equal(local.command === 'tune' && local.place, 'local');
  for (const wrong of [
    ['--gres', 'gpu:1'],
    ['--executor', 'pbs'],
  ]) {
    assert.throws(() => parseCommandLine(['model.js', ...wrong]), UserError);
  }
});

test('a time is read with its unit, and what can be switched off is', () => {
  const args = parseCommandLine(['model.js', '--time', '1.5h', '--no-pruning', '--no-warm', '--heap', '512']);
  assert.ok(args.command === 'tune');
  assert.deepEqual([args.totalTimeMs, args.isPruning, args.isWarm, args.heapMb], [5_400_000, false, false, 512]);
  for (const time of ['2 h', 'soon', '0', '-1s']) {
    assert.throws(
      () => parseCommandLine(['model.js', `--time=${time}`]),
      (error) => error instanceof UserError && /90s, 30m or 2h/.test(error.message),
    );
  }
});

test('the sampler is one of four, and another name is answered with all of them', () => {
  const args = parseCommandLine(['model.js', '--sampler', 'sobol']);
  assert.equal(args.command === 'tune' && args.sampler, 'sobol');
  assert.throws(
    () => parseCommandLine(['model.js', '--sampler', 'tpe']),
    (error) => error instanceof UserError && /gp, random, sobol, grid, not "tpe"/.test(error.message),
  );
});

test('every subcommand has its own arguments', () => {
  assert.deepEqual(parseCommandLine(['space', 'a.js', '--json']), {
    command: 'space',
    file: 'a.js',
    program: undefined,
    isJson: true,
  });
  assert.deepEqual(parseCommandLine(['report', 'a.log']), {
    command: 'report',
    journal: 'a.log',
    study: null,
    out: null,
    isJson: false,
  });
  assert.deepEqual(parseCommandLine(['doctor', '--node', '/n', 'a.js']), {
    command: 'doctor',
    file: 'a.js',
    program: undefined,
    node: '/n',
    isJson: false,
  });
  assert.deepEqual(parseCommandLine(['optimizer']), { command: 'optimizer' });
  assert.deepEqual(parseCommandLine([]), { command: 'help', about: null, isJson: false });
  assert.deepEqual(parseCommandLine(['--version']), { command: 'version', isJson: false });
});

test('the format of an export is said, or told by the name of its file, and else is CSV', () => {
  const formatOf = (...argv: readonly string[]): unknown => {
    const args = parseCommandLine(['export', 'a.log', ...argv]);
    return args.command === 'export' ? args.format : null;
  };
  assert.deepEqual(
    [formatOf(), formatOf('--out', 'b.md'), formatOf('--format', 'json', '--out', 'b.txt')],
    ['csv', 'md', 'json'],
  );
  assert.throws(() => formatOf('--out', 'b.xlsx'), /csv, json, md, tensorboard, not "xlsx"/);
});

test('apply takes the best trial unless one is named, trial 0 too', () => {
  const trialOf = (...argv: readonly string[]): unknown => {
    const args = parseCommandLine(['apply', 'model.js', ...argv]);
    return args.command === 'apply' ? [args.trial, args.isDryRun] : null;
  };
  assert.deepEqual(
    [trialOf(), trialOf('--trial', '0', '--dry-run')],
    [
      [null, false],
      [0, true],
    ],
  );
});

test('check without a tolerance leaves it to the noise, and 0 allows nothing', () => {
  const toleranceOf = (...argv: readonly string[]): unknown => {
    const args = parseCommandLine(['check', 'model.js', ...argv]);
    return args.command === 'check' ? args.tolerance : undefined;
  };
  assert.deepEqual([toleranceOf(), toleranceOf('--tolerance', '0'), toleranceOf('--tolerance=1e-3')], [null, 0, 0.001]);
  assert.throws(() => toleranceOf('--tolerance=-1'), /--tolerance takes a number/);
});

test('the doctor needs no file', () => {
  const args = parseCommandLine(['doctor', '--json']);
  assert.ok(args.command === 'doctor');
  assert.deepEqual([args.file, args.isJson], [null, true]);
});

test('what is not understood is refused with the option and its range', () => {
  const refused = [
    [['model.js', '--trials', '0'], /--trials.*from 1/],
    [['model.js', '--trials', '2.5'], /whole number/],
    [['model.js', '--trials', 'many'], /"many"/],
    [['model.js', '--seed', '-1'], /seed/],
    [['model.js', '--bogus'], /bogus/],
    [['a.js', 'b.js'], /tune takes <file>/],
    [['space'], /space takes <file>/],
    [['optimizer', 'x'], /"x"/],
    [['doctor', 'a.js', 'b.js'], /doctor takes \[<file>\]/],
  ] as const;
  for (const [argv, message] of refused) {
    assert.throws(
      () => parseCommandLine(argv),
      (error) => error instanceof UserError && error.code === 'badArguments' && message.test(error.message),
      argv.join(' '),
    );
  }
});

test('confirm takes the options of a run and how often, replay a trial', () => {
  const confirm = parseCommandLine(['confirm', 'model.js', '--repeats', '5', '--parallel', '2', '--', '--full']);
  assert.ok(confirm.command === 'confirm');
  assert.deepEqual(
    [confirm.file, confirm.nRepeats, confirm.nLeaders, confirm.nParallel, confirm.programArgs],
    ['model.js', 5, 2, 2, ['--full']],
  );
  const replay = parseCommandLine(['replay', 'model.js', '3', '--', '--epochs', '2']);
  assert.deepEqual(replay.command === 'replay' && [replay.target, replay.trial, replay.programArgs], [
    'model.js',
    3,
    ['--epochs', '2'],
  ]);
  assert.throws(() => parseCommandLine(['replay', 'model.js', 'last']), /whole number/);
});
