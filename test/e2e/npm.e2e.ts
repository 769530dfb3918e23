// The npm package in an empty project, as a user gets it: packed, installed without a network, the command line by npx and the library by import and
// require on every Node that it supports.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Journal } from '../../src/storage/journal.ts';
import { repositoryRoot } from './workspace.ts';

const runtime = join(repositoryRoot, 'test/runtime/node_modules');
const sizeLimitBytes = 1024 * 1024;

const model = `const x = 0.5; // @tune 0..1
const loss = score(x); // @tune minimize
function score(value) { return (value - 0.2) ** 2; }
console.log(loss);
`;
const library = `
  const study = await openStudy({ parameters: { x: float(0, 1), act: choice('relu', 'tanh') }, file: 'own.log' });
  const best = await study.run(({ x, act }) => x + (act === 'tanh' ? 0 : 1), { nTrials: 8 });
  console.log(best.params.act);
`;
const typed = `import { choice, float, openStudy } from 'tunelens';
const study = await openStudy({ parameters: { x: float(0, 1), act: choice('relu', 'tanh') } });
const trial = await study.ask();
if (trial !== null) {
  const x: number = trial.params.x;
  const act: 'relu' | 'tanh' = trial.params.act;
  await study.tell(trial, x + act.length);
  // @ts-expect-error There is no such parameter.
  trial.params.units;
}
`;

void describe('the npm package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-npm-'));
  const project = join(folder, 'project');
  after(() => rmSync(folder, { recursive: true, force: true }));
  const npm = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe', shell: process.platform === 'win32' });
  const npx = (...args: readonly string[]) =>
    spawnSync('npx', ['--no-install', 'tunelens', ...args], { cwd: project, encoding: 'utf8' });

  test('it is packed small, and installs into an empty project without a network', () => {
    npm(repositoryRoot, 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
    const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
    assert.ok(statSync(tarball).size < sizeLimitBytes, `${statSync(tarball).size} bytes`);
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
    writeFileSync(join(project, 'model.js'), model);
    npm(project, 'install', '--offline', '--no-audit', '--no-fund', tarball);
    assert.deepEqual(
      readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.')),
      ['tunelens'],
    );
  });

  test('npx tunelens tells about itself, reads a space, tunes and exports', async () => {
    assert.match(npx('--help').stdout, /^Usage: tunelens <file>/);
    assert.match(npx('space', 'model.js').stdout, /^x +0\.5 +0\.\.1$/m);
    const tuned = npx('model.js', '--trials', '4', '--seed', '2');
    assert.equal(tuned.status, 0, tuned.stderr);
    assert.match(tuned.stdout, /Best loss/);
    const { study } = await Journal.open(join(project, '.tune/model.log'), { readonly: true });
    assert.equal(study.trials.length, 4);
    assert.ok(existsSync(join(project, '.tune/model.html')));
    assert.match(npx('export', '.tune/model.log').stdout, /^trial,state,value/);
  });

  for (const name of ['node20', 'node22', 'node24']) {
    const node = join(runtime, name, 'bin/node');
    test(`the library works by import and by require on ${name}`, { skip: !existsSync(node) }, () => {
      const scripts = {
        'own.mjs': `import { choice, float, openStudy } from 'tunelens';\n${library}`,
        'own.cjs': `const { choice, float, openStudy } = require('tunelens');\n(async () => {${library}})();\n`,
      };
      for (const [file, text] of Object.entries(scripts)) {
        writeFileSync(join(project, file), text);
        rmSync(join(project, 'own.log'), { force: true });
        const { stdout, stderr } = spawnSync(node, [file], { cwd: project, encoding: 'utf8' });
        assert.deepEqual([stdout, stderr], ['tanh\n', ''], file);
      }
      const path = `${join(runtime, name, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
      const version = spawnSync(node, [join(project, 'node_modules/tunelens/dist/cli.js'), '--version'], {
        env: { ...process.env, PATH: path },
        encoding: 'utf8',
      });
      assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    });
  }

  test('the types of the library know the values of each parameter', () => {
    writeFileSync(join(project, 'typed.mts'), typed);
    const tsc = join(repositoryRoot, 'node_modules/typescript/bin/tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--skipLibCheck',
      'typed.mts',
    ];
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...options], { cwd: project, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });
});
