// Runs as the program of a trial's child (so with all that TuneLens mends in there): loads the TensorFlow.js packages of a program as its files would,
// and computes one operation with each. Every step is told before the next is tried, as a native library can end the process.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ProbeMessage } from './probe.ts';

type Tensor = { data(): Promise<ArrayLike<number>> };
type Namespace = {
  ready(): Promise<void>;
  getBackend(): unknown;
  backend(): unknown;
  tensor1d(values: readonly number[]): Tensor;
  topk(values: Tensor, k: number): { readonly values: Tensor };
};

const [file = '', ...pairs] = process.argv.slice(2);
const tell = (message: ProbeMessage): void => appendFileSync(file, `${JSON.stringify(message)}\n`);
tell({ kind: 'began', arch: process.arch });
const loaded: { readonly name: string; readonly tf: Namespace }[] = [];
for (let i = 0; i + 1 < pairs.length; i += 2) load(pairs[i] ?? '', pairs[i + 1] ?? '');
for (const { name, tf } of loaded) await compute(name, tf);
tell({ kind: 'memory', rssBytes: process.memoryUsage.rss() });

function load(name: string, from: string): void {
  tell({ kind: 'loading', name });
  try {
    const exports: unknown = createRequire(from)(name);
    tell({ kind: 'loaded', name });
    if (isNamespace(exports)) loaded.push({ name, tf: exports });
  } catch (error) {
    tell({ kind: 'failed', name, ...textsOf(error) });
  }
}

/** The k largest: the operation with which tfjs-node meets the functions that Node 23 took away. */
async function compute(name: string, tf: Namespace): Promise<void> {
  tell({ kind: 'computing', name });
  try {
    await tf.ready();
    const [largest] = Array.from(await tf.topk(tf.tensor1d([1, 3, 2]), 1).values.data());
    if (largest !== 3) throw new Error(`The largest of 1, 3 and 2 came out as ${String(largest)}.`);
    const backend = tf.backend();
    const binding = property(backend, 'binding');
    const tensorflow = property(binding, 'TF_Version');
    tell({
      kind: 'computed',
      name,
      backend: String(tf.getBackend()),
      tensorflow: typeof tensorflow === 'string' ? tensorflow : null,
      usesGpu: property(backend, 'isUsingGpuDevice') === true,
    });
  } catch (error) {
    tell({ kind: 'computeFailed', name, ...textsOf(error) });
  }
}

function textsOf(error: unknown): { code: string; message: string } {
  const code = property(error, 'code');
  return {
    code: typeof code === 'string' ? code : '',
    message: error instanceof Error ? error.message : String(error),
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isNamespace(exports: unknown): exports is Namespace {
  return ['ready', 'getBackend', 'backend', 'tensor1d', 'topk'].every(
    (name) => typeof property(exports, name) === 'function',
  );
}
