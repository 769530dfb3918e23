// What applying writes into real files: only the literals change, byte for byte, or nothing does.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { applyParams, paramEdits } from '../../../src/program/applyParams.ts';
import { planStudy, type StudyPlan } from '../../../src/program/plan.ts';
import type { Params } from '../../../src/space/space.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-apply-')));
after(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');

function planOf(content: string | Buffer): StudyPlan {
  writeFileSync(join(folder, 'model.js'), content);
  return planStudy(join(folder, 'model.js'), {});
}

/** The bytes of a file with `content` after `params` were applied, in Latin-1 so that each byte is a character. */
function applied(content: string | Buffer, params: Params): string {
  applyParams(planOf(content), params);
  return readFileSync(join(folder, 'model.js'), 'latin1');
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof UserError ? error.code : `no UserError: ${String(error)}`;
  }
  return 'nothing was thrown';
}

test('a source in Latin-1 keeps each of its bytes outside of the literals', () => {
  const text =
    "// na\xefve caf\xe9\nconst rate = 0.5; // @tune 0..1 \nconst s = 'caf\xe9', act = 'a' /* @tune a | b */; // \xe9";
  assert.equal(
    applied(Buffer.from(text, 'latin1'), { rate: 0.25, act: 'b' }),
    text.replace('0.5', '0.25').replace("'a'", "'b'"),
  );
});

test('a source in GBK, whose letters have two bytes, keeps them', () => {
  const bytes = Buffer.concat([
    Buffer.from([0x2f, 0x2f, 0xc4, 0xe3, 0xba, 0xc3, 0xd2, 0x5c, 0x0a]),
    Buffer.from('const a = '),
    Buffer.from([0x2f, 0x2a, 0xc4, 0xe3, 0x2a, 0x2f]),
    Buffer.from("1 /* @tune 1..9 */; f('"),
    Buffer.from([0xba, 0xc3]),
    Buffer.from("', 2 /* @tune 1..9 as b */)"),
  ]);
  const text = bytes.toString('latin1');
  assert.equal(applied(bytes, { a: 7, b: 8 }), text.replace('1 /*', '7 /*').replace('2 /*', '8 /*'));
});

test('letters that such a source cannot hold are written as escapes; what was not read right is refused', () => {
  const text = "// \xe9\nconst s = 'a'; // @tune a | 'b\\u00e9\\u4f60'";
  const after = applied(Buffer.from(text, 'latin1'), { s: 'b\xe9\u4f60' });
  assert.equal(after, text.replace("'a'", "'b\\u00e9\\u4f60'"));
  const unread = Buffer.from("const s = 'a'; // @tune a | 'caf\xe9'", 'latin1');
  assert.throws(() => applied(unread, { s: 'caf\ufffd' }), { code: 'fileNotUtf8', message: /from byte 32/ });
  assert.equal(readFileSync(join(folder, 'model.js')).equals(unread), true);
});

test('a mark of the byte order, and every kind of line end, stay', () => {
  const text =
    '\ufeffconst a = 1; // @tune 1..9\r\nconst b = 2 // @tune 1..9\rconst c = 3; // @tune 1..9\u2028const d = 4; // @tune 1..9\u2029';
  const after = Buffer.from(applied(text, { a: 5, b: 6, c: 7, d: 8 }), 'latin1').toString();
  assert.equal(
    after,
    text.replace('a = 1', 'a = 5').replace('b = 2', 'b = 6').replace('c = 3', 'c = 7').replace('d = 4', 'd = 8'),
  );
});

test('a name that every object inherits is written only where the values have it', () => {
  const text =
    'const toString = 1; // @tune 1..9\nconst constructor = 2; // @tune 1..9\nconst valueOf = 3; // @tune 1..9';
  assert.equal(applied(text, { valueOf: 7 }), text.replace('valueOf = 3', 'valueOf = 7'));
});

test('values that have no annotation any more change nothing, and equal ones make no edit', () => {
  const plan = planOf('const a = 1; // @tune 1..9');
  assert.equal(
    codeOf(() => applyParams(plan, { a: 2, b: 3 })),
    'parametersGone',
  );
  assert.deepEqual(paramEdits(plan, { a: 1 }), []);
});

test('a file that was edited since it was planned is left alone', () => {
  const plan = planOf('const a = 1; // @tune 1..9');
  writeFileSync(join(folder, 'model.js'), 'const a = 2; // @tune 1..9');
  assert.equal(
    codeOf(() => applyParams(plan, { a: 3 })),
    'fileChanged',
  );
  assert.equal(readFileSync(join(folder, 'model.js'), 'utf8'), 'const a = 2; // @tune 1..9');
});

test('what would not be read as the value any more is refused before a file is touched', () => {
  const text = 'const a = 1; // @tune 1..9';
  assert.equal(
    codeOf(() => applied(text, { a: 'relu' })),
    'valueNotWritable',
  );
  assert.equal(readFileSync(join(folder, 'model.js'), 'utf8'), text);
});

test('a package.json or a source that is a named pipe holds nothing up', { skip: process.platform === 'win32' }, () => {
  const project = mkdtempSync(join(folder, 'pipes-'));
  execFileSync('mkfifo', [join(project, 'package.json'), join(project, 'data.js')]);
  writeFileSync(join(project, 'model.js'), "import './data.js';\nconst a = 1; // @tune 1..9\n");
  assert.deepEqual([...planStudy(join(project, 'model.js'), {}).annotations.keys()].length, 1);
  assert.equal(
    codeOf(() => planStudy(join(project, 'data.js'), {})),
    'fileNotFound',
  );
});
