import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { studyLocation } from '../../../src/program/location.ts';
import { Journal } from '../../../src/storage/journal.ts';
import { sourceNoteEvent } from '../../../src/storage/sourceNote.ts';
import { nextStudyFile, sourceFileOf, studyFiles } from '../../../src/storage/studyFiles.ts';

/** A package with these source files. */
function packageWith(t: TestContext, ...sources: readonly string[]) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'studies-')));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), '{}');
  mkdirSync(join(folder, '.tune'));
  for (const source of sources) {
    mkdirSync(dirname(join(folder, source)), { recursive: true });
    writeFileSync(join(folder, source), 'const rate = 0.5; // @tune 0..1\n');
  }
  const place = (source: string) => studyLocation(join(folder, source));
  const journal = (name: string): string => join(folder, '.tune', name);
  return {
    folder,
    place,
    journal,
    studiesOf: (source: string) => studyFiles(place(source)).map((file) => basename(file)),
    ownerOf: (name: string) => sourceFileOf(journal(name))?.slice(folder.length + 1) ?? null,
    next: (source: string) => basename(nextStudyFile(place(source))),
    /** A journal whose study is called so; it notes no file, as those of earlier versions, unless told to. */
    begin: async (name: string, study: string, note: string | null = null) => {
      const created = { kind: 'studyCreated', study, direction: 'minimize' } as const;
      await (await Journal.open(journal(name))).append([created, ...(note === null ? [] : [sourceNoteEvent(note)])]);
    },
  };
}

test('the studies of a file are numbered, and a new one takes the next number', async (t) => {
  const { begin, studiesOf, next } = packageWith(t, 'model.js');
  assert.deepEqual(studiesOf('model.js'), []);
  assert.equal(next('model.js'), 'model.log');
  for (const name of ['model.10.log', 'model.log', 'model.3.log', 'model-x.log', 'model.2b.log', 'other.log'])
    await begin(name, 'model', 'model.js');
  assert.deepEqual(studiesOf('model.js'), ['model.log', 'model.3.log', 'model.10.log']);
  assert.equal(next('model.js'), 'model.11.log');
});

test('a folder that does not exist holds no studies', () => {
  const place = { packageFolder: '/nowhere', dataFolder: '/nowhere/.tune', studyName: 'model', sourceFile: 'model.js' };
  assert.deepEqual(studyFiles(place), []);
});

test('files whose names give the same study name do not share studies', async (t) => {
  const pairs = [
    ['src/model.js', 'src-model.js'],
    ['net.js', 'net.ts'],
    ['net.js', 'net.mjs'],
    ['exp.js', 'exp-2.js'],
    ['exp.js', 'exp.2.js'],
  ] as const;
  const sources = [...new Set(pairs.flat())];
  const { begin, studiesOf, next } = packageWith(t, ...sources);
  for (const source of sources) for (let n = 0; n < 2; n++) await begin(next(source), 'x', source);
  const names = sources.map(studiesOf);
  assert.deepEqual(
    names.map((found) => found.length),
    sources.map(() => 2),
  );
  assert.equal(new Set(names.flat()).size, 2 * sources.length);
});

test('a study without a note belongs to the file by whose name it was created', async (t) => {
  const { begin, studiesOf, ownerOf } = packageWith(t, 'exp.js', 'exp-2.js');
  await begin('exp.log', 'exp');
  await begin('exp-2.log', 'exp-2');
  await begin('exp-3.log', 'exp');
  assert.deepEqual(studiesOf('exp.js'), ['exp.log', 'exp-3.log']);
  assert.deepEqual(studiesOf('exp-2.js'), ['exp-2.log']);
  await begin('exp-2-2.log', 'exp-2');
  assert.equal(ownerOf('exp-2-2.log'), 'exp-2.js');
});

test('a second study of an earlier version stays with its file, whatever file comes beside it later', async (t) => {
  const { begin, studiesOf } = packageWith(t, 'exp.js', 'exp-2.js');
  await begin('exp-2.log', 'exp');
  assert.deepEqual([studiesOf('exp.js'), studiesOf('exp-2.js')], [['exp-2.log'], []]);
});

test('a study without a note that several annotated files could mean belongs to none of them', async (t) => {
  const { folder, begin, ownerOf } = packageWith(t, 'net.js', 'net.ts');
  await begin('net.log', 'net');
  assert.equal(ownerOf('net.log'), null);
  writeFileSync(join(folder, 'net.js'), 'what the compiler made of net.ts, without comments');
  assert.equal(ownerOf('net.log'), 'net.ts');
});

test('a study whose file was renamed goes with its journal, and its latest note counts', async (t) => {
  const { folder, begin, journal, ownerOf, studiesOf } = packageWith(t, 'model.js');
  await begin('model.log', 'model', 'model.js');
  renameSync(join(folder, 'model.js'), join(folder, 'net.js'));
  renameSync(journal('model.log'), journal('net.log'));
  assert.deepEqual(studiesOf('net.js'), ['net.log']);
  await (await Journal.open(journal('net.log'))).append([sourceNoteEvent('net.js')]);
  writeFileSync(join(folder, 'model.js'), '// @tune');
  assert.equal(ownerOf('net.log'), 'net.js');
});

test('a note that leads elsewhere, or names what is no source, is no note', async (t) => {
  const { folder, begin, journal, ownerOf } = packageWith(t, 'model.js', 'sub/other.js', 'text.txt');
  writeFileSync(join(folder, 'sub', 'package.json'), '{}');
  symlinkSync(join(folder, 'sub', 'other.js'), join(folder, 'link.js'));
  const notes = ['../model.js', join(folder, 'model.js'), 'sub/../model.js', 'sub/other.js', 'link.js', 'text.txt', ''];
  for (const [i, note] of notes.entries()) {
    const name = `odd${i}.log`;
    await begin(name, 'odd', note);
    assert.equal(ownerOf(name), null, note);
    rmSync(journal(name));
  }
  await begin('model.log', 'model', '../../elsewhere.js');
  assert.equal(ownerOf('model.log'), 'model.js');
});

test('a journal of nothing but notes that are none, and one too large to be read, are looked through in no time', async (t) => {
  const { begin, journal, ownerOf } = packageWith(t, 'model.js', 'large.js');
  await begin('model.log', 'model');
  // Each of its lines is read once: once for each of its words they would be ten thousand times as much.
  const line = `{"op_code":8,"trial_id":0,"user_attr":{"x":[${'"source_file",'.repeat(4500)}0]}}\n`;
  appendFileSync(journal('model.log'), line.repeat(200));
  assert.equal(ownerOf('model.log'), 'model.js');
  await begin('large.log', 'large', 'model.js');
  truncateSync(journal('large.log'), 2 ** 40);
  assert.equal(ownerOf('large.log'), 'large.js', 'its note was not read');
});

test('a note is found wherever it is in a long journal, and again after the journal was replaced', async (t) => {
  const { begin, journal, ownerOf } = packageWith(t, 'model.js', 'other.js', 'third.js');
  await begin('third.log', 'third');
  const study = await Journal.open(journal('third.log'));
  const fact = { kind: 'factNoted', trial: null, name: 'big', fact: '"source_file"'.repeat(200_000) } as const;
  await study.append([sourceNoteEvent('model.js'), fact]);
  assert.equal(ownerOf('third.log'), 'model.js');
  await study.append([fact, sourceNoteEvent('other.js'), { ...fact, name: 'source_file_2' }]);
  assert.equal(ownerOf('third.log'), 'other.js');
  rmSync(journal('third.log'));
  await begin('third.log', 'third');
  assert.equal(ownerOf('third.log'), 'third.js');
});
