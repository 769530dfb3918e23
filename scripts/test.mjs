// What `npm test` runs: types, lint and format; unit tests; the build; then the real thing (Optuna, the .vsix, VS Code with real training).
//   npm test -- unit            one part or several of: types lint format unit build e2e
// Plain Node 20; the tests themselves run unbuilt on the Node of test/runtime. The last line sums up all test runs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node24 = join(root, 'test/runtime/node_modules/node24/bin/node');

/** In the order they run, the cheap first. A check has no tests: when it fails, nothing after it is worth the time. */
const parts = {
  types: () =>
    check(['typescript/bin/tsc', '-p', 'tsconfig.json']) &&
    check(['typescript/bin/tsc', '-p', 'webview/tsconfig.json']),
  lint: () => check(['eslint/bin/eslint.js', '.']),
  format: () => check(['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']),
  unit: () => runTests(['test/unit/**/*.test.ts']),
  build: () => succeeds(process.execPath, ['esbuild.mjs']),
  // One file at a time: a trial uses all cores, and two browsers do not fit into a small machine.
  e2e: () => runTests(['--test-concurrency=1', 'test/e2e/*.e2e.ts', 'test/e2e/optuna/*.test.ts']),
};
const total = { passed: 0, failed: 0, skipped: 0 };

main(process.argv.slice(2));

function main(wanted) {
  const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(' ')}\n`);
    process.exit(2);
  }
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`\n> ${name}\n`);
    if (run()) continue;
    process.stdout.write(`${name} failed\n`);
    total.failed += 1;
    break;
  }
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/** Whether a tool of node_modules is content. */
function check([tool, ...args]) {
  return succeeds(process.execPath, [join(root, 'node_modules', tool), ...args]);
}

function succeeds(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Adds the tests to the total; false only where the runner could not do its work. */
function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-test-'));
  const tap = join(folder, 'result.tap');
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=tap', `--test-reporter-destination=${tap}`],
  ];
  const node = existsSync(node24) ? node24 : process.execPath;
  const { status } = spawnSync(node, ['--test', ...reporters, ...args], { cwd: root, stdio: 'inherit' });
  const summary = existsSync(tap) ? readFileSync(tap, 'utf8') : '';
  rmSync(folder, { recursive: true, force: true });
  const count = (what) => Number(summary.match(new RegExp(`^# ${what} (\\d+)$`, 'm'))?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  total.passed += count('pass');
  total.failed += failed;
  total.skipped += count('skipped') + count('todo');
  return status === 0 || failed > 0;
}
