// Gives an installed @tensorflow/tfjs-node its native half where the stock installer cannot download it:
// the TensorFlow C library and headers out of a Python wheel, and the package's two C++ files compiled against them.
// Linux x64 only. The result is kept in the user's cache folder, since `npm ci` wipes node_modules.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { runHidden, runOrFail, SetupError } from './step.mjs';
import { downloadWheel, openRemoteWheel, requirePip } from './wheel.mjs';
import { parseRecord, pathInside, saveChecked } from './wheelRecord.mjs';
import { bufferRange, readZipDirectory, streamZipMember } from './zip.mjs';

// The first TensorFlow whose wheel holds the C library as a file of its own and whose C interface tfjs-node 4.22.0 compiles against.
const wheel = {
  package: 'tensorflow-cpu',
  version: '2.13.1',
  python: '3.10',
  platform: 'manylinux_2_17_x86_64',
  file: 'tensorflow_cpu-2.13.1-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  /** Of the whole file. */
  sha256: 'bfedeee206ccf8130d14d8990dbe991946324df92458ee1bdbeed1c21497beb3',
  record: 'tensorflow_cpu-2.13.1.dist-info/RECORD',
  /** Of the record, which has the hashes of all files: of the wheel only parts are fetched. */
  recordSha256: 'bf0099ba932a2bb9b94e34654c9336b6fe3d35ab10971a6acedf7090a1d987fa',
};
const libraryNames = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** As npm's lock files have them. */
const nodeHeaders = {
  name: 'node-api-headers',
  version: '1.9.0',
  integrity: 'sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
};
const headerPattern =
  /^tensorflow\/include\/(tensorflow\/(?:c\/(?:[\w-]+\/)*[\w.-]+|(?:core|tsl)\/platform\/ctstring[\w.-]*|tsl\/c\/[\w.-]+)\.h)$/;
const libraryPattern = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/;
// The Node-API version that the addon is compiled for and that tfjs-node looks for on every Node from 20 on.
const napiVersion = 8;
const compiler = process.env.CXX ?? 'g++';

/**
 * Completes the package at `packageFolder` (its files, without their install script). Returns a remark for the log.
 * `isFresh` does not trust the cache. Throws an Error whose message says what is missing and, where the user can mend it, how.
 */
