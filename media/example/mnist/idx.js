// The IDX format of the MNIST files: a magic number, the dimensions as big-endian 32-bit integers, then one byte per value.
import { gunzipSync } from 'node:zlib';

/**
 * Reads an IDX file of unsigned bytes, plain or gzip (told by its first two bytes).
 * `file` is only named in errors; `nDimensions` is what the caller needs (3 for images, 1 for labels).
 * Returns `{ dimensions, values }`, the values in row-major order.
 */
export function parseIdx(bytes, file, nDimensions) {
  const plain = isGzip(bytes) ? gunzip(bytes, file) : bytes;
  const headerBytes = 4 + 4 * nDimensions;
  if (plain.length < headerBytes) {
    throw new Error(
      `${file} is not an IDX file: ${plain.length} bytes are fewer than the ${headerBytes} of its header.`,
    );
  }
  const magic = plain.readUInt32BE(0);
  if (magic !== magicOf(nDimensions)) {
    throw new Error(
      `${file} is not an IDX file of bytes with ${nDimensions} dimension(s): it starts with ${hex(magic)} instead of ${hex(magicOf(nDimensions))}.`,
    );
  }
  const dimensions = Array.from({ length: nDimensions }, (_, index) => plain.readUInt32BE(4 + 4 * index));
  const nExpected = dimensions.reduce((product, size) => product * size, 1);
  const values = plain.subarray(headerBytes);
  if (values.length !== nExpected) {
    throw new Error(
      `${file} is damaged: its header announces ${dimensions.join(' x ')} = ${nExpected} values, but ${values.length} follow.`,
    );
  }
  return { dimensions, values };
}

/** The bytes of an IDX file of unsigned bytes. The product of `dimensions` must be the number of `values`. */
export function formatIdx(dimensions, values) {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(magicOf(dimensions.length), 0);
  dimensions.forEach((size, index) => header.writeUInt32BE(size, 4 + 4 * index));
  return Buffer.concat([header, values]);
}

/** Third byte: 0x08, the type "unsigned byte". Fourth byte: the number of dimensions. */
function magicOf(nDimensions) {
  return 0x0800 + nDimensions;
}

function isGzip(bytes) {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzip(bytes, file) {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new Error(`${file} starts like a gzip file but cannot be decompressed: ${error.message}.`, { cause: error });
  }
}

function hex(value) {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
