// The lenses: one row above the file, one above each annotated literal. Rows depend on the annotations alone, broken ones included; what a
// study adds changes titles only, so that no line of code jumps.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { FinishedTrial } from '../../study/study.ts';
import type { AnnotatedParameter, Problem } from '../../annotation/annotation.ts';
import { labelText } from '../../markup.ts';
import { formatValue } from '../../study/words.ts';
import { annotationsOf, isAnnotated, rangeOf, selector } from '../annotatedFiles.ts';
import type { CommandId } from '../commandIds.ts';
import { idle } from '../../webviewProtocol.ts';
import type { FileStudy } from '../fileStudy.ts';
import type { Insights } from '../insights/insights.ts';
import type { ParameterInsight } from '../insights/insightProtocol.ts';
import { codeLensMode } from '../surfaces.ts';
import type { Studies } from '../studies.ts';
import { factsChanged } from './factsChanged.ts';
import { fileLens, parameterLens } from '../words.ts';
import { ownOf } from '../../space/own.ts';

export function registerCodeLenses(studies: Studies, insights: Insights): vscode.Disposable {
  const { onChange, asked, disposable } = factsChanged(studies, insights);
  return vscode.Disposable.from(
    disposable,
    vscode.languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: onChange,
      provideCodeLenses: (document) => {
        asked();
        return codeLensMode(document) === 'lens' && isAnnotated(document) ? lensesOf(document, studies, insights) : [];
      },
    }),
  );
}

function lensesOf(document: vscode.TextDocument, studies: Studies, insights: Insights): vscode.CodeLens[] {
  const study = studies.find(document.fileName);
  const best = study?.best ?? null;
  const importances = study === null ? null : insights.importancesOf(study);
  const { parameters, problems } = annotationsOf(document);
  const rows = new Set(parameters.map(({ literal }) => literal.range.startLine));
  return [
    ...fileLenses(document, study, best),
    ...parameters.flatMap((parameter) =>
      parameterLenses(document, parameter, { best, insight: importances?.get(parameter.parameter.name) ?? null }),
    ),
    ...problemLenses(document, problems, rows),
  ];
}

function fileLenses(
  { uri }: vscode.TextDocument,
  study: FileStudy | null,
  best: FinishedTrial | null,
): readonly vscode.CodeLens[] {
  const top = new vscode.Range(0, 0, 0, 0);
  const run = study?.run ?? idle;
  return [
    run.kind === 'idle' && study?.isRunElsewhere !== true
      ? lens(top, l10n.t('$(play) Start tuning'), 'tunelens.start', [uri])
      : lens(top, l10n.t('$(debug-stop) Stop'), 'tunelens.stop', [uri]),
    lens(top, labelText(fileLens(study?.study ?? null, run)), 'tunelens.openResults', [uri]),
    best === null ? words(top, l10n.t('Apply best')) : lens(top, l10n.t('Apply best'), 'tunelens.applyBest', [uri]),
  ];
}

function parameterLenses(
  { uri }: vscode.TextDocument,
  parameter: AnnotatedParameter,
  { best, insight }: { readonly best: FinishedTrial | null; readonly insight: ParameterInsight | null },
): readonly vscode.CodeLens[] {
  const range = rangeOf(parameter.literal.range);
  const { name } = parameter.parameter;
  const value = parameter.isHeld ? undefined : ownOf(best?.params, name);
  return [
    lens(range, labelText(parameterLens(parameter, best, insight)), 'tunelens.openResults', [uri]),
    value === undefined
      ? words(range, l10n.t('Apply'))
      : lens(range, labelText(l10n.t('Apply {0}', formatValue(value))), 'tunelens.applyBest', [uri, name]),
    parameter.isHeld
      ? lens(range, l10n.t('Tune'), 'tunelens.tuneParameter', [uri, name])
      : lens(range, l10n.t('Hold'), 'tunelens.holdParameter', [uri, name]),
  ];
}

/** While an annotation is being typed it is no parameter; its row stays, and says what is missing. */
function problemLenses(
  document: vscode.TextDocument,
  problems: readonly Problem[],
  rows: ReadonlySet<number>,
): readonly vscode.CodeLens[] {
  const perLine = new Map<number, Problem>();
  for (const problem of problems) {
    const line = lineMeant(document, problem);
    if (problem.severity === 'error' && !rows.has(line) && !perLine.has(line)) perLine.set(line, problem);
  }
  return [...perLine].map(([line, { message }]) =>
    words(new vscode.Range(line, 0, line, 0), `$(warning) ${labelText(message)}`),
  );
}

/** A comment alone on its line speaks of the next one. */
function lineMeant(document: vscode.TextDocument, { range: { startLine } }: Problem): number {
  const isAlone = /^\s*\/[/*]\s*@tune/.test(document.lineAt(startLine).text);
  return Math.min(document.lineCount - 1, startLine + (isAlone ? 1 : 0));
}

function lens(range: vscode.Range, title: string, command: CommandId, args: unknown[] = []): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command, arguments: args });
}

/** A lens that does nothing. */
function words(range: vscode.Range, title: string): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command: '' });
}
