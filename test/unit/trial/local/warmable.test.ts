import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWarmable } from '../../../../src/trial/local/warmable.ts';

test('a program with harmless options of Node can wait', () => {
  const nodeArgs = ['--max-old-space-size=512', '--no-warnings', '--experimental-vm-modules'];
  assert.ok(isWarmable({ nodeArgs, env: { DEBUG: '1' } }));
});

test('a program of which something would run or be written before its trial comes cannot', () => {
  const options = ['-r', '--require', '--require=./a.js', '--import', '--import=./a.mjs', '--experimental-loader'];
  for (const option of [...options, '--inspect', '--inspect-brk=9230', '--cpu-prof', '--prof']) {
    assert.ok(!isWarmable({ nodeArgs: ['--no-warnings', option], env: {} }), option);
  }
  assert.ok(!isWarmable({ nodeArgs: [], env: { NODE_OPTIONS: '--require ./a.js' } }));
});
