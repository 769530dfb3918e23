// Damaged and hostile journals and spools: whoever reads them has a result or a UserError. The bench does the same with 100,000 files (npm run bench -- fuzzing).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFuzz } from '../../bench/fuzz/fuzz.ts';
import { fuzzedJournal } from '../../bench/fuzz/mutate.ts';

test('1,500 mutated journals and spools are read, or refused with a reason, by everything that reads them', async () => {
  const { counts, faults } = await runFuzz({ first: 1_000_000, nFiles: 1500, nProcesses: 2 });
  assert.deepEqual(faults, []);
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    1500,
  );
  assert.ok((counts['journal read'] ?? 0) > 500 && (counts['spool read'] ?? 0) > 100, JSON.stringify(counts));
});

test('a mutated journal is the same each time', () => {
  for (const seed of [1, 2, 3]) assert.deepEqual(fuzzedJournal(seed), fuzzedJournal(seed));
});
