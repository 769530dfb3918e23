// The sidebar's parameters: what is tuned of the file that is shown, with a check box each, its value now and at best, and its range.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { AnnotatedParameter } from '../../annotation/annotation.ts';
import { visible } from '../../markup.ts';
import { bestTrial, type FinishedTrial } from '../../study/study.ts';
import { formatValue } from '../../study/words.ts';
import { annotationsOf } from '../annotatedFiles.ts';
import type { Insights } from '../insights/insights.ts';
import { holdParameter } from '../language/holding.ts';
import type { ShownStudy } from '../shownStudy.ts';
import { throttled, treeEveryMs } from '../throttled.ts';
import { domainText, domainWords, importanceWords } from '../words.ts';
import { ownOf } from '../../space/own.ts';

/** A row: the file, and the parameter's name. Commands of its menu get it as their argument. */
export type ParameterRow = { readonly uri: vscode.Uri; readonly name: string };

export const parameterViewId = 'tunelens.parameters';

export type ParameterTreeSources = {
  readonly shown: ShownStudy;
  readonly insights: Insights;
  /** Runs what a user asked for, and tells what goes wrong. */
  readonly guard: (run: () => Promise<void>) => void;
};

export type ParameterTree = {
  /** Selects a parameter of the file that is shown, where the tree is on screen. */
  readonly select: (name: string) => Promise<void>;
  readonly dispose: () => void;
};

export function registerParameterTree({ shown, insights, guard }: ParameterTreeSources): ParameterTree {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<ParameterRow> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (row) => (row === undefined ? rowsOf(shown.file) : []),
    getTreeItem: (row) => itemOf(row, shown, insights),
    getParent: () => undefined,
  };
  const view = vscode.window.createTreeView(parameterViewId, {
    treeDataProvider: provider,
    manageCheckboxStateManually: true,
  });
  const update = throttled(() => changed.fire(), treeEveryMs);
  const select = async (name: string): Promise<void> => {
    const row = (await rowsOf(shown.file)).find((one) => one.name === name);
    if (!view.visible || row === undefined) return;
    await Promise.resolve(view.reveal(row, { select: true, focus: false })).catch(() => undefined);
  };
  const registrations = vscode.Disposable.from(
    changed,
    view,
    update,
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [row, state] of items) {
        const isHeld = state === vscode.TreeItemCheckboxState.Unchecked;
        guard(async () => holdParameter(await vscode.workspace.openTextDocument(row.uri), row.name, isHeld));
      }
    }),
    shown.onChange((change) => {
      if (change !== 'run') update.run();
    }),
    insights.onChange(update.run),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === 'file' && document.fileName === shown.file) update.run();
    }),
  );
  return { select, dispose: () => void registrations.dispose() };
}

async function rowsOf(file: string | null): Promise<ParameterRow[]> {
  if (file === null) return [];
  const document = await vscode.workspace.openTextDocument(file);
  return annotationsOf(document).parameters.map(({ parameter }) => ({ uri: document.uri, name: parameter.name }));
}

async function itemOf(row: ParameterRow, shown: ShownStudy, insights: Insights): Promise<vscode.TreeItem> {
  const item = new vscode.TreeItem(row.name);
  item.id = `${row.uri.toString()}#${row.name}`;
  const document = await vscode.workspace.openTextDocument(row.uri);
  const annotated = annotationsOf(document).parameters.find(({ parameter }) => parameter.name === row.name);
  if (annotated === undefined) return item;
  const best = shown.study === null ? null : bestTrial(shown.study);
  const study = shown.fileStudy;
  const insight = study === null ? undefined : insights.importancesOf(study).get(row.name);
  item.description = `${valuesOf(annotated, best)} · ${domainText(annotated)}`;
  item.tooltip = [
    row.name,
    domainWords(annotated.parameter.domain),
    ...(insight === undefined ? [] : [importanceWords(insight)]),
  ].join('\n');
  item.checkboxState = {
    state: annotated.isHeld ? vscode.TreeItemCheckboxState.Unchecked : vscode.TreeItemCheckboxState.Checked,
    tooltip: annotated.isHeld
      ? l10n.t('Held at its literal. Check to tune it.')
      : l10n.t('Tuned. Uncheck to hold it at its literal.'),
    accessibilityInformation: {
      label: annotated.isHeld ? l10n.t('{0}, held', row.name) : l10n.t('{0}, tuned', row.name),
    },
  };
  item.accessibilityInformation = { label: `${row.name}, ${item.description}` };
  item.contextValue = annotated.isHeld ? 'held' : best === null ? 'tuned' : 'tuned.best';
  item.command = {
    title: l10n.t('Show in the file'),
    command: 'tunelens.showParameter',
    arguments: [row.uri, row.name],
  };
  return item;
}

/** `0.5 → 0.4705`, or the literal alone. */
function valuesOf({ parameter, literal, isHeld }: AnnotatedParameter, best: FinishedTrial | null): string {
  const value = isHeld ? undefined : ownOf(best?.params, parameter.name);
  const own = visible(literal.text);
  return value === undefined ? own : `${own} → ${formatValue(value)}`;
}
