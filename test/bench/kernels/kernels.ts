// What WebAssembly would gain on the engine's hottest loop, the solving of a triangular system: one such solution for each point that is looked at.
import { cpus } from 'node:os';
import { solveLower } from '../../../src/math/cholesky.ts';
import { createRandom } from '../../../src/math/random.ts';
import { quantile } from '../results.ts';

const sizes = [20, 50, 100, 200, 512, 768];
const nRounds = 25;

/** solveLower.wat, assembled as told there. */
const binary = [
  'AGFzbQEAAAABBwFgA39/fwADAgEABQMBAAEHFwIGbWVtb3J5AgAKc29sdmVMb3dlcgAACpsCAZgCAwV/AnsBfAJAA0AgAyABTg0B',
  'IAAgAyABbEEDdGohBCAEIQYgAiEH/QwAAAAAAAAAAAAAAAAAAAAAIQj9DAAAAAAAAAAAAAAAAAAAAAAhCSAEIANBfHFBA3RqIQUC',
  'QANAIAYgBU8NASAIIAb9AAQAIAf9AAQA/fIB/fABIQggCSAG/QAEECAH/QAEEP3yAf3wASEJIAZBIGohBiAHQSBqIQcMAAsLIAj9',
  'IQAhCiAEIANBA3RqIQUCQANAIAYgBU8NASAKIAYrAwAgBysDAKKgIQogBkEIaiEGIAdBCGohBwwACwsgCiAI/SEBoCAJ/SEAIAn9',
  'IQGgoCEKIAcgBysDACAKoSAGKwMAozkDACADQQFqIQMMAAsLCw==',
].join('');

type Kernel = { readonly memory: WebAssembly.Memory; readonly solve: (l: number, n: number, x: number) => void };

/** The section of RESULTS.md. Throws where both do not give the same bits. */
export async function benchKernels(): Promise<string> {
  const kernel = await load();
  const rows = sizes.map((n) => rowOf(n, measure(kernel, n)));
  return `Made by \`npm run bench -- kernels\` on ${cpus().length} shared cores, Node ${process.version}: solving L x = b for one right side, by src/math/cholesky.ts and by two lanes of doubles at a time in WebAssembly (test/bench/kernels/solveLower.wat),
which adds in the same order and gives the same bits. Microseconds, the least and the median of ${nRounds} rounds taken in turn. *Copied* is WebAssembly with L brought into its memory each time. It pays; the engine does not use it yet.

| n | JavaScript | WebAssembly | copied | ratio of the least |
|---|---|---|---|---|
${rows.join('\n')}`;
}

async function load(): Promise<Kernel> {
  const { instance } = await WebAssembly.instantiate(Buffer.from(binary, 'base64'));
  const { memory, solveLower: solve } = instance.exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof solve !== 'function')
    throw new Error('The kernel exports something else.');
  return { memory, solve: (l, n, x) => void Reflect.apply(solve, undefined, [l, n, x]) };
}

type Times = Readonly<Record<'js' | 'wasm' | 'copied', readonly number[]>>;

function measure({ memory, solve }: Kernel, n: number): Times {
  const nBytes = (n * n + n) * 8;
  memory.grow(Math.max(0, Math.ceil((nBytes - memory.buffer.byteLength) / 65_536)));
  const { l, b } = systemOf(n);
  const [heldL, heldX] = [new Float64Array(memory.buffer, 0, n * n), new Float64Array(memory.buffer, n * n * 8, n)];
  heldL.set(l);
  const x = new Float64Array(n);
  const ways = {
    js: () => {
      x.set(b);
      solveLower(l, n, x);
    },
    wasm: () => {
      heldX.set(b);
      solve(0, n, n * n * 8);
    },
    copied: () => {
      heldL.set(l);
      heldX.set(b);
      solve(0, n, n * n * 8);
    },
  };
  ways.js();
  ways.wasm();
  if (x.some((value, i) => value !== heldX[i])) throw new Error(`Other bits at n = ${n}.`);
  const times: Record<keyof typeof ways, number[]> = { js: [], wasm: [], copied: [] };
  const nTimes = Math.max(3, Math.round(3e6 / (n * n)));
  for (let round = 0; round < nRounds; round++) {
    for (const way of ['js', 'wasm', 'copied'] as const) times[way].push(microseconds(ways[way], nTimes));
  }
  return times;
}

function microseconds(run: () => void, nTimes: number): number {
  const startMs = performance.now();
  for (let i = 0; i < nTimes; i++) run();
  return ((performance.now() - startMs) * 1000) / nTimes;
}

function systemOf(n: number): { readonly l: Float64Array; readonly b: Float64Array } {
  const random = createRandom(n);
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) l[i * n + j] = i === j ? 2 : random.gaussian() / n;
  return { l, b: Float64Array.from({ length: n }, () => random.gaussian()) };
}

function rowOf(n: number, { js, wasm, copied }: Times): string {
  const cell = (times: readonly number[]): string =>
    `${Math.min(...times).toFixed(1)}, ${quantile(times, 0.5).toFixed(1)}`;
  const ratio = Math.min(...js) / Math.min(...wasm);
  return `| ${[n, cell(js), cell(wasm), cell(copied), ratio.toFixed(1)].join(' | ')} |`;
}
