import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { UserError } from '../../../src/errors.ts';
import { programCandidates } from '../../../src/program/candidates.ts';
import { studyLocation } from '../../../src/program/location.ts';
import { planStudy, type PlanOptions, type StudyPlan } from '../../../src/program/plan.ts';
import { sourcesFor } from '../../../src/program/sources.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with these files; its real path. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-plan-')));
  made.push(folder);
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const tuned = 'export const rate = 0.5; // @tune 0..1\n';

function plan(files: Readonly<Record<string, string>>, options: PlanOptions = {}): StudyPlan & { folder: string } {
  const folder = project(files);
  return { ...planStudy(join(folder, 'model.js'), options), folder };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing thrown';
}

test('a file that no other loads is its own program', () => {
  const { program, folder, studyName, dataFolder } = plan({ 'model.js': tuned });
  assert.deepEqual(program, {
    entry: join(folder, 'model.js'),
    args: [],
    nodeArgs: [],
    env: {},
    cwd: folder,
  });
  assert.deepEqual([studyName, dataFolder], ['model', join(folder, '.tune')]);
});

test('the run line names the program with its arguments, and the caller adds more', () => {
  const { program, folder } = plan(
    { 'model.js': `// @tune run ./train.js --epochs 3\n${tuned}`, 'train.js': "import './model.js';" },
    { args: ['--fast'] },
  );
  assert.deepEqual([program.entry, program.args], [join(folder, 'train.js'), ['--epochs', '3', '--fast']]);
});

test('the only program that loads the file is taken, through other modules too', () => {
  const { program, folder } = plan({
    'model.js': tuned,
    'lib/net.js': "export * from '../model.js';",
    'main.js': "const net = require('./lib/net');",
  });
  assert.equal(program.entry, join(folder, 'main.js'));
});

test('several possible programs are named with the remedy', () => {
  const message = codeOf(() =>
    plan({ 'model.js': tuned, 'a.js': "import './model.js'", 'b.js': "import './model.js'" }),
  );
  assert.match(message, /^programUnclear: .*node a\.js, node b\.js/);
});

test('scripts of package.json are candidates with their arguments, options of Node and environment, without what translates TypeScript', () => {
  const folder = project({
    'package.json':
      '{"scripts":{"long":"node main.js --epochs 9","other":"node main.js && rm x","fast":"NODE_ENV=test node --import tsx --max-old-space-size=99 main.js"}}',
    'model.js': tuned,
    'main.js': "import './model.js'",
  });
  assert.deepEqual(programCandidates(join(folder, 'model.js')), [
    {
      entry: join(folder, 'main.js'),
      args: ['--epochs', '9'],
      nodeArgs: [],
      env: {},
      label: 'node main.js --epochs 9',
    },
    {
      entry: join(folder, 'main.js'),
      args: [],
      nodeArgs: ['--max-old-space-size=99'],
      env: { NODE_ENV: 'test' },
      label: 'NODE_ENV=test node --import tsx --max-old-space-size=99 main.js',
    },
  ]);
});

test('a test that loads the file is no program, and the script that runs the file itself is, with its options', () => {
  const files = {
    'gan.js': tuned,
    'gan_test.js': "require('./gan')",
    '__tests__/gan.js': "require('../gan')",
    'test/a.spec.ts': "import '../gan.js'",
    'src/gan.test.mjs': "import '../gan.js'",
  };
  const ofModel = (more: Readonly<Record<string, string>>) => {
    const folder = project({ ...files, ...more });
    const { program } = planStudy(join(folder, 'gan.js'), {});
    return [program.entry.slice(folder.length + 1), ...program.args];
  };
  assert.deepEqual(ofModel({}), ['gan.js']);
  const scripts = (more: string): string => `{"scripts":{"train":"node gan.js --epochs 3"${more}}}`;
  assert.deepEqual(ofModel({ 'package.json': scripts('') }), ['gan.js', '--epochs', '3']);
  assert.deepEqual(ofModel({ 'package.json': scripts(',"slow":"node gan.js --epochs 99"') }), [
    'gan.js',
    '--epochs',
    '3',
  ]);
});

