// The commands that install packages, for the package manager that a project uses.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const lockFiles: Readonly<Record<string, PackageManager>> = {
  'package-lock.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
};

/** By the nearest lock file from `folder` upwards; npm where there is none. */
export function packageManagerOf(folder: string): PackageManager {
  for (let at = folder; ; at = dirname(at)) {
    for (const [name, manager] of Object.entries(lockFiles)) if (existsSync(join(at, name))) return manager;
    if (at === dirname(at)) return 'npm';
  }
}

/** The command that adds a package, or (without one) installs what package.json asks for. */
export function installCommand(manager: PackageManager, specifier?: string): string {
  if (specifier === undefined) return `${manager} install`;
  return `${manager} ${manager === 'npm' ? 'install' : 'add'} ${specifier}`;
}

/** The command that runs a package's install script again. npm's works in the folders of yarn and bun, too. */
export function rebuildCommand(manager: PackageManager, name: string): string {
  return `${manager === 'pnpm' ? 'pnpm' : 'npm'} rebuild ${name}`;
}

/** Whether packages lie in archives (Yarn's Plug'n'Play), where a Node without Yarn's loader does not find them. */
export function usesPlugAndPlay(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.pnp.cjs'))) return true;
    if (at === dirname(at)) return false;
  }
}
