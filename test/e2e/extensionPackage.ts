// The extension as users get it: a .vsix made from this checkout. Packing takes half a minute, so it is done once for all tests of a build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './workspace.ts';

const vsce = join(repositoryRoot, 'node_modules/@vscode/vsce/vsce');
/** A new build empties its folder. */
const file = join(repositoryRoot, 'dist/tunelens.vsix');
/** Whatever a package may hold comes from these. */
const sources = [
  ...['dist', 'media', 'l10n', 'package.json', 'package.nls.json', 'package.nls.zh-cn.json'],
  ...['README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'],
];

/** The package of what `dist/` holds now (build first). Throws with vsce's own words. */
export function packageExtension(): string {
  if (existsSync(file) && statSync(file).mtimeMs > newestIn(sources.map((name) => join(repositoryRoot, name))))
    return file;
  const made = `${file}.${process.pid}`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', made],
    { cwd: repositoryRoot, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The extension was not packaged:\n${stdout}${stderr}`);
  renameSync(made, file);
  return file;
}

/** When the newest of the files was written; what is installed, made by training or a package itself does not count. */
function newestIn(paths: readonly string[]): number {
  const times = paths.map((path) => {
    if (!statSync(path).isDirectory()) return /\.vsix[.\d]*$/.test(path) ? 0 : statSync(path).mtimeMs;
    const names = readdirSync(path).filter((name) => !['node_modules', 'data', '.tune'].includes(name));
    return newestIn(names.map((name) => join(path, name)));
  });
  return Math.max(0, ...times);
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
