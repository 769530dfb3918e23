// The spool file between a trial and its host: whatever the file looks like, the host hears whole messages, in order, once each.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { closeSpool, followSpool, openSpool } from '../../../src/trial/spool.ts';
import { encodeMessage, parseMessage, type TrialMessage } from '../../../src/trial/trialProtocol.ts';

const folder = mkdtempSync(join(tmpdir(), 'tunelens-spool-'));
after(() => rmSync(folder, { recursive: true }));

let nFiles = 0;
const newFile = (): string => join(folder, `spool-${nFiles++}.jsonl`);

const epoch = (step: number, loss = 0.5): TrialMessage => ({ kind: 'epochEnded', fit: 0, step, logs: { loss } });

/** What a host hears of a file that is complete. */
async function readAll(file: string): Promise<readonly TrialMessage[]> {
  const heard: TrialMessage[] = [];
  await followSpool(file, (message) => heard.push(message)).close();
  return heard;
}

test('a spool cut at any byte delivers the lines that are whole, and nothing of the one that is not', async () => {
  const messages: readonly TrialMessage[] = [
    { kind: 'started', pid: 7, node: '24.0.0', atMs: 1, host: null, job: null },
    { kind: 'evaluated', metrics: { 'größe 漢字': NaN, loss: 1e-7 } },
    { kind: 'threw', name: 'Error', message: 'a\nb "c"', stack: '' },
  ];
  const bytes = Buffer.concat(messages.map((message) => Buffer.from(encodeMessage(message))));
  const file = newFile();
  for (let cut = 0; cut <= bytes.length; cut++) {
    writeFileSync(file, bytes.subarray(0, cut));
    const nWhole = bytes.subarray(0, cut).filter((byte) => byte === 10).length;
    assert.deepEqual(await readAll(file), messages.slice(0, nWhole), `cut after ${cut} bytes`);
  }
});

test('a line that comes in two halves is heard once, when its end is there', async () => {
  const file = newFile();
  const line = encodeMessage(epoch(0));
  appendFileSync(file, line.slice(0, 9));
  const heard: TrialMessage[] = [];
  let onAll: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (onAll = resolve));
  const spool = followSpool(
    file,
    (message) => {
      heard.push(message);
      if (heard.length === 1) appendFileSync(file, line.slice(9) + line);
      if (heard.length === 3) onAll();
    },
    { pollMs: 1 },
  );
  appendFileSync(file, line.slice(9) + line.slice(0, 9));
  await all;
  await spool.close();
  assert.deepEqual(heard, [epoch(0), epoch(0), epoch(0)]);
});

test('ten thousand messages arrive in order', async () => {
  const file = newFile();
  const { send } = openSpool(file);
  for (let step = 0; step < 10_000; step++) send(epoch(step));
  const heard = await readAll(file);
  assert.equal(heard.length, 10_000);
  assert.ok(heard.every((message, i) => message.kind === 'epochEnded' && message.step === i));
});

test('what was written just before the close is delivered before the close settles', async () => {
  const file = newFile();
  const heard: TrialMessage[] = [];
  const spool = followSpool(file, (message) => heard.push(message), { pollMs: 60_000 });
  openSpool(file).send(epoch(3));
  await spool.close();
  assert.deepEqual(heard, [epoch(3)]);
});

test('a spool that never comes into being has no messages', async () => {
  assert.deepEqual(await readAll(newFile()), []);
});

test('bytes that are no text and a line of 20 MB are passed over, the messages around them are not', async () => {
  const file = newFile();
  appendFileSync(file, encodeMessage(epoch(0)));
  appendFileSync(file, Buffer.from([0xff, 0xfe, 0, 10, 10]));
  appendFileSync(file, `{"kind":"epochEnded","step":1,"logs":{"${'x'.repeat(20 << 20)}":1}}\n`);
  appendFileSync(file, encodeMessage(epoch(2)));
  assert.deepEqual(await readAll(file), [epoch(0), epoch(2)]);
});

test('an error of the listener ends the follower and is told by the close', async () => {
  const file = newFile();
  openSpool(file).send(epoch(0));
  const spool = followSpool(file, () => {
    throw new Error('listener');
  });
  await assert.rejects(spool.close(), /listener/);
});

test('a spool that cannot be written does not stop the program that sends, and is told all once it can be', async () => {
  const file = join(folder, 'later', 'spool.jsonl');
  const { send } = openSpool(file);
  send(epoch(0));
  send(epoch(1));
  mkdirSync(dirname(file));
  send(epoch(2));
  assert.deepEqual(await readAll(file), [epoch(0), epoch(1), epoch(2)]);
});

test('a folder, a pipe or a device in the place of the spool is an end of the trial with its reason', async () => {
  if (process.platform === 'win32') return;
  const file = newFile();
  const kinds: readonly (() => void)[] = [
    () => mkdirSync(file),
    () => execFileSync('mkfifo', [file]),
    () => symlinkSync('/dev/zero', file),
  ];
  for (const make of kinds) {
    make();
    const end = await closeSpool(followSpool(file, () => assert.fail('nothing is heard')));
    assert.ok(end?.kind === 'lost' && end.reason.includes(file));
    rmSync(file, { recursive: true });
    // In its place only later.
    writeFileSync(file, encodeMessage(epoch(0)));
    const heard: TrialMessage[] = [];
    const swapped = followSpool(file, (message) => {
      heard.push(message);
      rmSync(file);
      make();
    });
    assert.equal((await closeSpool(swapped))?.kind, 'lost');
    assert.deepEqual(heard, [epoch(0)]);
    rmSync(file, { recursive: true });
  }
});

test('texts and numbers that no program honestly reports are cut or left out', () => {
  const long = 'x'.repeat(1e6);
  const parse = (message: object): TrialMessage | null => parseMessage(JSON.stringify(message));
  assert.deepEqual(parse({ kind: 'objectiveMissed', found: long }), {
    kind: 'objectiveMissed',
    found: long.slice(0, 65_536),
  });
  assert.equal(parse({ kind: 'ending', exitCode: 0, atMs: 1e300 }), null);
  assert.equal(parse({ kind: 'tfjsLoaded', file: long }), null);
  assert.equal(parse({ kind: 'evaluated', metrics: { [long]: 1 } }), null);
  const metrics = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`m${i}`, 1]));
  assert.equal(parse({ kind: 'evaluated', metrics }), null);
  assert.equal(parseMessage(`{"kind":"evaluated","metrics":${'['.repeat(1e5)}${']'.repeat(1e5)}}`), null);
});
