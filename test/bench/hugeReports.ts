// How long the report of a study far too large for one takes, and how much memory.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** Parameters, trials, and the choices of one parameter more (0: there is none). */
const sizes = [
  [1000, 2000, 0],
  [5, 10_000, 0],
  [1000, 10_000, 0],
  [2, 200, 100_000],
  [1000, 10_000, 100_000],
] as const;

/** The section of RESULTS.md, after running everything. */
export function benchHugeReports(): string {
  return `Made by \`npm run bench -- reports\` on ${cpus().length} shared cores, Node ${process.version}: studies of floats in 0..1, random values of seed 1, each in a process of its own. The report shows at most 24 parameters, 60 choices of each
and 2,000 rows, and says what it leaves out. Memory is the most that the process had, with the study itself. Goal: a minute and 1 GB.

| parameters | trials | choices of one more | learned, s | drawn, s | size, MB | memory, MB |
|---|---|---|---|---|---|---|
${sizes.map(rowOf).join('\n')}`;
}

function rowOf(size: (typeof sizes)[number]): string {
  const script = join(import.meta.dirname, 'hugeReport.ts');
  const written: unknown = JSON.parse(
    execFileSync(process.execPath, [script, ...size.map(String)], { encoding: 'utf8' }),
  );
  const figures = Object(written) as Readonly<Record<string, unknown>>;
  const figure = (name: string): string => Number(figures[name]).toFixed(1);
  return `| ${[...size, ...['learnedS', 'drawnS', 'megabytes', 'memoryMb'].map(figure)].join(' | ')} |`;
}
