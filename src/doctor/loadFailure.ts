// Why a native package does not load, and what mends it: from what the system's loader said and from what lies in the package's folder.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { binaryKindOf } from './binaryKind.ts';
import { installCommand, rebuildCommand, type PackageManager } from './packageManager.ts';
import type { TfjsCopy } from './tfjsPackages.ts';

export type LoadFailure = { readonly why: string; readonly remedy: string };

/** Where it failed. */
export type LoadPlace = {
  readonly copy: TfjsCopy;
  readonly manager: PackageManager;
  /** The project's folder, where commands are run. */
  readonly cwd: string;
  /** Of the Node that loads it. */
  readonly platform: string;
  readonly arch: string;
};

/** `message` is that of the error that `require` threw. */
export function explainLoadFailure(message: string, place: LoadPlace): LoadFailure {
  const foreign = foreignBinary(place);
  if (foreign !== null) return foreign;
  for (const [pattern, explain] of causes) {
    const match = pattern.exec(message);
    if (match !== null) return explain(place, match[1] ?? '');
  }
  return { why: 'It was not installed completely, or not for this system.', remedy: runInstallScript(place) };
}

/** A child that a signal ended while it loaded or computed. */
export function explainCrash(signal: string, place: LoadPlace): LoadFailure {
  const { copy } = place;
  if (signal === 'SIGILL') {
    return {
      why: 'TensorFlow needs instructions (AVX) that this processor, or its emulation, does not have.',
      remedy: `Train on another machine, or load @tensorflow/tfjs instead of ${copy.name} (pure JavaScript, slow).`,
    };
  }
  return {
    why: `The process was ended by ${signal}: the library is damaged, or does not fit its addon.`,
    remedy: freshLibrary(place),
  };
}

type Explain = (place: LoadPlace, name: string) => LoadFailure;

/** The first that fits the message counts. Messages are those of tfjs-node 4.22, glibc, musl, dyld and Windows. */
const causes: readonly (readonly [RegExp, Explain])[] = [
  [/native addon module \(tfjs_binding\.node\) can not be found/, addonMissing],
  [
    /Cannot find (?:module|package) '([^']+)'/,
    ({ manager, cwd }, name) => ({
      why: `Its package ${name} is missing.`,
      remedy: `Delete the project's node_modules and run "${installCommand(manager)}" in ${cwd}.`,
    }),
  ],
  [/NODE_MODULE_VERSION/, (place) => ({ why: 'It was built for another Node.', remedy: runInstallScript(place) })],
  [
    /version [`'"]((?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)' not found/,
    (place, symbol) => ({
      why: `It was built on a newer system: the C or C++ library here has no ${symbol}.`,
      remedy: `Run "${rebuildCommand(place.manager, place.copy.name)} --build-from-source" in ${place.cwd} (needs Python, make and a C++ compiler), or use a newer system.`,
    }),
  ],
  [
    /(lib(?:cuda|cudart|cudnn|cublas|cublasLt|cufft|curand|cusolver|cusparse|nccl|nvrtc|nvinfer)\b[\w.-]*)/,
    ({ copy }, library) => ({
      why: `The CUDA library ${library} is not on the loader's path.`,
      remedy: `Install the CUDA version that ${copy.name} asks for and name its folder in LD_LIBRARY_PATH, or load @tensorflow/tfjs-node instead.`,
    }),
  ],
  [
    /ld-linux|ld-musl|Error loading shared library|Error relocating/,
    ({ copy }) => ({
      why: 'It needs glibc, which this system (Alpine, for one) does not have.',
      remedy: `Use a system or image with glibc (node:22-slim instead of node:22-alpine), and install ${copy.name} there.`,
    }),
  ],
  [
    /libtensorflow[\w.]*: cannot open shared object|Library not loaded: \S*libtensorflow/,
    (place) => ({ why: "TensorFlow's library (deps/lib) is missing.", remedy: runInstallScript(place) }),
  ],
  [
    /(lib[\w.+-]+\.so[\d.]*): cannot open shared object/,
    (_place, library) => ({
      why: `The system has no ${library}.`,
      remedy: `Install the system package that holds ${library}.`,
    }),
  ],
  [
    /The specified module could not be found/,
    ({ copy }) => ({
      why: 'Windows does not find tensorflow.dll beside the addon.',
      remedy: `Copy tensorflow.dll from ${join(copy.folder, 'deps', 'lib')} to ${join(copy.folder, 'lib', 'napi-v8')}.`,
    }),
  ],
  [
    /invalid ELF header|file too short|ELF file|not a valid Win32|truncated|mach-o|undefined symbol|Symbol not found/i,
    (place) => ({ why: 'A file of it is damaged, or does not fit the others.', remedy: freshLibrary(place) }),
  ],
];

function addonMissing(place: LoadPlace): LoadFailure {
  if (namesIn(join(place.copy.folder, 'deps', 'lib')).length === 0) {
    return {
      why: "Neither its addon nor TensorFlow's library is there: its install script did not run, or could not download them.",
      remedy: runInstallScript(place),
    };
  }
  return {
    why: 'Its addon (tfjs_binding.node) is missing: there is none ready-made for this system, and none was built.',
    remedy: `Run "${rebuildCommand(place.manager, place.copy.name)} --build-from-source" in ${place.cwd} (needs Python, make and a C++ compiler).`,
  };
}

/** A folder that was copied from another system, or installed by a Node of another architecture. */
function foreignBinary({ copy, manager, cwd, platform, arch }: LoadPlace): LoadFailure | null {
  for (const file of binariesOf(copy)) {
    const kind = binaryKindOf(file);
    if (kind === null || (kind.platform === platform && (kind.arch === null || kind.arch === arch))) continue;
    return {
      why: `${file} is made for ${[kind.platform, kind.arch ?? ''].join(' ').trim()}, and this is ${platform} ${arch}.`,
      remedy: `Delete the project's node_modules and run "${installCommand(manager)}" in ${cwd} on this system.`,
    };
  }
  return null;
}

/** Addons and libraries that are there, at their usual places. */
function binariesOf({ folder }: TfjsCopy): readonly string[] {
  const addons = namesIn(join(folder, 'lib')).map((name) => join(folder, 'lib', name, 'tfjs_binding.node'));
  const libraries = namesIn(join(folder, 'deps', 'lib')).map((name) => join(folder, 'deps', 'lib', name));
  return [...addons, ...libraries].filter((file) => existsSync(file));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function runInstallScript({ copy, manager, cwd }: LoadPlace): string {
  const rebuild = `Run "${rebuildCommand(manager, copy.name)}" in ${cwd}`;
  return manager === 'pnpm'
    ? `${rebuild}, after "pnpm approve-builds" has allowed its install script.`
    : `${rebuild}: it downloads what is missing.`;
}

/** The install script keeps a library that is there, so it has to go first. */
function freshLibrary(place: LoadPlace): string {
  const { copy, manager, cwd } = place;
  return `Delete ${join(copy.folder, 'deps')} and run "${rebuildCommand(manager, copy.name)}" in ${cwd}.`;
}
