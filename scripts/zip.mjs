// Reads members of a zip archive of which only ranges are fetched. Enough of the format for a Python wheel: no encryption, no zip64.
// A source is `{ sizeBytes, read(from, to) -> Promise<Buffer>, stream(from, to) -> Promise<Readable> }`, `to` not included.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

const endSignature = Buffer.from('PK\x05\x06', 'latin1');
const entrySignature = 0x02014b50;
// The end record is 22 bytes and a comment of at most 65,535.
const maxEndBytes = 22 + 65_535;

/** Lists the archive: `{ name, method, compressedBytes, offset }` of each member, `offset` being that of its local header. */
export async function readZipDirectory(source) {
  const tail = await source.read(Math.max(0, source.sizeBytes - maxEndBytes), source.sizeBytes);
  const end = tail.lastIndexOf(endSignature);
  if (end < 0 || end + 22 > tail.length) throw new Error('this is no zip archive: it has no end record');
  const directoryBytes = tail.readUInt32LE(end + 12);
  const directoryOffset = tail.readUInt32LE(end + 16);
  if (directoryOffset + directoryBytes > source.sizeBytes)
    throw new Error('the zip directory lies outside the archive');
  return parseEntries(
    await source.read(directoryOffset, directoryOffset + directoryBytes),
    tail.readUInt16LE(end + 10),
  );
}

/** The uncompressed bytes of a member, as a stream. `source` must be where the directory was read from. */
export async function streamZipMember(source, member) {
  const header = await source.read(member.offset, member.offset + 30);
  const start = member.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const compressed = await source.stream(start, start + member.compressedBytes);
  if (member.method === 0) return compressed;
  if (member.method !== 8) throw new Error(`${member.name}: compression method ${member.method} is not supported`);
  const inflate = createInflateRaw({ chunkSize: 1 << 20 });
  compressed.once('error', (error) => inflate.destroy(error));
  return compressed.pipe(inflate);
}

/** A part of `source`, from `from` to `to`, fetched at once: for many small neighbours. Offsets stay those of the whole. */
export async function bufferRange(source, from, to) {
  const bytes = await source.read(from, to);
  const read = (start, end) => {
    if (start < from || end > from + bytes.length) throw new Error('read outside the buffered range');
    return Promise.resolve(bytes.subarray(start - from, end - from));
  };
  return { sizeBytes: source.sizeBytes, read, stream: async (start, end) => Readable.from([await read(start, end)]) };
}

/** A source that reads a local file. */
export async function openZipFile(path) {
  const handle = await open(path);
  const { size } = await handle.stat();
  await handle.close();
  return {
    sizeBytes: size,
    read: async (from, to) => {
      const file = await open(path);
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    stream: (from, to) =>
      Promise.resolve(to > from ? createReadStream(path, { start: from, end: to - 1 }) : Readable.from([])),
  };
}

function parseEntries(bytes, nEntries) {
  const members = [];
  let at = 0;
  for (let index = 0; index < nEntries; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature)
      throw new Error(`the zip directory is damaged at entry ${index}`);
    const nameBytes = bytes.readUInt16LE(at + 28);
    members.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameBytes),
      method: bytes.readUInt16LE(at + 10),
      compressedBytes: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return members;
}
