// What came out when a real child loaded the program's TensorFlow.js and computed with it: the native library, and the backend in use.
import type { FoundNode } from '../trial/local/node.ts';
import { ok, problem, warning, type Finding } from './finding.ts';
import { explainCrash, explainLoadFailure, type LoadFailure } from './loadFailure.ts';
import { installCommand, packageManagerOf } from './packageManager.ts';
import type { Probed, ProbeMessage } from './probe.ts';
import { isNativePackage, type TfjsCopy, type TfjsPackages } from './tfjsPackages.ts';

type Computed = Extract<ProbeMessage, { kind: 'computed' }>;

/** Whether the native library of tfjs-node or tfjs-node-gpu loads and computes. `native`: the copy that the program loads first. */
export function libraryFinding(native: TfjsCopy, probed: Probed, folder: string): Finding {
  const computed = computedBy(probed, native.name);
  if (computed !== null) {
    const version = computed.tensorflow === null ? '' : ` (TensorFlow ${computed.tensorflow})`;
    return ok('nativeLibrary', `The native library of ${native.name} ${native.version} loads and computes${version}.`);
  }
  const { why, remedy, said } = failureOf(native, probed, folder);
  return problem('nativeLibrary', {
    title: `The native library of ${native.name} ${native.version} does not work.`,
    detail: [why, said].filter((line) => line !== '').join('\n'),
    remedy,
  });
}

function failureOf(copy: TfjsCopy, probed: Probed, folder: string): LoadFailure & { readonly said: string } {
  const began = probed.messages.find((message) => message.kind === 'began');
  const place = {
    copy,
    manager: packageManagerOf(folder),
    cwd: folder,
    platform: process.platform,
    arch: began?.arch ?? process.arch,
  };
  const failed = failuresIn(probed).find(({ name }) => name === copy.name);
  if (failed !== undefined) {
    return { ...explainLoadFailure(failed.message, place), said: firstLine(failed.message) };
  }
  const { end } = probed;
  if (end.kind === 'killed') return { ...explainCrash(end.signal, place), said: '' };
  const said = end.kind === 'timedOut' ? 'Loading it took longer than two minutes.' : lastLine(probed.output);
  return { ...explainLoadFailure('', place), said };
}

function failuresIn({ messages }: Probed) {
  return messages.flatMap((message) =>
    message.kind === 'failed' || message.kind === 'computeFailed' ? [message] : [],
  );
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trim();
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** What trials compute with: the native library, or pure JavaScript and why. Null where nothing could be loaded, which other findings tell. */
export function backendFinding(packages: TfjsPackages, probed: Probed, folder: string): Finding | null {
  const all = probed.messages.filter((message) => message.kind === 'computed');
  const slow = all.find(({ backend }) => backend === 'cpu');
  const [first] = all;
  if (first === undefined) return computeFinding(probed);
  if (slow === undefined) {
    return ok('backend', `Trials compute on the backend "${first.backend}"${first.usesGpu ? ', on the GPU' : ''}.`);
  }
  return warning('backend', {
    title: `${slow.name} computes in pure JavaScript, about a hundred times slower than the native library.`,
    ...mendBackend(slow, all, packages, folder),
  });
}

function mendBackend(
  slow: Computed,
  all: readonly Computed[],
  { requests, copies }: TfjsPackages,
  folder: string,
): { detail: string; remedy: string } {
  const fast = all.find(({ backend }) => backend !== 'cpu');
  if (fast !== undefined) {
    return {
      detail: `${fast.name} brings a core of its own, so what ${slow.name} makes does not use its backend "${fast.backend}".`,
      remedy: `Load ${fast.name} alone, in every file, or give both the same version.`,
    };
  }
  const asked = requests.find(({ name }) => isNativePackage(name));
  if (asked !== undefined && copies.some(({ name }) => name === asked.name)) {
    return { detail: '', remedy: `Mend the native library of ${asked.name} (above).` };
  }
  const run = `Run "${installCommand(packageManagerOf(folder), '@tensorflow/tfjs-node')}" in ${folder}`;
  if (asked !== undefined) return { detail: '', remedy: `${run}.` };
  return { detail: '', remedy: `${run} and load it before the first operation: import '@tensorflow/tfjs-node'.` };
}

function computeFinding(probed: Probed): Finding | null {
  const failed = failuresIn(probed).find(({ name }) => !isNativePackage(name));
  if (failed === undefined) return null;
  return problem('backend', {
    title: `${failed.name} does not ${failed.kind === 'failed' ? 'load' : 'compute'}.`,
    detail: firstLine(failed.message),
    remedy: 'Delete the node_modules of the project and install its packages again.',
  });
}

/** What `name` computed; null where it did not come to that. */
export function computedBy({ messages }: Probed, name: string): Computed | null {
  return messages.filter((message) => message.kind === 'computed').find((message) => message.name === name) ?? null;
}

/** The copy of tfjs-node or tfjs-node-gpu that the program loads; null where it loads none that is installed. */
export function nativeCopy({ requests, copies }: TfjsPackages): TfjsCopy | null {
  const names = requests.map(({ name }) => name).filter(isNativePackage);
  return copies.find((copy) => copy.name === names.find((name) => copies.some((one) => one.name === name))) ?? null;
}

/** The failure where the child itself did not come to load anything. Null where it did. */
export function startFinding({ end, messages, output }: Probed, node: FoundNode): Finding | null {
  if (messages.some(({ kind }) => kind === 'began')) return null;
  return problem('backend', {
    title: `A trial's process cannot be started with ${node.path}.`,
    detail: end.kind === 'spawnFailed' ? end.reason : output.trim(),
    remedy: 'Check the options of Node and the environment that the program is started with.',
  });
}
