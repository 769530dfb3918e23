// Runs cases one after another inside the extension host and writes what came of them for hostRun.ts to read.
import { writeFileSync } from 'node:fs';
import type { HostCase } from './hostCase.ts';

type HostResult = { readonly name: string; readonly error: string | null };

export async function runCases(cases: readonly HostCase[]): Promise<void> {
  const results: HostResult[] = [];
  for (const { name, body } of cases) {
    try {
      await body();
      results.push({ name, error: null });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    writeFileSync(process.env['TUNELENS_HOST_RESULTS'] ?? '', JSON.stringify(results));
  }
}
