import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, mock, test } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { replaceFiles, writeOutput, type Replacement } from '../../../src/system/replaceFiles.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-replace-')));
after(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => {
  mock.restoreAll();
  syncBuiltinESMExports();
});

const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;
let nFolders = 0;

/** A fresh folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(nFolders++));
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function replacement(file: string, before: string, after: string): Replacement {
  return { file, before: Buffer.from(before), after: Buffer.from(after) };
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof UserError ? error.code : `no UserError: ${String(error)}`;
  }
  return 'nothing was thrown';
}

const textsIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8'));

/** The named function of node:fs behaves like this for every module. */
function replaceCall(name: 'renameSync' | 'writeSync' | 'fchownSync', call: (...args: never[]) => unknown) {
  mock.method(fs, name, call);
  syncBuiltinESMExports();
}

test('files get their new bytes and keep their permissions, and nothing else is left in the folder', () => {
  const folder = folderWith({ 'a.js': 'old a', 'b.js': 'old b' });
  chmodSync(join(folder, 'a.js'), 0o755);
  replaceFiles([
    replacement(join(folder, 'a.js'), 'old a', 'new a'),
    replacement(join(folder, 'b.js'), 'old b', 'new b'),
  ]);
  assert.deepEqual(textsIn(folder), ['new a', 'new b']);
  assert.equal(statSync(join(folder, 'a.js')).mode & 0o777, isWindows ? 0o666 : 0o755);
});

test('a system that writes less than it was given is asked again until all is written', () => {
  const { writeSync } = fs;
  const folder = folderWith({ 'a.js': 'old' });
  replaceCall('writeSync', (descriptor: number, bytes: Uint8Array, offset: number) =>
    writeSync(descriptor, bytes, offset, Math.min(3, bytes.length - offset)),
  );
  replaceFiles([replacement(join(folder, 'a.js'), 'old', 'a new text of some length')]);
  assert.deepEqual(textsIn(folder), ['a new text of some length']);
});

test(
  'a file that may not grow beyond a limit stays as it was, byte for byte, with a reason',
  { skip: isWindows },
  () => {
    const folder = folderWith({ 'a.js': 'old' });
    const module = join(import.meta.dirname, '../../../src/system/replaceFiles.ts');
    const script = `import { replaceFiles } from ${JSON.stringify(module)};
try { replaceFiles([{ file: process.argv[1], before: Buffer.from('old'), after: Buffer.alloc(220_000, 'x') }]); }
catch (error) { console.log(error.code, error.message); }`;
    const { stdout } = spawnSync(
      'sh',
      [
        '-c',
        'ulimit -f 64; exec "$@"',
        'sh',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
        join(folder, 'a.js'),
      ],
      { encoding: 'utf8' },
    );
    assert.match(stdout, /^diskFull .*could not be written and is as it was: EFBIG/);
    assert.deepEqual(textsIn(folder), ['old']);
  },
);

test('a file that was changed meanwhile is left alone, and so are the others', () => {
  const folder = folderWith({ 'a.js': 'old a', 'b.js': 'edited b' });
  const work = (): void => {
    replaceFiles([
      replacement(join(folder, 'a.js'), 'old a', 'new a'),
      replacement(join(folder, 'b.js'), 'old b', 'new b'),
    ]);
  };
  assert.equal(codeOf(work), 'fileChanged');
  assert.deepEqual(textsIn(folder), ['old a', 'edited b']);
});

test('bytes are compared, not what a decoder makes of them', () => {
  const folder = folderWith({});
  writeFileSync(join(folder, 'a.js'), Buffer.from([0xe9]));
  assert.equal(
    codeOf(() => {
      replaceFiles([{ file: join(folder, 'a.js'), before: Buffer.from([0xe8]), after: Buffer.from('x') }]);
    }),
    'fileChanged',
  );
});

test('where the second file cannot be replaced the first is put back', () => {
  const { renameSync } = fs;
  const folder = folderWith({ 'a.js': 'old a', 'b.js': 'old b' });
  replaceCall('renameSync', (from: string, to: string) => {
    if (to.endsWith('b.js')) throw new Error('EBUSY: resource busy or locked, rename');
    renameSync(from, to);
  });
  const work = (): void => {
    replaceFiles([
      replacement(join(folder, 'a.js'), 'old a', 'new a'),
      replacement(join(folder, 'b.js'), 'old b', 'new b'),
    ]);
  };
  assert.equal(codeOf(work), 'fileNotReplaced');
  assert.deepEqual(textsIn(folder), ['old a', 'old b']);
});

test('files that cannot be put back are named', () => {
  const { renameSync } = fs;
  const folder = folderWith({ 'a.js': 'old a', 'b.js': 'old b' });
  let nRenamed = 0;
  replaceCall('renameSync', (from: string, to: string) => {
    if (nRenamed++ > 0) throw new Error('EIO');
    renameSync(from, to);
  });
  assert.throws(
    () => {
      replaceFiles([
        replacement(join(folder, 'a.js'), 'old a', 'new a'),
        replacement(join(folder, 'b.js'), 'old b', 'new b'),
      ]);
    },
    { code: 'filesPartlyReplaced', message: /a\.js\): EIO/ },
  );
});

