// TensorBoard's event files: records of a length, bytes and their checksums (TFRecord). Pure: bytes in, bytes out.
import { joined, type Bytes } from './protobuf.ts';

/** The file of these events, each an encoded message. */
export function eventFile(events: readonly Bytes[]): Bytes {
  return joined(events.flatMap(record));
}

function record(data: Bytes): readonly Bytes[] {
  const length = words(data.length, 0);
  return [length, words(maskedCrc(length)), data, words(maskedCrc(data))];
}

/** Each as 4 bytes, the least first. */
function words(...values: readonly number[]): Bytes {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) bytes.setUint32(4 * i, value, true);
  return new Uint8Array(bytes.buffer);
}

/** As TFRecord rotates and shifts a checksum, since it may be stored in data that is checked itself. */
function maskedCrc(data: Bytes): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32C (Castagnoli), which Node's zlib does not have. */
export function crc32c(data: Bytes): number {
  let crc = ~0;
  for (const byte of data) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});
