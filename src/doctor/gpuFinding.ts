// Whether there is a GPU, whether its driver answers, and whether the program's TensorFlow.js computes on it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '../system/executables.ts';
import { computedBy } from './backendFindings.ts';
import { ok, warning, type Finding } from './finding.ts';
import { installCommand, packageManagerOf } from './packageManager.ts';
import type { Probed } from './probe.ts';
import type { TfjsCopy } from './tfjsPackages.ts';

export type FoundGpus = {
  readonly gpus: readonly { readonly name: string }[];
  /** How many more there are that CUDA_VISIBLE_DEVICES hides. */
  readonly nHidden: number;
  /** What nvidia-smi said where it gave no list; null where it did. */
  readonly problem: string | null;
};

export type GpuUse = {
  /** The copy of tfjs-node or tfjs-node-gpu that the program loads; null for pure JavaScript. */
  readonly native: TfjsCopy | null;
  readonly probed: Probed | null;
  /** Of the project's package.json. */
  readonly folder: string;
  /** The script that puts a newer library under tfjs-node; absolute. */
  readonly script: string;
};

const gpuPackage = '@tensorflow/tfjs-node-gpu';

export function gpuFinding(found: FoundGpus, use: GpuUse, pciFolder = '/sys/bus/pci/devices'): Finding {
  if (found.problem !== null) return driverFinding(found.problem, pciFolder);
  const names = found.gpus.map(({ name }) => name);
  const isAsked = use.native?.name === gpuPackage;
  if (names.length === 0) {
    if (found.nHidden > 0) return hiddenFinding(found.nHidden);
    if (!isAsked) return ok('gpu', 'There is no NVIDIA GPU: trials compute on the CPU.');
    return warning('gpu', {
      title: `The program loads ${gpuPackage}, and there is no NVIDIA GPU: it computes on the CPU.`,
      remedy: 'Load @tensorflow/tfjs-node instead on this machine.',
    });
  }
  const title = `GPU: ${names.join(', ')}.`;
  const computed = use.native === null || use.probed === null ? null : computedBy(use.probed, use.native.name);
  if (computed?.usesGpu === true) return ok('gpu', title, 'The native library computes on it.');
  if (!isAsked) return cpuPackageFinding(title, names, use);
  if (computed === null) {
    const remedy = `Mend the native library of ${gpuPackage} (above).`;
    return warning('gpu', { title: `${title} Trials cannot use it yet.`, remedy });
  }
  return unusedFinding(title, names, { ...use, tensorflow: computed.tensorflow });
}

/** nvidia-smi gave no list: it is not there, which is usual, or it failed. */
function driverFinding(said: string, pciFolder: string): Finding {
  if (findOnPath('nvidia-smi') !== null) {
    return warning('gpu', {
      title: 'The driver of the NVIDIA GPU does not answer, so trials compute on the CPU.',
      detail: said,
      remedy: 'Restart the machine, which loads a driver that was updated; else install the driver again.',
    });
  }
  if (!hasNvidiaCard(pciFolder)) return ok('gpu', 'There is no NVIDIA GPU: trials compute on the CPU.');
  return warning('gpu', {
    title: 'This machine has an NVIDIA GPU and no driver (nvidia-smi) for it: trials compute on the CPU.',
    remedy: "Install NVIDIA's driver; in a container, start it with the GPU (docker run --gpus all).",
  });
}

/** Linux lists every card, with or without a driver. */
function hasNvidiaCard(pciFolder: string): boolean {
  try {
    return readdirSync(pciFolder).some((device) => {
      const read = (name: string): string => readFileSync(join(pciFolder, device, name), 'utf8');
      return read('vendor').startsWith('0x10de') && read('class').startsWith('0x03');
    });
  } catch {
    return false;
  }
}

function hiddenFinding(nHidden: number): Finding {
  return warning('gpu', {
    title: `The variable CUDA_VISIBLE_DEVICES hides ${nHidden === 1 ? 'the GPU' : `all ${nHidden} GPUs`}: trials compute on the CPU.`,
    remedy: 'Unset CUDA_VISIBLE_DEVICES, or name the GPUs that trials may use in it.',
  });
}

function cpuPackageFinding(title: string, names: readonly string[], use: GpuUse): Finding {
  const { native, folder } = use;
  const newer = names.find(isBeyondStock);
  const install = (name: string): string => `Run "${installCommand(packageManagerOf(folder), name)}" in ${folder}`;
  const instead = `${install(gpuPackage)} and load it instead (it needs CUDA 11.2 and cuDNN 8.1).`;
  const first = native === null ? `${install('@tensorflow/tfjs-node')} and load it. ` : '';
  return warning('gpu', {
    title: `${title} Trials do not use it: the program loads no ${gpuPackage}.`,
    detail: newer === undefined ? '' : stockTooOld(newer),
    remedy: newer === undefined ? instead : `${first}${newerLibrary(use)}`,
  });
}

function unusedFinding(title: string, names: readonly string[], use: GpuUse & { tensorflow: string | null }): Finding {
  const output = use.probed?.output ?? '';
  const missing = [...output.matchAll(/Could not load dynamic library '([^']+)'/g)].map((match) => match[1] ?? '');
  const refused = /failed call to cuInit: [^\n]*/.exec(output)?.[0] ?? '';
  const newer = names.find(isBeyondStock);
  const isStock = use.tensorflow?.startsWith('2.9.') !== false;
  const libraries = missing.length === 0 ? '' : `Missing: ${[...new Set(missing)].join(', ')}.`;
  const lines = [libraries, refused, newer !== undefined && isStock ? stockTooOld(newer) : ''];
  return warning('gpu', {
    title: `${title} Trials do not use it, although ${gpuPackage} is loaded.`,
    detail: lines.filter((line) => line !== '').join('\n'),
    remedy:
      newer !== undefined && isStock
        ? newerLibrary(use)
        : 'Install the CUDA and cuDNN libraries that are missing and name their folder in LD_LIBRARY_PATH (tfjs-node-gpu 4.22 needs CUDA 11.2 and cuDNN 8.1).',
  });
}

function newerLibrary({ script, folder }: GpuUse): string {
  return `Run "node ${script} ${folder}" (Linux x64): it puts TensorFlow 2.18 for CUDA 12 under the package, some 3 GB, and says whether the GPU is used.`;
}

function stockTooOld(name: string): string {
  return `${gpuPackage} 4.22 comes with TensorFlow 2.9 for CUDA 11.2, which is older than the ${name} and has no code for it.`;
}

/** Cards newer than CUDA 11.2 knows (after Ampere), by name: nvidia-smi tells the architecture only since recent drivers. */
function isBeyondStock(name: string): boolean {
  return /\b(GH200|[HB][12]00|H800|H20|B300|GB\d00|L40?S?|L20?)\b|RTX (40|50)[5-9]0|\bAda\b|Blackwell/.test(name);
}
