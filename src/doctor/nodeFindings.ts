// The Node that trials run on: whether there is one, which one, and what of it has to be mended for tfjs-node.
import { realpathSync } from 'node:fs';
import { findOnPath } from '../system/executables.ts';
import { findNode, type FoundNode } from '../trial/local/node.ts';
import { ok, problemOf, type Finding } from './finding.ts';
import type { TfjsCopy } from './tfjsPackages.ts';

/** Looks for the Node as a run does; `node` is null where none can be used. */
export async function examineNode(
  setting: string | null,
  folder: string,
): Promise<{ readonly node: FoundNode | null; readonly finding: Finding }> {
  try {
    const node = await findNode(setting, folder);
    return { node, finding: ok('node', `Trials run on Node ${node.version}.`, whichNode(setting, node)) };
  } catch (error) {
    return { node: null, finding: problemOf('node', error) };
  }
}

function whichNode(setting: string | null, { path }: FoundNode): string {
  if (setting !== null) return `${path}, as set`;
  const onPath = findOnPath('node', { isOwnCounted: true });
  if (onPath === null) return `${path}, as no node is on the PATH`;
  if (onPath === path || realOf(onPath) === realOf(path)) return path;
  return `${path}, which ${onPath} on the PATH starts in this project (a version manager's stand-in)`;
}

function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** The functions of Node that tfjs-node calls and Node 23 took away; null where they play no part. `native`: the copy of tfjs-node that is loaded. */
export function nodeApisFinding(node: FoundNode, native: TfjsCopy | null): Finding | null {
  if (native === null || Number(node.version.split('.')[0]) < 23) return null;
  return ok(
    'nodeApis',
    `${native.name} ${native.version} calls functions that Node ${node.version} no longer has; trials are given them.`,
    'Without TuneLens the program ends with "isNullOrUndefined is not a function" on this Node; on Node 22 it runs.',
  );
}
