// `npm run matrix`: tunes real trainings on every Node of package.json here, under every Node that may be the host, and writes docs/compatibility.md.
// A cell is a run of the built command line: three trials that end with different values. `-- 22.21.1 24` runs the Nodes that begin so, and writes nothing.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { isRecord, parseJson } from '../../src/trial/shapes.ts';
import { makeProgram, matrixPrograms, type MatrixProgram } from './programs.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli.js');
const packages = join(root, 'media/example/mnist/node_modules');
const nodes = join(import.meta.dirname, 'node_modules');
const page = join(root, 'docs/compatibility.md');

/** What runs the loop: VS Code's own Node (20 in 1.100, 22 since 1.101) and, on the command line, the user's. */
const hosts = ['20.19.6', '22.21.1', '24.22.3'] as const;
const cellTimeoutMs = 180_000;

type Cell = { readonly version: string; readonly host: string; readonly program: MatrixProgram };
type Result = Cell & { readonly failure: string | null };

const wanted = process.argv.slice(2);
const versions = readdirSync(nodes)
  .flatMap((name) => (/^v\d/.test(name) ? [name.slice(1)] : []))
  .filter((version) => wanted.length === 0 || wanted.some((one) => `${version}.`.startsWith(`${one}.`)))
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
const cells = versions.flatMap((version) =>
  hosts.flatMap((host) => matrixPrograms.map((program): Cell => ({ version, host, program }))),
);
const results = await inParallel(cells, cpus().length, runCell);
const failed = results.filter(({ failure }) => failure !== null);
for (const { version, host, program, failure } of failed)
  process.stdout.write(`Node ${version}, host ${host}, ${program.name}: ${failure}\n`);
if (wanted.length === 0) writeFileSync(page, pageOf(results));
process.stdout.write(`\n${results.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runCell(cell: Cell): Promise<Result> {
  const folder = makeProgram(cell.program, packages);
  try {
    return { ...cell, failure: await tune(cell, folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Null where three trials ended with three values. */
function tune({ version, host, program }: Cell, folder: string): Promise<string | null> {
  const args = [cli, join(folder, program.entry), '--trials', '3', '--json', '--node', binaryOf(version)];
  return new Promise((resolve) => {
    execFile(binaryOf(host), args, { timeout: cellTimeoutMs, cwd: folder }, (error, stdout, stderr) => {
      if (error !== null) resolve(stderr.trim().split('\n')[0] ?? error.message);
      else resolve(whatIsMissing(stdout));
    });
  });
}

function whatIsMissing(stdout: string): string | null {
  const lines = stdout.split('\n').map(parseJson).filter(isRecord);
  const values = lines.flatMap(({ kind, value }) => (kind === 'trialFinished' ? [value] : []));
  return new Set(values).size === 3 ? null : `the values of the trials are ${values.join(', ') || 'none'}`;
}

function binaryOf(version: string): string {
  const file = join(nodes, `v${version}`, 'bin/node');
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm ci --prefix test/matrix --ignore-scripts".`);
  return file;
}

function pageOf(all: readonly Result[]): string {
  const names = matrixPrograms.map(({ name }) => name);
  const rows = versions.map((version) => {
    const marks = names.map((name) => {
      const row = all.filter((one) => one.version === version && one.program.name === name);
      const broken = row.filter(({ failure }) => failure !== null).map(({ host }) => host);
      return broken.length === 0 ? 'works' : `**fails** (host ${broken.join(', ')})`;
    });
    return `| ${version} | ${marks.join(' | ')} |`;
  });
  return [
    '# Compatibility',
    '',
    `Made by \`npm run matrix\` on ${new Date().toISOString().slice(0, 10)}, ${process.platform} ${process.arch}: ${all.length} runs of the command line, each with three trials of a real`,
    `training, whose values must differ. Each cell ran under Node ${hosts.join(', ')} as the host, which stand for VS Code and for the command line.`,
    '',
    '## Node that runs the trials',
    '',
    `| Node | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---').join('|')}|`,
    ...rows,
    '',
  ].join('\n');
}

async function inParallel<T, R>(items: readonly T[], nAtOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) done[i] = await work(items[i]!);
  };
  await Promise.all(Array.from({ length: nAtOnce }, worker));
  return done;
}
