// Hosts and trials die at random moments; nothing that was measured is lost. The bench does the same a thousand times (npm run bench -- chaos).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChaos } from './chaos/chaos.ts';

test('kills of host, trial and both lose no finished trial, run none twice and leave no process', async () => {
  const { faults, nFinished } = await runChaos({ nKills: 24, seed: 11, nParallel: 2, longestMs: 900, from: 'words' });
  assert.deepEqual(faults, []);
  assert.ok(nFinished > 0);
});
