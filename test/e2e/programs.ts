// The fixture programs: one folder of test/fixtures/programs for each kind of code that trains with tfjs, and what is expected of it.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './workspace.ts';

export type ProgramFixture = {
  readonly name: string;
  readonly about: string;
  /** The annotated file, below the folder. */
  readonly file: string;
  readonly metric: string;
  /** Names of the parameters that the first trial has. */
  readonly params: readonly string[];
  /** Whether each trial reports more than one value on the way. */
  readonly hasReports: boolean;
  /** Link below the folder -> its target below the folder. */
  readonly links: Readonly<Record<string, string>>;
  /** The command that is the same without TuneLens, and the Nodes that can run it as it is; null where none can. */
  readonly plain: {
    readonly entry: string;
    readonly args: readonly string[];
    readonly nodes: readonly string[];
  } | null;
};

const folder = join(repositoryRoot, 'test/fixtures/programs');
/** Where tfjs is installed. */
export const packages = join(repositoryRoot, 'media/example/mnist/node_modules');

export function programFixtures(): readonly ProgramFixture[] {
  return readdirSync(folder).map((name) => {
    const raw: unknown = JSON.parse(readFileSync(join(folder, name, 'fixture.json'), 'utf8'));
    const fixture = record(raw, name);
    const plain = fixture['plain'] === null ? null : record(fixture['plain'], name);
    return {
      name,
      about: text(fixture['about']),
      file: text(fixture['file']),
      metric: text(fixture['metric']),
      params: texts(fixture['params']),
      hasReports: fixture['reports'] === true,
      links: Object.fromEntries(Object.entries(record(fixture['links'] ?? {}, name)).map(([at, to]) => [at, text(to)])),
      plain:
        plain === null
          ? null
          : { entry: text(plain['entry']), args: texts(plain['args']), nodes: texts(plain['nodes']) },
    };
  });
}

/** A copy of the fixture that finds tfjs; its real path. */
export function copyProgram({ name, links }: ProgramFixture): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), `tunelens-${name}-`)));
  cpSync(join(folder, name), copy, { recursive: true });
  mkdirSync(join(copy, 'node_modules'));
  symlinkSync(join(packages, '@tensorflow'), join(copy, 'node_modules/@tensorflow'), 'junction');
  for (const [at, to] of Object.entries(links)) {
    mkdirSync(dirname(join(copy, at)), { recursive: true });
    symlinkSync(join(copy, to), join(copy, at), 'junction');
  }
  return copy;
}

/** Every file of a program that a trial could have changed, by path below `copy`, with its text. */
export function textsIn(copy: string): Readonly<Record<string, string>> {
  const files = readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile() && !/[\\/](?:\.tune|node_modules)(?:[\\/]|$)/.test(item.parentPath))
    .map((item) => join(item.parentPath, item.name));
  return Object.fromEntries(files.map((file) => [file.slice(copy.length + 1), readFileSync(file, 'utf8')]));
}

export function nodeBinary(name: string): string {
  const binary = join(repositoryRoot, 'test/runtime/node_modules', name, 'bin/node');
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run "node scripts/setup.mjs test".`);
  return binary;
}

/** A program's output without Node's warnings, in which it numbers its processes. */
export function withoutWarnings(output: string): string {
  return output.replace(/^\(node:\d+\).*\n(?:\(Use `node.*\n)?/gm, '');
}

function record(raw: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Error(`${name}: an object is expected.`);
  return { ...raw };
}

function text(raw: unknown): string {
  if (typeof raw !== 'string') throw new Error(`A text is expected, not ${String(raw)}.`);
  return raw;
}

function texts(raw: unknown): readonly string[] {
  if (!Array.isArray(raw)) throw new Error('A list of texts is expected.');
  return raw.map(text);
}
