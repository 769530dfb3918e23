// What `nvidia-smi` prints about the GPUs of a machine, and nothing about which of them trials may use. Text in, values out.

/** A GPU, or a part of one (MIG), as a CUDA program is given it. Numbers are null where the driver does not tell them. */
export type Gpu = {
  /** What CUDA_VISIBLE_DEVICES takes for this one: a UUID, or the user's own entry for it. */
  readonly id: string;
  readonly name: string;
  readonly memoryBytes: number | null;
  readonly usedBytes: number | null;
  /** How busy it was of late. */
  readonly usePercent: number | null;
};

/** A whole GPU. One that is cut into parts runs no program itself: its parts do, once somebody has made any. */
export type WholeGpu = Gpu & { readonly isCut: boolean; readonly parts: readonly Gpu[] };

/** Arguments that list the GPUs in the order of the PCI bus, which is nvidia-smi's own. */
export const listArguments = queryArguments(['mig.mode.current']);

/** The same for drivers older than MIG, which refuse a question about it. */
export const oldListArguments = queryArguments([]);

/** Arguments that list whole GPUs and, indented, the parts of each. */
export const partsArguments = ['-L'];

/** The name comes last: it alone may hold a comma. */
function queryArguments(more: readonly string[]): readonly string[] {
  const fields = ['memory.total', 'memory.used', 'utilization.gpu', 'uuid', ...more, 'name'];
  return [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
}

/** The answer to `listArguments` or `oldListArguments`; null where it is something else, such as the words of a failure. Parts are still missing. */
export function parseList(text: string): readonly WholeGpu[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const gpus = lines.map(parseLine).filter((gpu) => gpu !== null);
  return gpus.length === lines.length ? gpus : null;
}

function parseLine(line: string): WholeGpu | null {
  const [, total, used, use, id, mig, name] =
    /^([^,]+), ([^,]+), ([^,]+), (GPU-[^,]+), (?:(Enabled|Disabled|\[[^\]]+\]), )?(.+)$/.exec(line.trim()) ?? [];
  if (id === undefined || name === undefined) return null;
  return {
    id,
    name,
    memoryBytes: parseMebibytes(total),
    usedBytes: parseMebibytes(used),
    usePercent: parseNumber(use),
    isCut: mig === 'Enabled',
    parts: [],
  };
}

function parseMebibytes(text: string | undefined): number | null {
  const mebibytes = parseNumber(text);
  return mebibytes === null ? null : mebibytes * 1024 ** 2;
}

/** Null for `[N/A]`, `[Not Supported]`, `[Unknown Error]` and the like. */
function parseNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** The GPUs with their parts, read from the answer to `partsArguments`. Nothing tells how much memory of a part is in use. */
export function withParts(gpus: readonly WholeGpu[], text: string): readonly WholeGpu[] {
  const parts = new Map<string, Gpu[]>();
  let whole = '';
  for (const line of text.split('\n')) {
    whole = /^GPU \d+: .*\(UUID: ([^)]+)\)/.exec(line)?.[1] ?? whole;
    const [, profile, id] = /^\s+MIG (\S+)\s+Device\s+\d+: \(UUID: (MIG-[^)]+)\)/.exec(line) ?? [];
    if (profile === undefined || id === undefined) continue;
    const name = `${gpus.find((gpu) => gpu.id === whole)?.name ?? 'GPU'} MIG ${profile}`;
    const part = { id, name, memoryBytes: null, usedBytes: null, usePercent: null };
    parts.set(whole, [...(parts.get(whole) ?? []), part]);
  }
  return gpus.map((gpu) => ({ ...gpu, parts: parts.get(gpu.id) ?? [] }));
}
