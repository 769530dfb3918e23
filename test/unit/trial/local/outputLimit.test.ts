import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { cutOutput, limitOutput } from '../../../../src/trial/local/outputLimit.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function outputOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-output-'));
  made.push(folder);
  const file = join(folder, 'output.txt');
  writeFileSync(file, text);
  return file;
}

test('output within the limit stays as it is', () => {
  const file = outputOf('abc');
  cutOutput(file, 3, 1);
  assert.equal(readFileSync(file, 'utf8'), 'abc');
  cutOutput(join(file, '../missing.txt'), 3, 1);
});

test('of longer output both ends are kept, with a note of how much is missing, and the program goes on behind it', () => {
  const file = outputOf(`begin${'x'.repeat(1000)}end!!`);
  cutOutput(file, 100, 5);
  appendFileSync(file, ' more');
  assert.equal(readFileSync(file, 'utf8'), 'begin\n[TuneLens: 1000 bytes of output were left out here]\nend!! more');
});

test('the last look is when the trial is over', () => {
  const file = outputOf('');
  const limit = limitOutput(file, { maxBytes: 10, keptBytes: 2, pollMs: 1e6 });
  appendFileSync(file, '0123456789abcdef');
  limit.close();
  assert.match(readFileSync(file, 'utf8'), /^01\n\[.*\]\nef$/);
});
