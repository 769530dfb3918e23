// Signature help inside an annotation: its whole form, with the part that is being written set off.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { selector } from '../annotatedFiles.ts';
import { annotationBefore, partIn, type Part } from './grammar.ts';

export function registerSignatureHelp(): vscode.Disposable {
  return vscode.languages.registerSignatureHelpProvider(
    selector,
    {
      provideSignatureHelp: (document, position) => {
        const before = annotationBefore(document.lineAt(position.line).text.slice(0, position.character));
        const part = before === null ? null : partIn(before);
        return part === null ? null : helpFor(part);
      },
    },
    { triggerCharacters: [' '], retriggerCharacters: [' ', '|', '.'] },
  );
}

function helpFor(part: Part): vscode.SignatureHelp {
  const parts = partsOf();
  const label = `@tune ${parts.map(({ text }) => text).join(' ')}`;
  const signature = new vscode.SignatureInformation(label);
  signature.parameters = parts.map(({ text, words }) => new vscode.ParameterInformation(text, words));
  const help = new vscode.SignatureHelp();
  help.signatures = [signature];
  help.activeParameter = parts.findIndex((one) => one.part === part);
  return help;
}

function partsOf(): readonly { readonly part: Part; readonly text: string; readonly words: string }[] {
  return [
    { part: 'off', text: '[off]', words: l10n.t('Declared, and held at its literal.') },
    {
      part: 'log',
      text: '[log]',
      words: l10n.t('A logarithmic scale: as many values from 1e-4 to 1e-3 as from 1e-3 to 1e-2.'),
    },
    { part: 'numberKind', text: '[int|float]', words: l10n.t('Whole numbers only, or not only whole ones.') },
    {
      part: 'domain',
      text: '[low..high | value | …]',
      words: l10n.t('A range with both ends included, values to choose from, or both; nothing for true and false.'),
    },
    { part: 'step', text: '[step n]', words: l10n.t('Only the low end and every n-th number after it.') },
    { part: 'as', text: '[as name]', words: l10n.t('The name in results, instead of the one that the code gives.') },
    { part: 'if', text: '[if name >= value && …]', words: l10n.t('Counts only while the condition holds.') },
  ];
}
