import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { openRegular, openRegularHandle, readRegular, readTail, unreadable } from '../../../src/system/openFile.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-open-')));
after(() => rmSync(folder, { recursive: true, force: true }));
const isWindows = process.platform === 'win32';

function made(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof UserError ? error.code : `no UserError: ${String(error)}`;
  }
  return 'nothing was thrown';
}

test('a regular file is read whole, and its last bytes alone', () => {
  const file = made('plain.txt', 'one\ntwo\n');
  assert.equal(readRegular(file, { maxBytes: 8 }).toString(), 'one\ntwo\n');
  assert.equal(readTail(file, 4).toString(), 'two\n');
  assert.equal(readTail(file, 400).toString(), 'one\ntwo\n');
});

test('a file of one byte more than the limit is refused by its size', () => {
  assert.equal(
    codeOf(() => readRegular(made('nine.txt', '123456789'), { maxBytes: 8 })),
    'fileTooLarge',
  );
});

test('a folder, a pipe, a device and a link to one are refused at once', { skip: isWindows }, async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const link = join(folder, 'random');
  symlinkSync('/dev/urandom', link);
  mkdirSync(join(folder, 'folder'));
  for (const file of [join(folder, 'folder'), pipe, '/dev/zero', link]) {
    assert.equal(
      codeOf(() => readRegular(file, { maxBytes: 8 })),
      'notRegularFile',
      file,
    );
    assert.equal(
      codeOf(() => openRegular(file, { access: 'append' })),
      'notRegularFile',
      file,
    );
    await assert.rejects(openRegularHandle(file), { code: 'notRegularFile' }, file);
  }
});

test('where links are refused, a link in the name of the file or of a folder above it is', { skip: isWindows }, () => {
  const file = made('target.txt', 'x');
  symlinkSync(file, join(folder, 'link.txt'));
  symlinkSync(folder, join(folder, 'linked'));
  const read = (name: string, followLinks: boolean): string =>
    codeOf(() => readRegular(join(folder, name), { maxBytes: 8, followLinks }));
  assert.equal(read('target.txt', false), 'nothing was thrown');
  assert.equal(read('link.txt', false), 'notRegularFile');
  assert.equal(read('linked/target.txt', false), 'notRegularFile');
  assert.equal(read('link.txt', true), 'nothing was thrown');
});

test('opened for appending, a missing file is created and nothing of an old one is lost', () => {
  const file = join(folder, 'new.txt');
  for (const line of ['a\n', 'b\n']) {
    const descriptor = openRegular(file, { access: 'append' });
    writeSync(descriptor, line);
    closeSync(descriptor);
  }
  assert.equal(readFileSync(file, 'utf8'), 'a\nb\n');
});

test('what the system says of a missing file stays apart from what is made of it for the user', () => {
  const missing = join(folder, 'missing');
  assert.throws(() => readRegular(missing, { maxBytes: 8 }), { code: 'ENOENT' });
  const error = unreadable(missing, Object.assign(new Error('EACCES: no'), { syscall: 'open' }));
  assert.ok(error instanceof UserError);
  assert.equal(error.code, 'fileUnreadable');
});
