// A project whose trials take a moment and need nothing: a stand-in for tfjs that trains nothing, and a ledger of what each trial's process did.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** As much of tfjs as the hooks look at, by path below a project. One epoch takes a few milliseconds. */
export const standIn = {
  'node_modules/@tensorflow/tfjs/package.json': '{"name":"@tensorflow/tfjs","version":"4.0.0","main":"index.js"}',
  'node_modules/@tensorflow/tfjs/index.js': `class LayersModel {
  async fit(x, y, { epochs = 1, callbacks }) {
    for (let epoch = 0; epoch < epochs; epoch++) {
      await new Promise((resolve) => setTimeout(resolve, 8));
      for (const one of [callbacks].flat()) await one?.onEpochEnd?.(epoch, { loss: x + 1 / (epoch + 1) });
    }
  }
}
module.exports = { LayersModel, version_core: '4.0.0', getBackend: () => 'cpu' };`,
};

/** Writes to the ledger when it begins, and when it is over. The number of its trial is in the path of its request. */
const program = `import { appendFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import tf from '@tensorflow/tfjs';
const rate = 0.5; // @tune 0..1
const units = 8; // @tune 1..64
const trial = basename(dirname(process.env.TUNELENS_REQUEST));
const ledger = new URL('./ledger.txt', import.meta.url);
appendFileSync(ledger, 'begun ' + trial + ' ' + process.pid + '\\n');
await new tf.LayersModel().fit((rate - 0.3) ** 2 + units / 100, 0, { epochs: 6, callbacks: {} });
process.on('exit', () => appendFileSync(ledger, 'over ' + trial + ' ' + process.pid + '\\n'));
`;

export type ChaosProject = {
  readonly folder: string;
  readonly model: string;
  readonly journal: string;
  readonly trialsFolder: string;
  /** What the processes of the trials have written, in order. */
  ledger(): readonly { readonly what: string; readonly trial: number; readonly pid: number }[];
  remove(): void;
};

export function createChaosProject(): ChaosProject {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-chaos-'));
  const files = {
    'package.json': '{"type":"module"}',
    ...standIn,
    'model.js': `// @tune minimize loss\n${program}`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, 'ledger.txt'), '');
  return {
    folder,
    model: join(folder, 'model.js'),
    journal: join(folder, '.tune/model.log'),
    trialsFolder: join(folder, '.tune/model'),
    ledger: () =>
      readFileSync(join(folder, 'ledger.txt'), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' '))
        .map(([what = '', trial, pid]) => ({ what, trial: Number(trial), pid: Number(pid) })),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
