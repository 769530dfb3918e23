// What VS Code calls inside its extension host: runs the cases one after another and writes what came of them for hostRun.ts to read.
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { languageCases } from './languageCases.ts';
import { studyCases } from './studyCases.ts';
import { toolCases } from './toolCases.ts';

export type HostResult = { readonly name: string; readonly error: string | null };

export async function run(): Promise<void> {
  const results: HostResult[] = [];
  await vscode.extensions.getExtension('tunelens.tunelens')?.activate();
  for (const { name, body } of [...languageCases, ...studyCases, ...toolCases]) {
    try {
      await body();
      results.push({ name, error: null });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    writeFileSync(process.env['TUNELENS_HOST_RESULTS'] ?? '', JSON.stringify(results));
  }
}
