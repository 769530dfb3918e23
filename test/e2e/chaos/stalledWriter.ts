// A writer of a shared journal that is held up, longer than a lock lasts, before some of its system calls: `stalledWriter.ts <orders as JSON>`. Time is scaled: the
// 30 seconds of a lock are `staleMs`. Every trial whose end was acknowledged goes to the ledger.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { createRandom } from '../../../src/math/random.ts';
import type { WriterOrders } from './stalledOrders.ts';

await work(JSON.parse(process.argv[2] ?? '') as WriterOrders);

async function work(orders: WriterOrders): Promise<void> {
  const { name, file, ledger, nTrials, staleMs, tornShare, host } = orders;
  const random = createRandom(orders.seed);
  const append = (path: string, data: string | Buffer): void => fs.appendFileSync(path, data);
  os.hostname = () => host;
  const now = performance.now.bind(performance);
  Object.assign(performance, { now: () => (now() * 30_000) / staleMs });
  // The clock on the wall is set while they write; nothing may depend on it.
  Object.assign(Date, { now: () => Math.floor(1.8e12 + 7.2e6 * random.uniform()) });
  const stalls = { nStalls: 0, isOn: false };
  holdUp(orders, () => random.uniform(), stalls);
  syncBuiltinESMExports();
  const { Journal } = await import('../../../src/storage/journal.ts');
  const { withJournalLock } = await import('../../../src/storage/journalLock.ts');
  const { UserError } = await import('../../../src/errors.ts');
  const journal = await Journal.open(file);
  let nShared = 0;
  for (let n = 0; n < nTrials; n++) {
    if (random.uniform() < tornShare) await withJournalLock(file, () => tear(file, () => random.uniform(), append));
    const value = n + random.uniform();
    const trial = { number: -1 };
    stalls.isOn = true;
    try {
      await journal.transact(({ trials }) => {
        trial.number = trials.length;
        return [
          { kind: 'trialStarted', trial: trial.number, params: { x: value % 1 }, atMs: 1 },
          { kind: 'factNoted', trial: trial.number, name: 'writer', fact: name },
          { kind: 'valueReported', trial: trial.number, step: 0, value },
        ];
      });
      await journal.append([
        { kind: 'factNoted', trial: trial.number, name: 'again', fact: name },
        { kind: 'trialFinished', trial: trial.number, value, atMs: 2 },
      ]);
      append(ledger, `${JSON.stringify({ writer: name, number: trial.number, value })}\n`);
    } catch (error) {
      if (!(error instanceof UserError && error.code === 'studyShared')) throw error;
      nShared++;
    }
    stalls.isOn = false;
  }
  process.stdout.write(JSON.stringify({ nStalls: stalls.nStalls, nShared }));
}

/** Begins one of the file's lines again and does not end it. */
function tear(file: string, uniform: () => number, append: (path: string, data: Buffer) => void): void {
  const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20);
  const line = Buffer.from((lines[Math.floor(uniform() * lines.length)] ?? '').trim());
  append(file, line.subarray(0, 1 + Math.floor(uniform() * (line.length - 1))));
}

function holdUp(
  { staleMs, stallShare }: WriterOrders,
  uniform: () => number,
  stalls: { nStalls: number; readonly isOn: boolean },
): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const names = ['openSync', 'closeSync', 'readSync', 'writeSync', 'fsyncSync', 'fstatSync', 'statSync'] as const;
  const links = ['lstatSync', 'existsSync', 'symlinkSync', 'renameSync', 'unlinkSync', 'readlinkSync'] as const;
  for (const name of [...names, ...links]) {
    const original = fs[name];
    const held = (...args: unknown[]): unknown => {
      if (stalls.isOn && uniform() < stallShare) {
        stalls.nStalls++;
        Atomics.wait(cell, 0, 0, staleMs * (1.2 + uniform()));
      }
      return Reflect.apply(original, fs, args);
    };
    Object.assign(fs, { [name]: Object.assign(held, original) });
  }
}
