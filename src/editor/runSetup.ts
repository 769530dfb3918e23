// What a run needs of VS Code: the user's settings, and where our built files lie.
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../trial/run/places.ts';
import { parseSettings, type Settings } from './settings.ts';

/** As they are for `file`. Throws a UserError for one that cannot be used. */
export function readSettings(file: string): Settings {
  const configuration = vscode.workspace.getConfiguration('tunelens', vscode.Uri.file(file));
  return parseSettings((name) => configuration.get(name));
}

export function engineOf({ extensionPath, packageJSON }: vscode.Extension<unknown>): Engine {
  const dist = join(extensionPath, 'dist');
  return {
    childFile: join(dist, 'child.js'),
    askWorkerFile: join(dist, 'askWorker.js'),
    cliFile: join(dist, 'cli.js'),
    version: versionOf(packageJSON),
  };
}

/** VS Code hands the manifest over untyped. */
function versionOf(manifest: unknown): string {
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
