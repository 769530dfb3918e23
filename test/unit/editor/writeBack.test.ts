// VS Code reads a file in its own way: another encoding, no mark of the byte order, line ends made alike, edits that are not saved. What is written goes into the
// text that is on screen.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Params } from '../../../src/space/space.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-write-back-')));
after(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'package.json'), '{}');

/** The text of a document that shows `document`, of a file with these bytes, once `params` are applied. */
function applied(bytes: Buffer, document: string, params: Params): string {
  const file = join(folder, 'model.js');
  writeFileSync(file, bytes);
  const child = join(import.meta.dirname, 'writeBack/child.ts');
  return execFileSync(process.execPath, [child, file, document, JSON.stringify(params)], {
    encoding: 'utf8',
    timeout: 60_000,
  });
}

const line = "const rate = 0.5, act = 'a' /* @tune a | b */; f(rate, act); // @tune 0..1 as rate\n";

test('a document in GBK has its literals elsewhere than the file that Node reads', () => {
  const text = `/* \u4f60\u597d */ ${line}`;
  const bytes = Buffer.concat([Buffer.from('/* '), Buffer.from([0xc4, 0xe3, 0xba, 0xc3]), Buffer.from(` */ ${line}`)]);
  const expected = text.replace('0.5', '0.25').replace("'a'", "'b'");
  assert.equal(applied(bytes, text, { rate: 0.25, act: 'b' }), expected);
});

test('a mark of the byte order, which a document has not, moves nothing', () => {
  assert.equal(applied(Buffer.from(`\ufeff${line}`), line, { rate: 1, act: 'a' }), line.replace('0.5', '1.0'));
});

test('line ends that a document has made alike, and separators that it does not know as line ends, move nothing', () => {
  const mixed = `// a\r\n// b\n// c\u2028x=1;\n${line}`;
  const alike = mixed.replaceAll('\r\n', '\n');
  assert.equal(applied(Buffer.from(mixed), alike, { rate: 0.25, act: 'a' }), alike.replace('0.5', '0.25'));
});

test('a letter that no trial has read right is not written', () => {
  const text = "const s = 'a'; // @tune a | 'caf\u00e9'\n";
  assert.equal(applied(Buffer.from(text, 'latin1'), text, { s: 'caf\ufffd' }), 'valueNotWritable');
});