test('a link that waits under the name of an older version leads nowhere', { skip: isWindows }, () => {
  const folder = folderWith({ 'a.js': 'old', 'other.js': 'precious' });
  symlinkSync(join(folder, 'other.js'), join(folder, `.a.js.tunelens-${process.pid}`));
  replaceFiles([replacement(join(folder, 'a.js'), 'old', 'new')]);
  assert.deepEqual(textsIn(folder), ['precious', 'new', 'precious']);
  assert.ok(!lstatSync(join(folder, 'a.js')).isSymbolicLink());
});

test('a file that has become a link, a folder or nothing since it was read is left alone', { skip: isWindows }, () => {
  const folder = folderWith({ 'other.js': 'old' });
  symlinkSync(join(folder, 'other.js'), join(folder, 'a.js'));
  mkdirSync(join(folder, 'b.js'));
  const codes = ['a.js', 'b.js', 'c.js'].map((name) =>
    codeOf(() => {
      replaceFiles([replacement(join(folder, name), 'old', 'new')]);
    }),
  );
  assert.deepEqual(codes, ['fileChanged', 'notRegularFile', 'fileChanged']);
  assert.equal(readFileSync(join(folder, 'other.js'), 'utf8'), 'old');
});

test('a file that nobody may write is refused, for root too', { skip: isWindows }, () => {
  const folder = folderWith({ 'a.js': 'old' });
  chmodSync(join(folder, 'a.js'), 0o444);
  assert.equal(
    codeOf(() => {
      replaceFiles([replacement(join(folder, 'a.js'), 'old', 'new')]);
    }),
    'fileReadonly',
  );
  assert.deepEqual(textsIn(folder), ['old']);
});

test('a file with other hard links is refused: they would keep the old text', { skip: isWindows }, () => {
  const folder = folderWith({ 'a.js': 'old' });
  linkSync(join(folder, 'a.js'), join(folder, 'b.js'));
  assert.equal(
    codeOf(() => {
      replaceFiles([replacement(join(folder, 'a.js'), 'old', 'new')]);
    }),
    'fileHasHardLinks',
  );
  assert.deepEqual(textsIn(folder), ['old', 'old']);
});

test('the owner stays; where the new file cannot be given to the owner nothing is written', { skip: !isRoot }, () => {
  const folder = folderWith({ 'a.js': 'old' });
  const file = join(folder, 'a.js');
  chownSync(file, 4242, 4343);
  replaceFiles([replacement(file, 'old', 'new')]);
  assert.deepEqual([statSync(file).uid, statSync(file).gid], [4242, 4343]);
  replaceCall('fchownSync', () => {
    throw new Error('EPERM');
  });
  assert.equal(
    codeOf(() => {
      replaceFiles([replacement(file, 'new', 'newer')]);
    }),
    'fileOfOtherOwner',
  );
  assert.deepEqual(textsIn(folder), ['new']);
});

test(
  'an output is made, and one that is there is replaced whole, through links, with its permissions',
  { skip: isWindows },
  () => {
    const folder = folderWith({ 'old.csv': 'old' });
    chmodSync(join(folder, 'old.csv'), 0o600);
    symlinkSync('old.csv', join(folder, 'link.csv'));
    writeOutput(join(folder, 'new.csv'), 'made');
    writeOutput(join(folder, 'link.csv'), 'replaced');
    assert.deepEqual(textsIn(folder), ['replaced', 'made', 'replaced']);
    assert.equal(statSync(join(folder, 'old.csv')).mode & 0o777, 0o600);
    assert.ok(lstatSync(join(folder, 'link.csv')).isSymbolicLink());
  },
);

test('an output that finds no room leaves the old one as it was', () => {
  const folder = folderWith({ 'all.csv': 'old' });
  replaceCall('writeSync', () => {
    throw new Error('ENOSPC: no space left on device, write');
  });
  assert.throws(() => {
    writeOutput(join(folder, 'all.csv'), 'new');
  }, /ENOSPC/);
  assert.deepEqual(textsIn(folder), ['old']);
});

test(
  'an output with other names, or one that cannot be renamed over, is written as it stands',
  { skip: isWindows },
  () => {
    const folder = folderWith({ 'a.csv': 'old' });
    linkSync(join(folder, 'a.csv'), join(folder, 'b.csv'));
    writeOutput(join(folder, 'a.csv'), 'both');
    assert.deepEqual(textsIn(folder), ['both', 'both']);
    const mounted = folderWith({ 'a.csv': 'old' });
    replaceCall('renameSync', () => {
      throw new Error('EBUSY: resource busy or locked, rename');
    });
    writeOutput(join(mounted, 'a.csv'), 'new');
    assert.deepEqual(textsIn(mounted), ['new']);
    assert.ok(existsSync('/dev/null'));
    writeOutput('/dev/null', 'gone');
  },
);

test(
  'an output in a place of its own takes the place of a link, and what that leads to stays',
  { skip: isWindows },
  () => {
    const folder = folderWith({ 'precious.txt': 'precious' });
    symlinkSync('precious.txt', join(folder, 'study.html'));
    writeOutput(join(folder, 'study.html'), 'report', { followLinks: false });
    assert.deepEqual(textsIn(folder), ['precious', 'report']);
    assert.ok(lstatSync(join(folder, 'study.html')).isFile());
    writeOutput(join(folder, 'study.html'), 'again', { followLinks: false });
    assert.deepEqual(textsIn(folder), ['precious', 'again']);
  },
);
