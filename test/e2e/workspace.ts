// Workspaces for the editor: a copy of the example, which shares the packages and the images of the original, and small folders of bad input.
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

export const repositoryRoot = join(import.meta.dirname, '../..');
export const example = join(repositoryRoot, 'media/example/mnist');
const shared = ['node_modules', 'data'];

export type Workspace = {
  /** Its real path. */
  readonly folder: string;
  remove(): void;
};

/** A copy of the MNIST example. What is big, or costs time to make, is linked to the original: the packages and the drawn digits. */
export function copyExample(): Workspace {
  const workspace = emptyWorkspace('mnist');
  mkdirSync(join(example, 'data'), { recursive: true });
  const left = new Set([...shared, '.tune', 'dist']);
  cpSync(example, workspace.folder, {
    recursive: true,
    filter: (source) => dirname(source) !== example || !left.has(basename(source)),
  });
  for (const name of shared.filter((entry) => existsSync(join(example, entry)))) {
    symlinkSync(join(example, name), join(workspace.folder, name), 'junction');
  }
  return workspace;
}

/** A folder with these files, by path below it. */
export function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const workspace = emptyWorkspace('project');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace.folder, path)), { recursive: true });
    writeFileSync(join(workspace.folder, path), text);
  }
  return workspace;
}

function emptyWorkspace(name: string): Workspace {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'tunelens-workspace-')));
  const folder = join(parent, name);
  mkdirSync(folder);
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}
