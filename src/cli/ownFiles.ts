// The command line's own installation: the built files beside it, and its version.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../trial/run/places.ts';

/** A built file that lies beside this one; absolute. */
export function builtFile(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

/** The version in the package's own manifest, which lies one folder above the built file. */
export function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'unknown';
}

export function ownEngine(): Engine {
  const files = {
    childFile: builtFile('child.js'),
    askWorkerFile: builtFile('askWorker.js'),
    cliFile: builtFile('cli.js'),
  };
  return { ...files, version: ownVersion() };
}
