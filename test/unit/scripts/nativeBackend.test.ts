// What the set-up takes from a wheel: only files of the published one, and only into its own folder.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const scripts = pathToFileURL(join(import.meta.dirname, '../../../scripts/')).href;
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const recordName = 'x.dist-info/RECORD';
const header = 'tensorflow/include/tensorflow/c/c_api.h';

function recordOf(files: Readonly<Record<string, string>>): string {
  const lines = Object.entries(files).map(
    ([name, text]) => `${name},sha256=${sha256(text).toString('base64url')},${Buffer.byteLength(text)}`,
  );
  return [...lines, `${recordName},,`, ''].join('\n');
}

/** A zip archive of files that are not compressed. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const [bodies, entries]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [nameBytes, textBytes] = [Buffer.from(name), Buffer.from(text)];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(nameBytes.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(textBytes.length, 20);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, nameBytes, textBytes);
    entries.push(entry, nameBytes);
    offset += 30 + nameBytes.length + textBytes.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directory, end]);
}

/** What Node prints for `script` in an empty folder that holds `wheel.zip`. */
function runIn(
  script: string,
  zip: Buffer,
): { readonly folder: string; readonly output: string; readonly code: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-wheel-'));
  made.push(folder);
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'wheel.zip'), zip);
  const args = ['--input-type=module', '-e', script];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { folder, output: stdout + stderr, code: status };
}

/** Takes the headers of a wheel with these files, whose pinned record is that of `published`. */
function extract(files: Readonly<Record<string, string>>, published: Readonly<Record<string, string>>) {
  const pin = sha256(recordOf(published)).toString('hex');
  const script = `import { extractHeaders, readRecord } from '${scripts}nativeBackend.mjs';
import { openZipFile, readZipDirectory } from '${scripts}zip.mjs';
const source = await openZipFile('wheel.zip');
const members = await readZipDirectory(source);
const record = await readRecord(source, members, { record: '${recordName}', recordSha256: '${pin}' });
await extractHeaders(source, members, { folder: 'out', record });`;
  return runIn(script, zipOf(files));
}

test('headers of the published wheel are taken as they are', () => {
  const files = { [header]: 'int f(void);\n', 'tensorflow/other.py': 'x' };
  const { folder, code, output } = extract({ ...files, [recordName]: recordOf(files) }, files);
  assert.equal(code, 0, output);
  assert.equal(readFileSync(join(folder, 'out/include/tensorflow/c/c_api.h'), 'utf8'), 'int f(void);\n');
});

test('a header that was changed, made longer or added is refused, and so is a record of its own', () => {
  const files = { [header]: 'int f(void);\n' };
  const record = recordOf(files);
  const evil = { [header]: 'int g(void);\n' };
  for (const [hostile, words] of [
    [{ ...evil, [recordName]: record }, /SHA-256/],
    [{ [header]: 'x'.repeat(100_000), [recordName]: record }, /longer than/],
    [{ ...files, 'tensorflow/include/tensorflow/c/more.h': 'x', [recordName]: record }, /does not know/],
    [{ ...evil, [recordName]: recordOf(evil) }, /record of the wheel has SHA-256/],
    [evil, /lacks its record/],
  ] as const) {
    const { code, output } = extract(hostile, files);
    assert.notEqual(code, 0);
    assert.match(output, words);
  }
});

test('a name that leads out of the folder is not even looked at, or refused', () => {
  const files = {
    'tensorflow/include/tensorflow/c/../../../../../evil.h': 'x',
    'tensorflow/include/tensorflow/c/./evil.h': 'x',
    'tensorflow/include/tensorflow/c/..': 'x',
  };
  const { folder, code } = extract({ ...files, [recordName]: recordOf(files) }, files);
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(join(folder, 'out')), []);
  assert.ok(!existsSync(join(folder, 'evil.h')) && !existsSync(join(folder, '../evil.h')));
  const names = ['../x', 'a/../../x', '/etc/x', '..', '.', '', 'a/./b', String.raw`..\x`, 'C:x', 'a\0b'];
  const script = `import { pathInside } from '${scripts}wheelRecord.mjs';
for (const name of ${JSON.stringify(names)}) {
  try { console.log('taken', JSON.stringify(name), pathInside('/tmp/f', name)); } catch {}
}
console.log(pathInside('/tmp/f', 'a/b..h'));`;
  assert.equal(runIn(script, zipOf({})).output, '/tmp/f/a/b..h\n');
});

test("the index's own hash of a wheel is read", () => {
  const hash = 'a'.repeat(64);
  const script = `import { findWheelUrl } from '${scripts}wheel.mjs';
const page = '<a href="../../x/a.whl#sha256=${hash}">a</a><a href="b.whl">b</a>';
for (const name of ['a.whl', 'b.whl', 'c.whl']) {
  const found = findWheelUrl(page, name, 'https://index.test/simple/x/');
  console.log(found === null ? null : found.url.href, found?.sha256);
}`;
  const { output } = runIn(script, zipOf({}));
  assert.equal(output, `https://index.test/x/a.whl ${hash}\nhttps://index.test/simple/x/b.whl null\nnull undefined\n`);
});
