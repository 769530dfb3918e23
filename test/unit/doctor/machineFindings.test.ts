import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { diskFinding, memoryFinding } from '../../../src/doctor/machineFindings.ts';

const mega = 1024 ** 2;
const diskWith =
  ({ bavail = 0, files = 1000, ffree = 500 }) =>
  () => ({ bavail, bsize: mega, files, ffree });
const dataFolder = join(tmpdir(), 'no', 'such', 'folder', '.tune');

test('room is looked for in the nearest folder that exists', () => {
  const { status, title } = diskFinding(dataFolder, diskWith({ bavail: 5000 }));
  assert.deepEqual([status, title], ['ok', `4.9 GB are free where studies are kept (${tmpdir()}).`]);
});

test('little room is a warning, hardly any a problem', () => {
  const states = [2000, 500, 99].map((bavail) => diskFinding(dataFolder, diskWith({ bavail })).status);
  assert.deepEqual(states, ['ok', 'warning', 'problem']);
});

test('a disk that can hold no more files is full, however much room it has', () => {
  assert.equal(diskFinding(dataFolder, diskWith({ bavail: 5000, files: 100, ffree: 0 })).status, 'problem');
  assert.equal(diskFinding(dataFolder, diskWith({ bavail: 5000, files: 0, ffree: 0 })).status, 'ok');
});

test('memory has to hold as many trials as run at a time', () => {
  const free = 2500 * mega;
  assert.equal(memoryFinding(300 * mega, 1, free).status, 'ok');
  assert.equal(memoryFinding(300 * mega, 4, free).status, 'warning');
  const { status, title, remedy } = memoryFinding(300 * mega, 10, free);
  assert.deepEqual([status, remedy], ['problem', 'Run fewer trials at a time, or end other programs.']);
  assert.match(title, /^Only 2\.4 GB of .* are free for 10 trials at a time\.$/);
});

test('where nothing was measured, a warning is the most that is said of memory', () => {
  assert.equal(memoryFinding(null, 1, 100 * mega).status, 'warning');
});
