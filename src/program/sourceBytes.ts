// Source files as bytes: what Node reads of them, and edits that leave every byte outside of the literals as it is.
import type { TextEdit } from '../annotation/annotation.ts';
import { applyEdits } from '../annotation/edits.ts';
import { fileNotUtf8 } from '../fileErrors.ts';
import { readRegular } from '../system/openFile.ts';

/** Larger than any program that a person or a bundler writes. */
export const maxSourceBytes = 256 << 20;

/** The bytes of a source file. Throws as `readRegular` does. */
export function readSourceBytes(file: string): Buffer {
  return readRegular(file, { maxBytes: maxSourceBytes });
}

/** The text of a source as Node reads it: UTF-8, and a replacement character for what is none. A mark of the byte order stays. */
export function sourceTextOf(bytes: Buffer): string {
  return bytes.toString('utf8');
}

/**
 * `bytes` with `edits`, which are made for their text. Files in an 8-bit encoding keep what is no UTF-8: literals begin and end with ASCII, and the
 * nth ASCII character of the text is the nth ASCII byte. Throws a UserError where a new text would need what such a file cannot hold.
 */
export function editedBytes(file: string, bytes: Buffer, edits: readonly TextEdit[]): Buffer {
  const text = sourceTextOf(bytes);
  if (Buffer.from(text).equals(bytes)) return Buffer.from(applyEdits(text, edits));
  const plain = edits.map(({ range, newText }) => {
    if (newText.includes('\ufffd')) throw fileNotUtf8(file, firstBadByte(bytes, text));
    return { range, newText: newText.replace(/[^\0-\x7f]/g, escaped) };
  });
  const pieces: Uint8Array[] = [];
  let [nAscii, textAt, bytesAt] = [0, 0, 0];
  /** The place in the bytes of the ASCII character at `offset` of the text. */
  const placeOf = (offset: number): number => {
    for (let i = textAt; i < offset; i++) if (text.charCodeAt(i) < 0x80) nAscii++;
    textAt = offset;
    let place = bytesAt;
    for (let left = nAscii; ; place++) if ((bytes[place] ?? 0) < 0x80 && left-- === 0) break;
    [nAscii, bytesAt] = [0, place];
    return place;
  };
  let kept = 0;
  for (const { range, newText } of plain) {
    pieces.push(bytes.subarray(kept, placeOf(range.start)), Buffer.from(newText));
    kept = placeOf(range.end - 1) + 1;
  }
  return Buffer.concat([...pieces, bytes.subarray(kept)]);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Where the bytes and those of their text part for the first time. */
function firstBadByte(bytes: Buffer, text: string): number {
  const again = Buffer.from(text);
  return bytes.findIndex((byte, i) => byte !== again[i]);
}
