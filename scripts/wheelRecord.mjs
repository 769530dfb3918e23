// What a wheel says of its files: its RECORD lists the SHA-256 and the size of each. The record itself is checked against a hash that is pinned, so every
// file that is taken from the wheel is the one that was published, whatever the index or the way from it hands out.
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Name -> `{ sha256, bytes }` of the files of a wheel. Throws where the text has not the hash `sha256`. */
export function parseRecord(bytes, sha256) {
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) throw new Error(`the record of the wheel has SHA-256 ${actual} instead of ${sha256}`);
  const found = new Map();
  // Names with commas are quoted; none of those that are wanted is.
  for (const line of bytes.toString('utf8').split('\n')) {
    const [, name, hash, size] = /^([^",]+),sha256=([\w-]{43}),(\d+)\r?$/.exec(line) ?? [];
    if (name !== undefined)
      found.set(name, { sha256: Buffer.from(hash, 'base64url').toString('hex'), bytes: Number(size) });
  }
  return found;
}

/** The path of `name` in `folder`. Throws where it would lie elsewhere. */
export function pathInside(folder, name) {
  const path = join(folder, name);
  const below = relative(folder, path);
  const isInside = below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && join(folder, below) === path;
  if (!isInside || /(?:^|\/)\.\.?(?:\/|$)|^\/|[\\\0]|^[a-z]:/i.test(name))
    throw new Error(`${name} leads out of its folder`);
  return path;
}

/** Writes `stream` to a new file. Throws, as soon as that shows, where it is not what `expected`, an entry of the record, says. */
export async function saveChecked(stream, file, expected) {
  if (expected === undefined) throw new Error(`the record of the wheel does not know ${file}`);
  mkdirSync(dirname(file), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const checking = new Transform({
    transform(chunk, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > expected.bytes ? new Error(`${file} is longer than ${expected.bytes} bytes`) : null, chunk);
    },
  });
  await pipeline(stream, checking, createWriteStream(file, { flags: 'wx' }));
  const actual = hash.digest('hex');
  if (actual !== expected.sha256) throw new Error(`${file} has SHA-256 ${actual} instead of ${expected.sha256}`);
}
