// Finds a wheel on the Python package index that this machine uses, and opens it as a zip of which only ranges are fetched.
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runHidden, runOrFail, SetupError } from './step.mjs';
import { openZipFile } from './zip.mjs';

const python = process.env.PYTHON ?? 'python3';

/**
 * Opens `{ package, file, sha256 }` on the index by range requests. Throws when the index, the file or range requests are not to be had, or where the index
 * tells of another hash. What is read is to be checked: a hash of the whole says nothing of parts.
 */
export async function openRemoteWheel(wheel) {
  const page = await fetch(`${(await askIndexUrl()).replace(/\/?$/, '/')}${wheel.package}/`, {
    signal: AbortSignal.timeout(60_000),
  });
  if (!page.ok) throw new Error(`the package index answered ${page.status} for ${wheel.package}`);
  const found = findWheelUrl(await page.text(), wheel.file, page.url);
  if (found === null) throw new Error(`${wheel.file} is not on the package index`);
  const { url, sha256 } = found;
  if (sha256 !== null && sha256 !== wheel.sha256)
    throw new Error(`${wheel.file} has SHA-256 ${sha256} on the package index instead of ${wheel.sha256}`);
  const sizeBytes = await askSize(url);
  return {
    sizeBytes,
    read: async (from, to) => Buffer.from(await (await fetchRange(url, from, to)).arrayBuffer()),
    stream: async (from, to) => Readable.fromWeb((await fetchRange(url, from, to)).body),
  };
}

/** Downloads the whole wheel with pip into `folder`: slower, but it knows proxies and credentials. Opens it if it has the hash that it should. */
export async function downloadWheel(wheel, folder) {
  mkdirSync(folder, { recursive: true });
  const which = ['--no-deps', '--only-binary=:all:', '--python-version', wheel.python, '--platform', wheel.platform];
  await runOrFail(
    python,
    ['-m', 'pip', 'download', '-q', ...which, '-d', folder, `${wheel.package}==${wheel.version}`],
    {
      remedy: 'Check that pip can reach a package index.',
    },
  );
  const [name] = readdirSync(folder).filter((entry) => entry.endsWith('.whl'));
  const file = join(folder, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual !== wheel.sha256) throw new SetupError(`${name} has SHA-256 ${actual} instead of ${wheel.sha256}.`);
  return openZipFile(file);
}

/** Throws a SetupError with the remedy unless Python with pip is there. */
export async function requirePip() {
  const { code } = await runHidden(python, ['-m', 'pip', '--version']);
  if (code !== 0)
    throw new SetupError(
      `"${python} -m pip" does not run. Install Python 3 with pip (Debian: apt-get install python3-pip).`,
    );
}

/** The address of a file on a page of the simple index (PEP 503), and the hash that it tells there, or null; null where the page lacks the file. */
export function findWheelUrl(html, file, pageUrl) {
  for (const [, href] of html.matchAll(/href="([^"]+)"/g)) {
    const url = new URL(href.replaceAll('&amp;', '&'), pageUrl);
    const sha256 = /^#sha256=([\da-f]{64})$/.exec(url.hash)?.[1] ?? null;
    url.hash = '';
    if (url.pathname.endsWith(`/${file}`)) return { url, sha256 };
  }
  return null;
}

/** pip's own order: the environment, its configuration files, its default. No address is written here. */
async function askIndexUrl() {
  if (process.env.PIP_INDEX_URL) return process.env.PIP_INDEX_URL;
  const configured = await runHidden(python, ['-m', 'pip', 'config', 'get', 'global.index-url']);
  if (configured.code === 0) return lastLine(configured.output);
  const script = 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)';
  return lastLine(await runOrFail(python, ['-c', script]));
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}

async function fetchRange(url, from, to) {
  const response = await fetch(url, { headers: { Range: `bytes=${from}-${to - 1}`, 'Accept-Encoding': 'identity' } });
  if (response.status === 206) return response;
  await response.body?.cancel();
  throw new Error(`the package index does not serve parts of files (${response.status})`);
}

async function askSize(url) {
  const response = await fetchRange(url, 0, 1);
  await response.arrayBuffer();
  const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]);
  if (!Number.isSafeInteger(total)) throw new Error('the package index does not tell the size of the file');
  return total;
}
