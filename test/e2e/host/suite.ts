// What VS Code calls inside its extension host.
import * as vscode from 'vscode';
import { elsewhereCases } from './elsewhereCases.ts';
import { languageCases } from './languageCases.ts';
import { newStudyCases } from './newStudyCases.ts';
import { runCases } from './runCases.ts';
import { studyCases } from './studyCases.ts';
import { toolCases } from './toolCases.ts';

export async function run(): Promise<void> {
  await vscode.extensions.getExtension('tunelens.tunelens')?.activate();
  await runCases([...languageCases, ...studyCases, ...toolCases, ...newStudyCases, ...elsewhereCases]);
}
