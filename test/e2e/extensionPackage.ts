// The extension as users get it: a .vsix made from this checkout, in a temporary folder.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './workspace.ts';

const vsce = join(repositoryRoot, 'node_modules/@vscode/vsce/vsce');

export type ExtensionPackage = { readonly file: string; remove(): void };

/** Packs what `dist/` holds now (build first). Throws with vsce's own words. */
export function packageExtension(): ExtensionPackage {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-vsix-'));
  const file = join(folder, 'tunelens.vsix');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file],
    {
      cwd: repositoryRoot,
      encoding: 'utf8',
    },
  );
  if (status === 0) return { file, remove };
  remove();
  throw new Error(`The extension was not packaged:\n${stdout}${stderr}`);
}

/** The paths of the files that the package would hold. */
export function listPackagedFiles(): string[] {
  const { stdout } = spawnSync(process.execPath, [vsce, 'ls', '--no-dependencies'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\n').filter((line) => line !== '');
}
