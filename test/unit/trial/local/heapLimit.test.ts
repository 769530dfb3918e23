import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { withHeapLimit } from '../../../../src/trial/local/heapLimit.ts';

/** The limit that a real Node says it has, in MiB. */
function heapLimitOf(nodeArgs: readonly string[]): number {
  const program = "process.stdout.write(String(require('node:v8').getHeapStatistics().heap_size_limit))";
  return Number(execFileSync(process.execPath, [...nodeArgs, '-e', program], { encoding: 'utf8' })) / 2 ** 20;
}

test('the limit holds, over one that the program asks for too', () => {
  const [small, large] = [128, 1024].map((mib) => heapLimitOf(withHeapLimit(['--max-old-space-size=512'], mib)));
  assert.equal((large ?? 0) - (small ?? 0), 1024 - 128);
});

test('without a limit the options stay as they are', () => {
  assert.deepEqual(withHeapLimit(['--expose-gc'], null), ['--expose-gc']);
});