export async function addNativeBackend(packageFolder, { isFresh }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `There is no second source of the native backend for ${process.platform} ${process.arch}; its own installer must succeed.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const cache = join(cacheFolder(), `tfjs-node-${version}-libtensorflow-${wheel.version}-x64`);
  if (isFresh) rmSync(cache, { recursive: true, force: true });
  const isCached = existsSync(cache);
  if (!isCached) await fillCache(cache, packageFolder);
  link(cache, packageFolder);
  return isCached ? 'from the cache' : 'library from the Python wheel, addon compiled';
}

function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tunelens');
}

/** The cache appears under its name complete or not at all; of two fills at a time the first wins. */
async function fillCache(cache, packageFolder) {
  await requireCompiler();
  await requirePip();
  mkdirSync(dirname(cache), { recursive: true });
  const partial = mkdtempSync(`${cache}-partial-`);
  try {
    await fetchLibrary(partial);
    await compileAddon(partial, packageFolder);
    renameSync(partial, cache);
  } catch (error) {
    if (!existsSync(cache)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

async function requireCompiler() {
  const { code } = await runHidden(compiler, ['--version']);
  if (code !== 0)
    throw new SetupError(`The C++ compiler ${compiler} does not run. Install it (Debian: apt-get install g++).`);
}

async function fetchLibrary(folder) {
  try {
    await extract(await openRemoteWheel(wheel), folder);
  } catch (error) {
    // An index without range requests, or behind credentials: pip can do more than fetch.
    process.stderr.write(`setup: the wheel cannot be read in parts (${error.message}); pip downloads it whole\n`);
    const downloads = join(folder, 'wheel');
    await extract(await downloadWheel(wheel, downloads), folder);
    rmSync(downloads, { recursive: true });
  }
}

async function extract(source, folder) {
  const members = (await readZipDirectory(source)).sort((a, b) => a.offset - b.offset);
  const record = await readRecord(source, members, wheel);
  const libraries = members.filter(({ name }) => libraryPattern.test(name));
  if (libraries.length !== libraryNames.length) throw new Error('the wheel lacks the TensorFlow library');
  for (const member of libraries) {
    const file = pathInside(join(folder, 'lib'), libraryPattern.exec(member.name)[1]);
    await saveChecked(await streamZipMember(source, member), file, record.get(member.name));
  }
  // Debug symbols are a quarter of the library; without binutils they stay.
  await runHidden('strip', ['--strip-unneeded', ...libraryNames.map((name) => join(folder, 'lib', name))]);
  await extractHeaders(source, members, { folder, record });
}

/** What the wheel says of its files. */
export async function readRecord(source, members, { record, recordSha256 }) {
  const member = members.find(({ name }) => name === record);
  if (member === undefined) throw new Error('the wheel lacks its record');
  const chunks = [];
  for await (const chunk of await streamZipMember(source, member)) chunks.push(chunk);
  return parseRecord(Buffer.concat(chunks), recordSha256);
}

/** The headers that the addon is compiled with, each checked against the record. */
export async function extractHeaders(source, members, { folder, record }) {
  for (const group of groupNeighbours(members.filter(({ name }) => headerPattern.test(name)))) {
    const range = await bufferRange(source, group.from, Math.min(source.sizeBytes, group.to));
    for (const member of group.members) {
      const file = pathInside(join(folder, 'include'), headerPattern.exec(member.name)[1]);
      await saveChecked(await streamZipMember(range, member), file, record.get(member.name));
    }
  }
}

/** Small members that lie near each other, with the range that holds them: a hundred headers cost a few requests. */
export function groupNeighbours(members) {
  // A local header repeats the name and may hold extra fields; the directory does not tell their length.
  const slackBytes = 1024;
  const groups = [];
  for (const member of members) {
    const to = member.offset + 30 + member.name.length + member.compressedBytes + slackBytes;
    const last = groups.at(-1);
    if (last !== undefined && member.offset - last.to < 200_000) {
      last.members.push(member);
      last.to = Math.max(last.to, to);
    } else {
      groups.push({ from: member.offset, to, members: [member] });
    }
  }
  return groups;
}

async function compileAddon(folder, packageFolder) {
  const lib = join(folder, 'lib');
  // The names that the linker and the package's own loader look for.
  symlinkSync('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', join(lib, 'libtensorflow_framework.so'));
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(packageFolder, 'binding', file));
  const includes = [await findNodeHeaders(folder), join(folder, 'include')].map((path) => `-I${path}`);
  const defines = [`-DNAPI_VERSION=${napiVersion}`, '-DBUILDING_NODE_EXTENSION'];
  const linking = [`-L${lib}`, '-Wl,-rpath,$ORIGIN/../../deps/lib', '-ltensorflow', '-ltensorflow_framework'];
  const output = ['-o', join(folder, 'tfjs_binding.node')];
  await runOrFail(
    compiler,
    ['-std=c++17', '-O2', '-fPIC', '-shared', '-s', ...defines, ...includes, ...sources, ...output, ...linking],
    {
      remedy: 'A g++ of version 11 or newer is needed.',
    },
  );
}

/** Node's own headers where its distribution brought them, else the npm package of them. */
async function findNodeHeaders(folder) {
  const near = [join(dirname(process.execPath), '../include/node'), '/usr/include/node', '/usr/local/include/node'];
  const found = near.find((path) => existsSync(join(path, 'node_api.h')));
  if (found !== undefined) return found;
  const headers = join(folder, 'node-api-headers');
  mkdirSync(headers);
  const { name, version, integrity } = nodeHeaders;
  const dependencies = { [name]: version };
  const packages = { '': { dependencies }, [`node_modules/${name}`]: { version, integrity } };
  writeFileSync(join(headers, 'package.json'), JSON.stringify({ private: true, dependencies }));
  // A lock file, so that npm compares what it gets with the hash that stands here.
  writeFileSync(join(headers, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
  await runOrFail('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: headers });
  return join(headers, 'node_modules/node-api-headers/include');
}

function link(cache, packageFolder) {
  const deps = join(packageFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(deps);
  for (const name of readdirSync(cache).filter((entry) => entry === 'lib' || entry === 'include'))
    symlinkSync(join(cache, name), join(deps, name));
  const addonFolder = join(packageFolder, `lib/napi-v${napiVersion}`);
  mkdirSync(addonFolder, { recursive: true });
  copyFileSync(join(cache, 'tfjs_binding.node'), join(addonFolder, 'tfjs_binding.node'));
}
