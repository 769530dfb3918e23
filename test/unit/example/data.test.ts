// The example's data: real IDX files where they are, the same drawn digits elsewhere, and a clear word for damaged files.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { loadDigits } from '../../../media/example/mnist/data.js';
import { formatIdx, parseIdx } from '../../../media/example/mnist/idx.js';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-digits-'));
  made.push(folder);
  return folder;
}

const bytes = Buffer.from([1, 2, 3, 4, 5, 6]);

test('an IDX file is read as it was written, plain or gzip', () => {
  const file = formatIdx([1, 2, 3], bytes);
  for (const form of [file, gzipSync(file)]) {
    const { dimensions, values } = parseIdx(form, 'a', 3);
    assert.deepEqual([dimensions, [...values]], [[1, 2, 3], [...bytes]]);
  }
});

const whole = formatIdx([1, 2, 3], bytes);
const damaged: readonly (readonly [what: string, bytes: Buffer, says: RegExp])[] = [
  ['an empty file', Buffer.alloc(0), /a is not an IDX file: 0 bytes/],
  ['a header that ends early', whole.subarray(0, 10), /10 bytes are fewer than the 16/],
  ['another kind of file', Buffer.from('<!doctype html><html></html>'), /starts with 0x3c21646f instead of 0x00000803/],
  ['labels in place of images', formatIdx([16], Buffer.alloc(16)), /instead of 0x00000803/],
  ['values that end early', whole.subarray(0, -1), /announces 1 x 2 x 3 = 6 values, but 5 follow/],
  ['values beyond the end', Buffer.concat([whole, Buffer.alloc(1)]), /but 7 follow/],
  ['a damaged gzip file', gzipSync(whole).subarray(0, 20), /cannot be decompressed/],
];
for (const [what, file, says] of damaged) {
  test(`${what} is refused by name and reason`, () => assert.throws(() => parseIdx(file, 'a', 3), says));
}

/** Real MNIST files in small: `n` black images, labelled 3. */
function writeMnist(folder: string, n: number, more: { label?: number; nLabels?: number } = {}): void {
  const { label = 3, nLabels = n } = more;
  for (const name of ['train', 't10k']) {
    writeFileSync(
      join(folder, `${name}-images-idx3-ubyte.gz`),
      gzipSync(formatIdx([n, 28, 28], Buffer.alloc(n * 784))),
    );
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), formatIdx([nLabels], Buffer.alloc(nLabels, label)));
  }
}

test('real files are read where they lie, no more of them than wanted', () => {
  const folder = emptyFolder();
  writeMnist(folder, 5);
  const { source, train, test: held } = loadDigits({ nTrain: 4, nTest: 9 }, folder);
  assert.deepEqual([source, train.labels.length, held.labels.length, train.labels[0]], ['mnist', 4, 5, 3]);
});

test('files that do not belong together, are incomplete or hold no digits are refused', () => {
  const load = (write: (folder: string) => void) => () => {
    const folder = emptyFolder();
    write(folder);
    loadDigits({ nTrain: 4, nTest: 4 }, folder);
  };
  assert.throws(
    load((folder) => writeMnist(folder, 5, { nLabels: 4 })),
    /4 labels for the 5 images/,
  );
  assert.throws(
    load((folder) => writeMnist(folder, 5, { label: 10 })),
    /label 0 is 10, which is no digit/,
  );
  assert.throws(
    load((folder) => writeMnist(folder, 0)),
    /holds no images/,
  );
  assert.throws(
    load((folder) => writeFileSync(join(folder, 'train-images-idx3-ubyte'), '')),
    /a part of the MNIST files only\. Add train-labels/,
  );
});

test('without real files the same digits are drawn every time, every class alike often, and kept', () => {
  const folder = emptyFolder();
  const { source, train, test: held } = loadDigits({ nTrain: 40, nTest: 20 }, folder);
  const hash = createHash('sha256').update(train.images).update(held.images).digest('hex');
  assert.equal(source, 'drawn');
  // Taken from the drawing of version 1: a change of it needs a new version, so that nobody compares numbers of two sets.
  assert.equal(hash.slice(0, 16), 'a9467615596dce96');
  for (const [labels, each] of [
    [train.labels, 4],
    [held.labels, 2],
  ] as const) {
    for (let digit = 0; digit < 10; digit++) assert.equal([...labels].filter((label) => label === digit).length, each);
  }
  const again = loadDigits({ nTrain: 40, nTest: 20 }, folder);
  assert.ok(again.train.images.equals(train.images));
  assert.equal(readdirSync(folder).length, 1);
});
