// The rest between two looks at a file: what ends it.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createWakeUp } from '../../../src/trial/wakeUp.ts';

const folder = mkdtempSync(join(tmpdir(), 'tunelens-wake-'));
after(() => rmSync(folder, { recursive: true }));

/** Far beyond the time that a test may take. */
const longMs = 600_000;
const never = new AbortController().signal;

function listening(name: string, stop = never) {
  const file = join(folder, name);
  writeFileSync(file, '');
  const wakeUp = createWakeUp(stop);
  wakeUp.listenTo(file);
  return { file, wakeUp };
}

test('a change of the file ends the rest', { timeout: 20_000 }, async () => {
  const { file, wakeUp } = listening('changed');
  const rest = wakeUp.after(longMs, { orNotice: true });
  appendFileSync(file, 'a');
  await rest;
  wakeUp.close();
});

test('the wish to stop ends the rest, and those to come', { timeout: 20_000 }, async () => {
  const stop = new AbortController();
  const { wakeUp } = listening('stopped', stop.signal);
  const rest = wakeUp.after(longMs, { orNotice: false });
  stop.abort();
  await rest;
  await wakeUp.after(longMs, { orNotice: true });
  wakeUp.close();
});

test('a file that cannot be watched leaves the time to end the rest', async () => {
  const wakeUp = createWakeUp(never);
  wakeUp.listenTo(join(folder, 'no', 'such', 'file'));
  await wakeUp.after(1, { orNotice: true });
  wakeUp.close();
});
