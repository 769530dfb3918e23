// What is installed of TensorFlow.js, and whether all parts of a program compute with the same copy of it.
import { readManifest } from '../program/sourceKind.ts';
import { join } from 'node:path';
import { ok, problem, warning, type Finding } from './finding.ts';
import { installCommand, packageManagerOf, usesPlugAndPlay } from './packageManager.ts';
import { isNativePackage, type TfjsCopy, type TfjsPackages } from './tfjsPackages.ts';

/** Whether what the program loads is there. `folder`: of its package.json. */
export function installedFinding(packages: TfjsPackages, folder: string): Finding {
  const { requests, missing, isNamed } = packages;
  if (requests.length === 0 || missing.length === requests.length) return nothingInstalled(packages, folder);
  const [lacking] = missing;
  const names = [...new Set(requests.map(({ name }) => name))].join(', ');
  if (lacking !== undefined) {
    return warning('tfjs', {
      title: `The program names ${lacking.name}, which is not installed.`,
      detail: isNativePackage(lacking.name)
        ? `It gets on with ${othersOf(packages)} instead. npm leaves out an optional package whose install script fails.`
        : `named by ${lacking.from}`,
      remedy: install(folder, lacking.name),
    });
  }
  const places = packages.copies
    .filter((copy) => requests.some(({ name }) => name === copy.name))
    .map(({ name, version, folder: where }) => `${name} ${version} (${where})`);
  const title = isNamed ? `The program loads ${names}.` : `Installed: ${names}; no file of the program names one.`;
  return ok('tfjs', title, places.join('\n'));
}

function othersOf({ requests, missing }: TfjsPackages): string {
  const there = requests.filter((request) => !missing.includes(request));
  return [...new Set(there.map(({ name }) => name))].join(', ');
}

function nothingInstalled({ requests }: TfjsPackages, folder: string): Finding {
  if (usesPlugAndPlay(folder)) {
    return problem('tfjs', {
      title: "Yarn's Plug'n'Play keeps the packages in archives, where trials do not find them.",
      remedy: `Write "nodeLinker: node-modules" into .yarnrc.yml and run "yarn install" in ${folder}.`,
    });
  }
  const name = requests[0]?.name ?? '@tensorflow/tfjs-node';
  const title =
    requests.length === 0
      ? `No TensorFlow.js is installed in ${folder}.`
      : `The program loads ${name}, which is not installed in ${folder}.`;
  return problem('tfjs', { title, remedy: install(folder, name) });
}

/** What package.json asks for already is installed by its manager's plain install. */
function install(folder: string, name: string): string {
  const manifest = readManifest(join(folder, 'package.json'));
  const isAskedFor = ['dependencies', 'devDependencies', 'optionalDependencies'].some((field) => {
    const packages = manifest?.[field];
    return typeof packages === 'object' && packages !== null && name in packages;
  });
  return `Run "${installCommand(packageManagerOf(folder), isAskedFor ? undefined : name)}" in ${folder}.`;
}

/** Whether there is one core: a tensor of one copy cannot be used with another. Null where nothing is installed. */
export function copiesFinding({ copies }: TfjsPackages, folder: string): Finding | null {
  const cores = copies.filter(({ name }) => name === '@tensorflow/tfjs-core');
  const [core] = cores;
  if (core === undefined) return null;
  if (cores.length === 1) return ok('tfjsCopies', `All of it computes with one core, ${core.version}.`);
  const versions = new Set(cores.map(({ version }) => version));
  return warning('tfjsCopies', {
    title: `${cores.length} copies of TensorFlow.js's core are loaded${versions.size > 1 ? ', of different versions' : ''}.`,
    detail: `${cores.map(({ version, folder: where }) => `${version} (${where})`).join('\n')}\nA model of one copy does not compute on the backend of another.`,
    remedy: alignment(copies, folder),
  });
}

/** tfjs-node asks for exactly one version of tfjs, so the others follow it. */
function alignment(copies: readonly TfjsCopy[], folder: string): string {
  const manager = packageManagerOf(folder);
  const native = copies.find(({ name }) => isNativePackage(name));
  const wholes = copies.filter(({ name }) => name === '@tensorflow/tfjs');
  const version = native?.version ?? wholes[0]?.version;
  if (version !== undefined && wholes.some((whole) => whole.version !== version)) {
    return `Run "${installCommand(manager, `@tensorflow/tfjs@${version}`)}" in ${folder}.`;
  }
  const dedupe = manager === 'bun' ? 'bun install --force' : `${manager} dedupe`;
  return `Run "${dedupe}" in ${folder}.`;
}
