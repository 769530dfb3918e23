// What a writer leaves that died in the middle of a line: of a journal's last append not all, or the beginning of a line that never came to its end.
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import type { Random } from '../../../src/math/random.ts';

/** Begins a line behind those that are there, and does not end it. */
export function addTornLine(journal: string, random: Random): void {
  const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
  const line = Buffer.from(lines[Math.floor(random.uniform() * lines.length)] ?? '{"op_code": 2}');
  appendFileSync(journal, line.subarray(0, 1 + Math.floor(random.uniform() * (line.length - 1))));
}

/** Takes away some of the bytes of the last `nLines` lines, at least their end. */
export function cutLastLines(journal: string, nLines: number, random: Random): void {
  const bytes = readFileSync(journal);
  let start = bytes.length;
  for (let i = 0; i < nLines; i++) start = bytes.lastIndexOf(10, start - 2) + 1;
  truncateSync(journal, start + Math.floor(random.uniform() * (bytes.length - start)));
}
