// What the editor shows in and around the text of an annotated file.
import * as vscode from 'vscode';
import type { Insights } from '../insights/insights.ts';
import type { Studies } from '../studies.ts';
import { registerCodeActions } from './codeActions.ts';
import { registerCodeLenses } from './codeLens.ts';
import { registerCompletion } from './completion.ts';
import { registerDecorations } from './decorations.ts';
import { registerDiagnostics } from './diagnostics.ts';
import { registerHighlights } from './highlights.ts';
import { registerHover } from './hover.ts';
import { registerInlayHints } from './inlayHints.ts';
import { registerSignatureHelp } from './signatureHelp.ts';

export function registerLanguageFeatures(studies: Studies, insights: Insights): vscode.Disposable {
  return vscode.Disposable.from(
    registerCodeLenses(studies, insights),
    registerInlayHints(studies, insights),
    registerHover(studies, insights),
    registerCompletion(studies),
    registerSignatureHelp(),
    registerDiagnostics(studies),
    registerCodeActions(studies),
    registerDecorations(),
    registerHighlights(),
  );
}
