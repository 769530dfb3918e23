// Hosts and trials die at random moments; nothing that was measured is lost. The bench does the same a thousand times (npm run bench -- chaos).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChaos } from './chaos/chaos.ts';
import { runStalls } from './chaos/stalls.ts';
import { missingOptuna } from './optuna/optuna.ts';
import { skipWithout } from './requirements.ts';

test('kills of host, trial and both lose no finished trial, run none twice and leave no process', async () => {
  const { faults, nFinished } = await runChaos({ nKills: 24, seed: 11, nParallel: 2, longestMs: 900, from: 'words' });
  assert.deepEqual(faults, []);
  assert.ok(nFinished > 0);
});

test(
  'writers that are held up longer than a lock lasts, beside a real Optuna and torn lines, lose nothing of anybody',
  { skip: skipWithout(missingOptuna) },
  async () => {
    const orders = { nTrials: 20, staleMs: 50, stallShare: 0.02, tornShare: 0.1, withOptuna: true };
    const { faults, nStalls, nAcknowledged } = await runStalls({ ...orders, seed: 7 });
    assert.deepEqual(faults, []);
    assert.ok(nStalls > 20 && nAcknowledged >= 40, `${nStalls} stalls, ${nAcknowledged} trials`);
  },
);
