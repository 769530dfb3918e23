import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { nextStudyFile, studyFiles } from '../../../src/storage/studyFiles.ts';

test('the studies of a file are numbered, and a new one takes the next number', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'studies-'));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.deepEqual(studyFiles(folder, 'model'), []);
  assert.equal(basename(nextStudyFile(folder, 'model')), 'model.log');
  for (const name of [
    'model-10.log',
    'model.log',
    'model-2.log',
    'model-x.log',
    'model-2b.log',
    'other.log',
    'model.html',
  ]) {
    writeFileSync(join(folder, name), '');
  }
  assert.deepEqual(
    studyFiles(folder, 'model').map((file) => basename(file)),
    ['model.log', 'model-2.log', 'model-10.log'],
  );
  assert.equal(basename(nextStudyFile(folder, 'model')), 'model-11.log');
});

test('a folder that does not exist holds no studies', () => {
  assert.deepEqual(studyFiles('/nonexistent/.tune', 'model'), []);
});
