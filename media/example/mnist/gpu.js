// Lets @tensorflow/tfjs-node (or -node-gpu) compute on an NVIDIA GPU that is newer than the library it comes with: `node gpu.js` for the example, `node
// gpu.js FOLDER` for another project. TensorFlow's CUDA build and NVIDIA's libraries come from the Python package index (some 3 GB, once); the package's own library is kept
// beside as deps/lib.own. Linux x64, with a driver and Python's pip.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

/** Has code for the cards of today, and an interface in C that the addon of tfjs-node 4.22 works with. */
const tensorflow = { name: 'tensorflow', version: '2.18.1' };
const python = process.env.PYTHON ?? 'python3';
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'tunelens',
  `tensorflow-${tensorflow.version}-cuda`,
);
/** A wheel of any of these runs on a Linux that TensorFlow runs on. */
const platforms = ['manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'manylinux1_x86_64', 'manylinux_2_27_x86_64'];

/** What went wrong, and what the user can do. */
class Failure extends Error {}

try {
  main(resolve(process.argv[2] ?? import.meta.dirname));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function main(folder) {
  const gpus = findGpus();
  const found = findPackage(folder);
  const deps = join(found.folder, 'deps');
  if (!existsSync(cache)) fillCache();
  const own = join(deps, 'lib.own');
  useLibrary(deps, own);
  const { isLoaded, device, output } = compute(folder, found.name);
  if (!isLoaded) {
    rmSync(join(deps, 'lib'));
    if (existsSync(own)) renameSync(own, join(deps, 'lib'));
    throw new Failure(`${output}\nThe package does not load with this library; its own one is in its place again.`);
  }
  if (device === null) throw new Failure(whyNoGpu(output, gpus));
  process.stdout.write(
    `${found.name} computes on ${device}. To go back: remove ${join(deps, 'lib')}, and rename ${own} to it.\n`,
  );
}

function findGpus() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Failure(`There is no CUDA build of TensorFlow for ${process.platform} ${process.arch}.`);
  const { status, stdout } = spawnSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
    encoding: 'utf8',
  });
  if (status !== 0 || stdout.trim() === '')
    throw new Failure('nvidia-smi lists no GPU. Install the driver of NVIDIA, or start the container with --gpus all.');
  return stdout.trim().split('\n');
}

/** The native package that programs in `folder` find: `{ name, folder }`. */
function findPackage(folder) {
  const { resolve: find } = createRequire(join(folder, 'package.json'));
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      return { name, folder: dirname(find(`${name}/package.json`)) };
    } catch {
      // The other one may be there.
    }
  }
  throw new Failure(
    `@tensorflow/tfjs-node is not installed in ${folder}. Run "npm install @tensorflow/tfjs-node" there.`,
  );
}

/** The cache appears under its name complete or not at all. */
function fillCache() {
  mkdirSync(dirname(cache), { recursive: true });
  const partial = mkdtempSync(`${cache}-partial-`);
  try {
    process.stdout.write('Downloading TensorFlow and the libraries of NVIDIA, some 3 GB ...\n');
    install(partial, [`${tensorflow.name}==${tensorflow.version}`]);
    const info = readdirSync(partial).find((name) => name.endsWith('.dist-info'));
    const metadata = readFileSync(join(partial, info, 'METADATA'), 'utf8');
    const wanted = metadata.matchAll(/^Requires-Dist: (nvidia-[\w-]+) ?==([\w.]+) ?;.*and-cuda/gm);
    install(
      partial,
      [...wanted].map(([, name, version]) => `${name}==${version}`),
    );
    keepLibraries(partial);
    renameSync(partial, cache);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function install(target, packages) {
  const which = ['--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--target', target];
  const args = [...which, ...platforms.flatMap((platform) => ['--platform', platform]), ...packages];
  try {
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  } catch {
    throw new Failure(`"${python} -m pip" could not install ${packages.join(' ')}: the reason is above.`);
  }
}

/** Leaves TensorFlow's two libraries, which look for those of NVIDIA in ../nvidia, and gives them the names that the addon asks for. */
function keepLibraries(folder) {
  for (const name of readdirSync(folder)) if (name !== 'tensorflow' && name !== 'nvidia') remove(join(folder, name));
  const lib = join(folder, 'tensorflow');
  for (const name of readdirSync(lib)) if (!/^libtensorflow_(cc|framework)\.so\.2$/.test(name)) remove(join(lib, name));
  for (const name of ['libtensorflow.so', 'libtensorflow.so.2']) symlinkSync('libtensorflow_cc.so.2', join(lib, name));
  symlinkSync('libtensorflow_framework.so.2', join(lib, 'libtensorflow_framework.so'));
}

function remove(path) {
  rmSync(path, { recursive: true, force: true });
}

function useLibrary(deps, own) {
  const lib = join(deps, 'lib');
  mkdirSync(deps, { recursive: true });
  // Kept once: a second run finds the link of the first.
  if (lstatSync(lib, { throwIfNoEntry: false }) !== undefined) {
    if (existsSync(own)) remove(lib);
    else renameSync(lib, own);
  }
  symlinkSync(join(cache, 'tensorflow'), lib);
}

/** Multiplies two matrices in a Node of its own, and reads in TensorFlow's log where that was done. */
function compute(folder, name) {
  const program = `const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require('${name}');
tf.ones([64, 64]).matMul(tf.ones([64, 64])).dataSync();
console.log('computed');`;
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0', TF_FORCE_GPU_ALLOW_GROWTH: 'true' };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: folder, env, encoding: 'utf8' });
  const device = /Created device \S*device:GPU:\d+ .*?name: ([^,\n]+)/.exec(stderr)?.[1] ?? null;
  return { isLoaded: stdout.includes('computed'), device, output: stderr.slice(-4000) };
}

function whyNoGpu(output, gpus) {
  const missing = [...output.matchAll(/Could not load dynamic library '([^']+)'/g)].map(([, name]) => name);
  const refused = /failed call to cuInit:.*/.exec(output)?.[0];
  const reason =
    missing.length > 0 ? `These libraries do not load: ${missing.join(', ')}.` : (refused ?? output.slice(-1000));
  return `The library is in place and computes, but not on ${gpus.join(', ')}. ${reason}\nLook at the driver (nvidia-smi): CUDA 12.5 needs version 525 or later.`;
}
