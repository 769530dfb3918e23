// Runs a small project as a trial, in a real child process; its folder goes when the test is over.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'node:test';
import { createLocalExecutor } from '../../../src/trial/local/local.ts';
import { trialFolderOf } from '../../../src/trial/trialFolder.ts';
import type { SourceText, TrialEnd, TrialMessage } from '../../../src/trial/trialProtocol.ts';

export const childFile = join(import.meta.dirname, '../../../src/trial/child/child.ts');
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

type Options = {
  /** Texts to run in place of those on disk, by path below the project. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Where columns of those differ, by path. */
  readonly columns?: Readonly<Record<string, SourceText['columns']>>;
  readonly seed?: number;
  readonly timeoutMs?: number;
  readonly graceMs?: number;
  readonly node?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each message; may abort the trial. */
  readonly onMessage?: (message: TrialMessage, stop: () => void) => void;
};

export type Ran = {
  readonly end: TrialEnd;
  readonly messages: readonly TrialMessage[];
  readonly output: string;
  readonly folder: string;
};

/** The real path of a folder with these files; the folder goes when the test is over. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-child-')));
  made.push(folder);
  for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs `main.js` of a project with these files as a trial. */
export async function runTrial(files: Readonly<Record<string, string>>, options: Options = {}): Promise<Ran> {
  const folder = makeProject(files);
  const controller = new AbortController();
  const messages: TrialMessage[] = [];
  const trialFolder = trialFolderOf(folder, 0);
  mkdirSync(trialFolder.path);
  const {
    node = process.execPath,
    graceMs = 300,
    seed = 1,
    timeoutMs = null,
    env = {},
    sources = {},
    columns = {},
    onMessage,
  } = options;
  const end = await createLocalExecutor({ node, childFile, graceMs }).run(
    {
      trial: 0,
      entry: join(folder, 'main.js'),
      args: ['--flag', 'a b'],
      nodeArgs: [],
      env: {},
      cwd: folder,
      sources: Object.fromEntries(
        Object.entries(sources).map(([path, text]) => [
          join(folder, path),
          { text, format: null, columns: columns[path] ?? [] },
        ]),
      ),
      aliases: {},
      seed,
      spoolFile: trialFolder.spoolFile,
      modelFolder: null,
    },
    {
      onMessage: (message) => {
        messages.push(message);
        onMessage?.(message, () => controller.abort());
      },
      folder: trialFolder,
      signal: controller.signal,
      timeoutMs,
      env,
    },
  );
  const { outputFile } = trialFolder;
  return { end, messages, folder, output: existsSync(outputFile) ? readFileSync(outputFile, 'utf8') : '' };
}
