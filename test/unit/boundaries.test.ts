// What only some files may do, held as layers.test.ts holds the imports: reading what others wrote, writing, and signalling processes. A new place asks for
// a line here with its reason, or goes through src/system. (That one file makes text into Markdown and HTML is held by markup.test.ts.)
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');

type Reasons = Readonly<Record<string, string>>;

/** Everything else opens by src/system/openFile.ts. */
const mayRead: Reasons = {
  'src/system/openFile.ts': 'the one way to open what others wrote',
  'src/system/processIdentity.ts': '/proc',
  'src/system/replaceFiles.ts': 'compares the bytes of the regular file that it is about to replace',
  'src/trial/local/descendants.ts': '/proc',
  'src/trial/local/oomKills.ts': '/proc and the control group',
  'src/trial/local/processMemory.ts': '/proc',
  'src/doctor/gpuFinding.ts': '/sys',
  'src/cli/ownFiles.ts': 'the manifest of TuneLens itself',
  'src/cli/importCommand.ts': 'a table that the user names on the command line, which may be a pipe',
  'src/storage/journalLock.ts': 'makes the lock: a new file or none',
  'src/system/syncFolder.ts': 'opens a folder, to sync its names',
  'src/trial/local/local.ts': 'makes the output file of a trial: a new file or none',
  'src/trial/local/outputLimit.ts':
    'cuts the output file of a trial that it has made, through no link and without waiting',
  'src/trial/child/child.ts': 'runs inside the trial: the request that its host names',
  'src/trial/child/modelFiles.ts': 'runs inside the trial: writes the model',
  'src/trial/spool.ts': 'runs inside the trial: appends to its spool',
};

/** The user's files are written by src/system/replaceFiles.ts, files of the data folder by src/system/ownFolder.ts and src/storage. */
const mayWrite: Reasons = {
  'src/system/replaceFiles.ts': 'the one way to write a file of the user',
  'src/system/ownFolder.ts': 'the one way to write a file of the data folder',
  'src/storage/journalLock.ts': 'the lock beside a journal',
  'src/trial/trialFolder.ts': 'names within a trial folder that refuses links',
  'src/trial/local/outputLimit.ts': 'cuts the output file of a trial',
  'src/trial/local/warmChildren.ts': 'moves files of a warm child into the folder of its trial',
  'src/trial/run/modelStore.ts': 'moves a model from a trial folder to the kept ones, through no link',
  'src/trial/child/modelFiles.ts': 'runs inside the trial: writes the model',
  'src/trial/child/modelSave.ts': 'runs inside the trial: the model takes its name when it is whole',
  'src/doctor/machineFindings.ts': 'tries whether the data folder can be written, and removes what it wrote',
  'src/doctor/probeChild.ts': 'the child of the doctor, into a temporary folder of the doctor',
};

/** Everything else signals by src/system/signals.ts. */
const maySignal: Reasons = {
  'src/system/signals.ts': 'the one way to signal a process',
  'src/system/processIdentity.ts': 'signal 0: whether a process lives',
  'src/cli/mcpTools.ts': 'a child process that it has started itself, by its handle',
  'src/trial/run/provenance.ts': 'a child process that it has started itself, by its handle',
  'src/trial/local/local.ts': 'a child process that it has started itself, by its handle',
};

const readers = new Set(['readFileSync', 'openSync', 'createReadStream', 'readFile', 'open']);
const writers = new Set([
  ...['writeFileSync', 'writeFile', 'appendFileSync', 'appendFile', 'createWriteStream', 'truncateSync', 'truncate'],
  ...['ftruncateSync', 'renameSync', 'rename', 'copyFileSync', 'copyFile', 'cpSync', 'cp', 'linkSync', 'symlinkSync'],
]);

type Uses = { readonly reads: boolean; readonly writes: boolean; readonly signals: boolean };

function usesOf(file: string): Uses {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const imported = source.statements.flatMap((statement) => importedFromFs(statement));
  let signals = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
      signals ||= node.expression.name.text === 'kill';
    if (ts.isStringLiteral(node)) signals ||= node.text === 'taskkill';
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    reads: imported.some((name) => name === '*' || readers.has(name)),
    writes: imported.some((name) => name === '*' || writers.has(name)),
    signals,
  };
}

/** The names that an import takes from Node's file system; `*` for all of it. */
function importedFromFs(statement: ts.Statement): readonly string[] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  if (!/^(?:node:)?fs(?:\/promises)?$/.test(statement.moduleSpecifier.text)) return [];
  const bindings = statement.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return ['*'];
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => `src/${name.replaceAll('\\', '/')}`);
const uses = new Map(files.map((file) => [file, usesOf(file)]));

function check(use: keyof Uses, allowed: Reasons): void {
  const found = files.filter((file) => uses.get(file)?.[use] === true);
  assert.deepEqual(
    found.filter((file) => !Object.hasOwn(allowed, file)),
    [],
    'goes through src/system, or has its reason in boundaries.test.ts',
  );
  assert.deepEqual(
    Object.keys(allowed).filter((file) => !found.includes(file)),
    [],
    'has no need of its reason any more',
  );
}

test('only files with a reason open files by themselves', () => check('reads', mayRead));

test('only files with a reason write, move or link files by themselves', () => check('writes', mayWrite));

test('only one file signals processes, but for children that are known by their handle', () =>
  check('signals', maySignal));
