// Which TensorFlow.js a program gets: the packages that its files name, and every copy on disk that these bring along. Runs nothing.
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageSpecifiers } from '../program/imports.ts';
import { readManifest } from '../program/sourceKind.ts';

/** A package and the file that loads it; which copy that is depends on where the file lies. */
export type TfjsRequest = { readonly name: string; readonly from: string };

export type TfjsCopy = {
  readonly name: string;
  readonly version: string;
  /** Real path. */
  readonly folder: string;
};

export type TfjsPackages = {
  /** What the files of the program load, the most native first; where they load none, the packages that could be loaded from its folder. */
  readonly requests: readonly TfjsRequest[];
  /** Whether the files themselves name what stands in `requests`. */
  readonly isNamed: boolean;
  /** Those of `requests` that are not installed. */
  readonly missing: readonly TfjsRequest[];
  /** What `requests` come to on disk, each folder once, with what those copies depend on. */
  readonly copies: readonly TfjsCopy[];
};

/** The packages that hold all of TensorFlow.js, the most native first. */
const wholes = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs'] as const;

/** Whether a package has the native library: `@tensorflow/tfjs-node` and `-gpu`. */
export function isNativePackage(name: string): boolean {
  return name === wholes[0] || name === wholes[1];
}

/** `texts`: the program's local files (real path to text); `folder`: its package's. */
export function findTfjs(texts: ReadonlyMap<string, string>, folder: string): TfjsPackages {
  const named = requestsIn(texts);
  const isNamed = named.length > 0;
  const standIn = join(folder, 'package.json');
  const possible = wholes.map((name) => ({ name, from: standIn })).filter((one) => copyOf(one) !== null);
  const requests = isNamed ? named : possible;
  return {
    requests,
    isNamed,
    missing: requests.filter((request) => copyOf(request) === null),
    copies: copiesOf(requests),
  };
}

function requestsIn(texts: ReadonlyMap<string, string>): readonly TfjsRequest[] {
  const found = new Map<string, TfjsRequest>();
  for (const [from, text] of texts) {
    if (!text.includes('@tensorflow/')) continue;
    for (const specifier of packageSpecifiers(from, text)) {
      const name = /^@tensorflow\/tfjs[\w-]*/.exec(specifier)?.[0];
      if (name === undefined) continue;
      const key = `${name}\0${copyOf({ name, from })?.folder ?? ''}`;
      if (!found.has(key)) found.set(key, { name, from });
    }
  }
  return [...found.values()].toSorted((a, b) => rankOf(a.name) - rankOf(b.name));
}

function rankOf(name: string): number {
  const rank = wholes.findIndex((whole) => whole === name);
  return rank === -1 ? wholes.length : rank;
}

function copiesOf(requests: readonly TfjsRequest[]): readonly TfjsCopy[] {
  const copies = new Map<string, TfjsCopy>();
  const queue = [...requests];
  for (const request of queue) {
    const copy = copyOf(request);
    if (copy === null || copies.has(copy.folder)) continue;
    copies.set(copy.folder, copy);
    const from = join(copy.folder, 'package.json');
    queue.push(...dependenciesOf(from).map((name) => ({ name, from })));
  }
  return [...copies.values()];
}

function dependenciesOf(manifestFile: string): readonly string[] {
  const manifest = readManifest(manifestFile);
  return ['dependencies', 'peerDependencies'].flatMap((field) => {
    const all = manifest?.[field];
    const names = typeof all === 'object' && all !== null ? Object.keys(all) : [];
    return names.filter((name) => /^@tensorflow\/tfjs/.test(name));
  });
}

/** The copy that Node finds for a request, whole or damaged; null where there is none. */
function copyOf({ name, from }: TfjsRequest): TfjsCopy | null {
  const places = createRequire(from).resolve.paths(name) ?? [];
  const found = places.map((place) => join(place, name)).find((folder) => existsSync(join(folder, 'package.json')));
  if (found === undefined) return null;
  const folder = realpathSync.native(found);
  const version = readManifest(join(folder, 'package.json'))?.['version'];
  return { name, version: typeof version === 'string' ? version : 'of an unknown version', folder };
}
