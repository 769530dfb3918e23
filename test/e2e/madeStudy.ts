// A workspace with a finished study, made by the command line: its objective is a formula, so that it takes seconds.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { modelText } from './host/modelText.ts';
import { repositoryRoot, workspaceOf, type Workspace } from './workspace.ts';

/** The folder has `model.js` with 14 trials; build first. */
export function workspaceWithStudy(more: Readonly<Record<string, string>> = {}): Workspace {
  const manifest = '{ "name": "small", "type": "module" }\n';
  const workspace = workspaceOf({ 'package.json': manifest, 'model.js': modelText, ...more });
  tuneIn(workspace.folder);
  return workspace;
}

/** Tunes `model.js` of a folder. */
export function tuneIn(folder: string): void {
  const args = [join(repositoryRoot, 'dist/cli.js'), 'model.js', '--trials', '14', '--seed', '3'];
  execFileSync(process.execPath, args, { cwd: folder, stdio: 'pipe' });
}
