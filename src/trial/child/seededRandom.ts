// A seeded Math.random for the child. tfjs draws initial weights, dropout masks and fit's shuffle from Math.random, so this makes a trial repeatable.
import { aroundModuleLoads } from './moduleLoads.ts';

export type SeededRandom = {
  /** Begins the program's own stream. Every 32-bit `seed` is good, 0 too; `thread` tells threads of one trial apart. */
  begin(program: { readonly seed: number; readonly thread: number; readonly programFiles: object }): void;
};

/**
 * Puts a seeded generator in the place of Math.random. While a file of a package loads, it draws from a stream of that file's own: what is drawn then
 * (tfjs draws six numbers) must not move the program's stream, since a warm child has loaded the package before its seed is known. `programFiles`
 * has as keys the files that are the program's own even below a node_modules.
 */
export function installRandom(): SeededRandom {
  let [seed, thread, programFiles]: [number, number, object] = [0, 0, {}];
  let program = createRandom(seed);
  /** The stream of the package file that is loading. */
  let loading: (() => number) | null = null;
  Math.random = () => (loading ?? program)();
  aroundModuleLoads((file, load) => {
    const before = loading;
    const key = Object.hasOwn(programFiles, file) ? null : packageKey(file);
    loading = key === null ? null : lazily(() => createRandom(seed, hash(key) ^ thread));
    try {
      return load();
    } finally {
      loading = before;
    }
  });
  return {
    begin(told) {
      ({ seed, thread, programFiles } = told);
      program = createRandom(seed, thread);
    },
  };
}

/**
 * A generator of doubles in [0, 1) with 53 random bits: sfc32 (Chris Doty-Humphrey's PractRand), two draws a number. Every 32-bit `seed` is
 * good, 0 too; `stream` gives another sequence for the same seed.
 */
export function createRandom(seed: number, stream = 0): () => number {
  let a = seed | 0;
  let b = stream | 0;
  let c = 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // PractRand's own number of rounds until the seed has reached every bit.
  for (let i = 0; i < 12; i++) next();
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** The path of a package's file below its node_modules, the same on every machine; null for other files. */
function packageKey(file: string): string | null {
  return /.*[\\/]node_modules[\\/](.+)$/s.exec(file)?.[1] ?? null;
}

/** Most files draw nothing while they load. */
function lazily(create: () => () => number): () => number {
  let random: (() => number) | null = null;
  return () => (random ??= create())();
}

/** FNV-1a (Fowler, Noll, Vo), of UTF-16 units. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}
