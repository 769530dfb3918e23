// When the facts about parameters that stand in the text may have changed.
import * as vscode from 'vscode';
import type { Insights } from '../insights/insights.ts';
import type { Studies } from '../studies.ts';

/** Fires when a study, what was learned of it, or the setting of where the facts stand has changed. */
export function factsChanged(
  studies: Studies,
  insights: Insights,
): { readonly onChange: vscode.Event<void>; readonly disposable: vscode.Disposable } {
  const changed = new vscode.EventEmitter<void>();
  const disposable = vscode.Disposable.from(
    changed,
    studies.onChange(() => changed.fire()),
    insights.onChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tunelens.codeLens')) changed.fire();
    }),
  );
  return { onChange: changed.event, disposable };
}
