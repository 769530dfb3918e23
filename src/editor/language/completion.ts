// Completion inside an annotation: the words of the grammar where they may stand, a domain that suits the literal, names of parameters and metrics.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { isWord } from '../../annotation/tokens.ts';
import { tunableAt } from '../../annotation/tunable.ts';
import { annotationsOf, selector, sourceName } from '../annotatedFiles.ts';
import type { Studies } from '../studies.ts';
import { annotationBefore, maxLineLength, placeIn, type Place } from './grammar.ts';

export function registerCompletion(studies: Studies): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    selector,
    { provideCompletionItems: (document, position) => completionsAt(document, position, studies) },
    ' ',
    '@',
    '|',
  );
}

function completionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  studies: Studies,
): vscode.CompletionItem[] {
  const line = document.lineAt(position.line).text;
  if (line.length > maxLineLength) return [];
  const before = line.slice(0, position.character);
  const typed = /(?:\/\/|\/\*)[\s*]*(@\w*)$/.exec(before)?.[1];
  if (typed !== undefined) return [tagItem(position, typed)];
  const text = annotationBefore(before);
  if (text === null) return [];
  return [...itemsAt(placeIn(text), document, { position, studies })];
}

function tagItem(position: vscode.Position, typed: string): vscode.CompletionItem {
  const tag = item('@tune', l10n.t('The literal of this line may be tuned.'), vscode.CompletionItemKind.Keyword);
  tag.range = new vscode.Range(position.translate(0, -typed.length), position);
  tag.insertText = '@tune ';
  tag.command = { title: '', command: 'editor.action.triggerSuggest' };
  return tag;
}

type At = { readonly position: vscode.Position; readonly studies: Studies };

function itemsAt(place: Place, document: vscode.TextDocument, at: At): readonly vscode.CompletionItem[] {
  switch (place.kind) {
    case 'start':
      return [
        ...domainItems(document, at.position, place.taken),
        ...headItems(place.taken, isAlone(document, at.position)),
      ];
    case 'afterDomain': {
      const canStep = place.isRange && !place.hasStep && !place.isLog;
      return [...(canStep ? [keywords.step()] : []), keywords.as(), keywords.if()];
    }
    case 'afterName':
      return [keywords.if()];
    case 'parameter':
      return parameterItems(document);
    case 'comparison':
      return ['==', '!=', '<', '<=', '>', '>='].map((op) => item(op, '', vscode.CompletionItemKind.Operator));
    case 'afterCondition':
      return [item('&&', l10n.t('Another condition that must hold, too.'), vscode.CompletionItemKind.Operator)];
    case 'metric':
      return metricItems(at.studies, document);
    case 'choice':
    case 'name':
    case 'program':
    case 'value':
      return [];
  }
}

const keywords = {
  step: () => keyword('step', l10n.t('Only the low end and every n-th number after it.')),
  as: () => keyword('as', l10n.t('The name in results, instead of the one that the code gives.')),
  if: () => keyword('if', l10n.t('Counts only while the condition holds.')),
};

/** The domain that suits the literal, as "Make tunable" would write it. */
function domainItems(
  document: vscode.TextDocument,
  position: vscode.Position,
  taken: ReadonlySet<string>,
): readonly vscode.CompletionItem[] {
  const domain = proposedDomain(document, position);
  if (domain === null) return [];
  const text = taken.has('log') ? domain.replace(/^log /, '') : domain;
  const proposal = item(text, l10n.t('Suits what this literal is for.'), vscode.CompletionItemKind.Value);
  proposal.sortText = '0';
  proposal.preselect = true;
  return [proposal];
}

/** Asks what "Make tunable" proposes on the line without its comment. */
function proposedDomain(document: vscode.TextDocument, position: vscode.Position): string | null {
  const line = document.lineAt(position.line);
  const code = /^(.*?)\s*(?:\/\/|\/\*)[\s*]*@tune/.exec(line.text)?.[1] ?? '';
  const literalLine = code.trim() === '' ? position.line + 1 : position.line;
  if (literalLine >= document.lineCount) return null;
  const text = document.getText();
  const from = document.offsetAt(line.range.start);
  const bare = text.slice(0, from) + code.padEnd(line.text.length) + text.slice(from + line.text.length);
  const scanned = literalLine === position.line ? code : document.lineAt(literalLine).text;
  const start = document.offsetAt(new vscode.Position(literalLine, 0));
  for (let column = scanned.length; column >= 0; column--) {
    const tunable = tunableAt(sourceName(document), bare, start + column);
    if (tunable !== null && !('reason' in tunable) && tunable.domain !== '') return tunable.domain;
    if (tunable !== null) return null;
  }
  return null;
}

/** A comment alone on its line may speak of the whole file. */
function isAlone(document: vscode.TextDocument, { line }: vscode.Position): boolean {
  return /^\s*\/\/\s*@tune/.test(document.lineAt(line).text);
}

function headItems(taken: ReadonlySet<string>, isOwnLine: boolean): readonly vscode.CompletionItem[] {
  const heads = [
    ...(taken.size === 0 ? [keyword('off', l10n.t('Declared, and held at its literal.'))] : []),
    ...(taken.has('log')
      ? []
      : [keyword('log', l10n.t('A logarithmic scale: as many values from 1e-4 to 1e-3 as from 1e-3 to 1e-2.'))]),
    ...(taken.has('int') || taken.has('float')
      ? []
      : [keyword('int', l10n.t('Whole numbers only.')), keyword('float', l10n.t('Not only whole numbers.'))]),
  ];
  if (taken.size > 0) return heads;
  const objectives = [
    keyword('maximize', l10n.t('The objective: more of it is better.')),
    keyword('minimize', l10n.t('The objective: less of it is better.')),
  ];
  const ofFile = [
    keyword('run', l10n.t('The program that trains this model, and its arguments.')),
    keyword('require', l10n.t('What the values must satisfy together.')),
  ];
  return [...heads, ...objectives, ...(isOwnLine ? ofFile : [])];
}

function parameterItems(document: vscode.TextDocument): readonly vscode.CompletionItem[] {
  return annotationsOf(document).parameters.map(({ parameter, literal }) =>
    item(parameter.name, literal.text, vscode.CompletionItemKind.Variable),
  );
}

/** The metrics of tfjs, and the one of the study. */
function metricItems(studies: Studies, document: vscode.TextDocument): readonly vscode.CompletionItem[] {
  const own = studies.find(document.fileName)?.study?.objective?.metric;
  const names = new Set([
    ...(own === undefined || !isWord(own) ? [] : [own]),
    'val_loss',
    'val_acc',
    'loss',
    'acc',
    'val_mse',
    'mse',
  ]);
  return [...names].map((name) =>
    item(name, l10n.t('As fit or evaluate reports it.'), vscode.CompletionItemKind.Field),
  );
}

function keyword(word: string, documentation: string): vscode.CompletionItem {
  const made = item(word, documentation, vscode.CompletionItemKind.Keyword);
  made.insertText = `${word} `;
  made.command = { title: '', command: 'editor.action.triggerSuggest' };
  return made;
}

function item(label: string, documentation: string, kind: vscode.CompletionItemKind): vscode.CompletionItem {
  const made = new vscode.CompletionItem(label, kind);
  if (documentation !== '') made.documentation = documentation;
  return made;
}
