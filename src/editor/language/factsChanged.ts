// When the facts about parameters that stand in the text may have changed.
import * as vscode from 'vscode';
import type { Insights } from '../insights/insights.ts';
import type { Studies } from '../studies.ts';
import { tellingUntilAsked } from './telling.ts';

const everyMs = 1000;

export type FactsChanged = {
  readonly onChange: vscode.Event<void>;
  /** To be called whenever VS Code asks for the facts: it is told of no further change before. */
  readonly asked: () => void;
  readonly disposable: vscode.Disposable;
};

/** Fires when a study, what was learned of it, or the setting of where the facts stand has changed. */
export function factsChanged(studies: Studies, insights: Insights): FactsChanged {
  const emitter = new vscode.EventEmitter<void>();
  const { changed, asked, dispose } = tellingUntilAsked(() => emitter.fire(), everyMs);
  const disposable = vscode.Disposable.from(
    emitter,
    { dispose },
    studies.onChange(changed),
    insights.onChange(changed),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tunelens.codeLens')) changed();
    }),
  );
  return { onChange: emitter.event, asked, disposable };
}