test('the snapshot is the local import graph: ES modules, CommonJS, cycles and links, no packages, no missing files', () => {
  const folder = project({
    'model.js': `import './a.mjs'; import 'pkg'; import './missing.js'; import data from './d.json';\n${tuned}`,
    'a.mjs': "export { x } from './b.cjs'; const lazy = () => import('./c/index.js');",
    'b.cjs': "require('./c'); require('./model');",
    'c/index.js': "import '../model.js';",
    'd.json': '1',
    'node_modules/pkg/index.js': '',
    'real/e.js': '',
  });
  symlinkSync(join(folder, 'real/e.js'), join(folder, 'e.js'));
  writeFileSync(join(folder, 'main.js'), "import './model.js'; import './e.js';");
  const { snapshot } = planStudy(join(folder, 'model.js'), {});
  const files = [...snapshot.texts.keys()].map((file) => file.slice(folder.length + 1)).toSorted();
  assert.deepEqual(files, ['a.mjs', 'b.cjs', 'c/index.js', 'd.json', 'main.js', 'model.js', 'real/e.js']);
});

test('annotations of every file that the program loads count, and equal names get their file before them', () => {
  const { space, annotations, ...rest } = plan({
    'model.js': `import './data.js';\n${tuned}`,
    'data.js': 'const rate = 0.1; // @tune 0..1\nconst batch = 8; // @tune 8 | 16\n',
  });
  assert.deepEqual(
    space.parameters.map(({ name }) => name),
    ['model.rate', 'data.rate', 'batch'],
  );
  const sources = sourcesFor({ ...rest, annotations }, { 'model.rate': 0.25, 'data.rate': 0.75, batch: 16 });
  assert.equal(
    sources[join(rest.folder, 'model.js')]?.text,
    "import './data.js';\nexport const rate = 0.25; // @tune 0..1\n",
  );
  assert.equal(
    sources[join(rest.folder, 'data.js')]?.text,
    'const rate = 0.75; // @tune 0..1\nconst batch = 16; // @tune 8 | 16\n',
  );
});

test('a held parameter is a constant, and what depends on it follows', () => {
  const held = (condition: string): string =>
    `const depth = 2; // @tune off 1..4\nconst u = 8; // @tune 8..64 if ${condition}\n${tuned}`;
  const names = (condition: string): readonly string[] =>
    plan({ 'model.js': held(condition) }).space.parameters.map(({ name, conditions }) => `${name}${conditions.length}`);
  assert.deepEqual(names('depth == 2'), ['u0', 'rate0']);
  assert.deepEqual(names('depth == 3'), ['rate0']);
});

test('what is typed and not saved is what is planned', () => {
  const folder = project({ 'model.js': '' });
  const file = join(folder, 'model.js');
  const { snapshot } = planStudy(file, { readSource: (path) => (path === file ? tuned : undefined) });
  assert.equal(snapshot.texts.get(file), tuned);
});

test('bad input is said with its place', () => {
  assert.match(
    codeOf(() => planStudy('/nowhere/model.js', {})),
    /^fileNotFound: .*\/nowhere\/model\.js/,
  );
  assert.match(
    codeOf(() => plan({ 'model.js': 'const a = 1;' })),
    /^noAnnotations/,
  );
  assert.match(
    codeOf(() => plan({ 'model.js': 'const a = 1; // @tune off 1..2' })),
    /^everythingHeld/,
  );
  assert.match(
    codeOf(() => plan({ 'model.js': '\nconst a = 1; // @tune 2..1' })),
    /^annotationProblems: .*\n.*model\.js:2:23: /,
  );
  assert.match(
    codeOf(() => plan({ 'model.js': `// @tune run gone.js\n${tuned}` })),
    /^programNotFound: .*gone\.js/,
  );
});

test('a study is named by the path below the nearest package', () => {
  const folder = project({ 'src/nets/model.js': '' });
  assert.deepEqual(studyLocation(join(folder, 'src/nets/model.js')), {
    packageFolder: folder,
    dataFolder: join(folder, '.tune'),
    studyName: 'src-nets-model',
    sourceFile: 'src/nets/model.js',
  });
});
