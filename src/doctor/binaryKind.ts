// For which system a native library or addon was made, by its first bytes.
import { closeSync, readSync } from 'node:fs';
import { openRegular } from '../system/openFile.ts';

export type BinaryKind = {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** As process.arch has it; null for others and for files that hold several. */
  readonly arch: string | null;
};

const elfMachines: Readonly<Record<number, string>> = { 0x03: 'ia32', 0x28: 'arm', 0x3e: 'x64', 0xb7: 'arm64' };
const machCpus: Readonly<Record<number, string>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const peMachines: Readonly<Record<number, string>> = { 0x14c: 'ia32', 0x8664: 'x64', 0xaa64: 'arm64' };

/** Null when the file is no binary of a system that Node knows, or cannot be read. */
export function binaryKindOf(file: string): BinaryKind | null {
  const head = headOf(file);
  if (head.length < 64) return null;
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) return { platform: 'linux', arch: elfMachines[head.readUInt16LE(18)] ?? null };
  if (magic === 0xcffaedfe) return { platform: 'darwin', arch: machCpus[head.readUInt32LE(4)] ?? null };
  if (magic === 0xcafebabe) return { platform: 'darwin', arch: null };
  if (head.toString('latin1', 0, 2) !== 'MZ') return null;
  const peAt = head.readUInt32LE(0x3c);
  return { platform: 'win32', arch: peAt + 6 > head.length ? null : (peMachines[head.readUInt16LE(peAt + 4)] ?? null) };
}

function headOf(file: string): Buffer {
  try {
    const opened = openRegular(file);
    try {
      const head = Buffer.alloc(4096);
      return head.subarray(0, readSync(opened, head));
    } finally {
      closeSync(opened);
    }
  } catch {
    return Buffer.alloc(0);
  }
}
