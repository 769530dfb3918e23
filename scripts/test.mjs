// What `npm test` runs: types, then the unit tests, unbuilt, on the Node of test/runtime.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'test/runtime/node_modules/node24/bin/node');
const steps = [
  [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'],
  [node, '--test', 'test/unit/**/*.test.ts'],
];
for (const [command, ...args] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
