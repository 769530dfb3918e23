// --help and the completion of shells say what the command line understands: both are made from the table that it parses by.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseCommandLine } from '../../../src/cli/args.ts';
import { commandNames, commands } from '../../../src/cli/commandTable.ts';
import { completionScript } from '../../../src/cli/completion.ts';
import { shells } from '../../../src/cli/shells.ts';
import { exitCodes, exitMeanings } from '../../../src/cli/exitCodes.ts';
import { helpText } from '../../../src/cli/help.ts';

const root = join(import.meta.dirname, '../../..');

test('the overview names every command and every exit code', () => {
  const text = helpText(null, 80);
  for (const name of commandNames) assert.match(text, new RegExp(`^  ${name} +\\S`, 'm'));
  for (const code of Object.values(exitCodes)) assert.match(text, new RegExp(`^  ${code} +\\S`, 'm'));
});

test('the help of a command has its words, each of its options and an example', () => {
  for (const name of commandNames) {
    const text = helpText(name, 80);
    const { words, options, examples } = commands[name];
    assert.ok(text.startsWith(`Usage: ${['tunelens', name, ...words].join(' ')}`), text);
    for (const option of Object.keys(options)) assert.match(text, new RegExp(`^  --${option}( |$)`, 'm'));
    assert.ok(examples.length > 0 && text.includes(examples[0][0]), name);
  }
});

test('every example of the help is understood', () => {
  for (const name of commandNames) {
    for (const [line] of commands[name].examples) {
      const typed = /\btunelens ([^|>)]*)/.exec(
        line.replace(/.*\| /, '').replace('claude mcp add tunelens -- npx ', ''),
      );
      const args = parseCommandLine((typed?.[1] ?? '').trim().split(' '));
      assert.equal(args.command, name, line);
    }
  }
});

test('help is found by the word, by --help behind a command, and without any argument', () => {
  const aboutOf = (...argv: readonly string[]) => {
    const args = parseCommandLine(argv);
    return args.command === 'help' ? args.about : undefined;
  };
  assert.deepEqual(
    [aboutOf(), aboutOf('help'), aboutOf('help', 'check'), aboutOf('check', '--help'), aboutOf('model.js', '-h')],
    [null, null, 'check', 'check', null],
  );
});

test('no line of help but an example is wider than a terminal of 40, 60 or 120 columns', () => {
  for (const width of [40, 60, 120]) {
    for (const name of [null, ...commandNames]) {
      const lines = helpText(name, width).split('\n');
      const wide = lines.filter((line) => line.length > width && !/tunelens /.test(line));
      assert.deepEqual(wide, [], `${width}`);
    }
  }
});

test('a usage that does not fit goes on below its command', () => {
  const [first, second, third] = helpText(null, 60).split('\n');
  assert.deepEqual(
    [first, second, third],
    ['Usage: tunelens <file> [options] [-- arguments of the', '       program]', '       tunelens <command> [options]'],
  );
});

test('README has the exit codes as the program has them', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const [code, meaning] of Object.entries(exitMeanings))
    assert.ok(readme.includes(`| ${code} | ${meaning} |`), code);
});

test('a mistyped command is told from a file', () => {
  assert.throws(() => parseCommandLine(['chek', 'model.js']), /"chek" is no command; there are tune, space/);
});

for (const shell of shells) {
  test(`the completion of ${shell} names every command and option, and the shell reads it`, (t) => {
    const script = completionScript(shell);
    for (const name of commandNames) {
      assert.ok(script.includes(name));
      for (const option of Object.keys(commands[name].options)) {
        assert.match(script, new RegExp(shell === 'fish' ? `-l ${option} ` : `--${option}\\b`));
      }
    }
    const folder = mkdtempSync(join(tmpdir(), 'tunelens-shell-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'completion');
    writeFileSync(file, script);
    const { error, status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    if (error !== undefined) t.diagnostic(`${shell} is not installed`);
    else assert.equal(status, 0, stderr);
  });
}

/** What bash offers for a line that ends where the cursor stands. */
function offeredByBash(line: string): readonly string[] {
  const words = line.split(' ');
  const script = `${completionScript('bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _tunelens; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: import.meta.dirname });
  assert.equal(stderr, '');
  return stdout.split('\n').filter((offer) => offer !== '');
}

test(
  'bash completes commands, options, the values of options, and files',
  { skip: process.platform === 'win32' },
  () => {
    assert.deepEqual(offeredByBash('tunelens co'), ['confirm', 'completion']);
    assert.deepEqual(offeredByBash('tunelens apply --dr'), ['--dry-run']);
    assert.deepEqual(offeredByBash('tunelens model.js --sampler s'), ['sobol']);
    assert.deepEqual(offeredByBash('tunelens completion '), [...shells, ...offeredByBash('tunelens space ')]);
    assert.deepEqual(offeredByBash('tunelens space help.t'), ['help.test.ts']);
    assert.deepEqual(offeredByBash('tunelens model.js --trials '), []);
  },
);
