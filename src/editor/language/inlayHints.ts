// The same facts as the lenses, behind the literals instead of above them: for those who want no line to move (setting tunelens.codeLens: inlay).
import * as vscode from 'vscode';
import { annotationsOf, isAnnotated, rangeOf, selector } from '../annotatedFiles.ts';
import type { Insights } from '../insights/insights.ts';
import { codeLensMode } from '../surfaces.ts';
import type { Studies } from '../studies.ts';
import { factsChanged } from './factsChanged.ts';
import { parameterFacts } from '../words.ts';

export function registerInlayHints(studies: Studies, insights: Insights): vscode.Disposable {
  const { onChange, asked, disposable } = factsChanged(studies, insights);
  return vscode.Disposable.from(
    disposable,
    vscode.languages.registerInlayHintsProvider(selector, {
      onDidChangeInlayHints: onChange,
      provideInlayHints: (document, range) => {
        asked();
        return codeLensMode(document) === 'inlay' && isAnnotated(document)
          ? hintsOf(document, range, { studies, insights })
          : [];
      },
    }),
  );
}

function hintsOf(
  document: vscode.TextDocument,
  visible: vscode.Range,
  { studies, insights }: { readonly studies: Studies; readonly insights: Insights },
): vscode.InlayHint[] {
  const study = studies.find(document.fileName);
  const best = study?.best ?? null;
  const importances = study === null ? null : insights.importancesOf(study);
  return annotationsOf(document).parameters.flatMap((parameter) => {
    const { range } = parameter.literal;
    const position = rangeOf(range).end;
    if (!visible.contains(position)) return [];
    const label = parameterFacts(parameter, best, importances?.get(parameter.parameter.name) ?? null);
    const hint = new vscode.InlayHint(position, [labelPart(label, document.uri)]);
    hint.paddingLeft = true;
    return [hint];
  });
}

function labelPart(text: string, uri: vscode.Uri): vscode.InlayHintLabelPart {
  const part = new vscode.InlayHintLabelPart(text);
  part.command = { title: text, command: 'tunelens.openResults', arguments: [uri] };
  return part;
}
