// The hover of an annotated literal: what may be tried, what is known, a small slice chart, and what can be done.
import { paramOf } from '../../space/params.ts';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { AnnotatedParameter } from '../../annotation/annotation.ts';
import { formatNumber, formatValue } from '../../study/words.ts';
import { parameterAt, rangeOf, selector } from '../annotatedFiles.ts';
import type { CommandId } from '../commandIds.ts';
import type { FileStudy } from '../fileStudy.ts';
import type { Insights } from '../insights/insights.ts';
import { isHoverEnabled } from '../surfaces.ts';
import type { Studies } from '../studies.ts';
import { domainWords, importanceWords, metricOf } from '../words.ts';
import { hoverColors } from './hoverColors.ts';

/** Low enough for the links and the chart to be seen without scrolling. */
const size = { widthPx: 340, heightPx: 150 };

export function registerHover(studies: Studies, insights: Insights): vscode.Disposable {
  return vscode.languages.registerHoverProvider(selector, {
    provideHover: (document, position) => {
      if (!isHoverEnabled(document)) return null;
      const parameter = parameterAt(document, position);
      if (parameter === null) return null;
      return hoverOf(document, parameter, { study: studies.find(document.fileName), insights });
    },
  });
}

type Sources = { readonly study: FileStudy | null; readonly insights: Insights };

async function hoverOf(
  { uri }: vscode.TextDocument,
  annotated: AnnotatedParameter,
  sources: Sources,
): Promise<vscode.Hover> {
  const { parameter, isHeld, literal } = annotated;
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: linked };
  text.appendMarkdown('**');
  text.appendText(parameter.name);
  text.appendMarkdown('** ');
  text.appendText(
    isHeld
      ? l10n.t('held at {0}; could be {1}', literal.text, domainWords(parameter.domain))
      : domainWords(parameter.domain),
  );
  for (const line of isHeld ? [] : knownLines(annotated, sources)) text.appendMarkdown('\n\n').appendText(line);
  text.appendMarkdown(`\n\n${linksOf(uri, annotated, sources.study).join('&nbsp;&nbsp;|&nbsp;&nbsp;')}`);
  if (!isHeld) text.appendMarkdown(await chartOf(parameter.name, sources));
  return new vscode.Hover(text, rangeOf(literal.range));
}

function knownLines({ parameter }: AnnotatedParameter, { study, insights }: Sources): readonly string[] {
  const known = study?.study ?? null;
  const best = study?.best ?? null;
  const value = paramOf(best?.params ?? {}, parameter.name);
  if (study === null || known === null || best === null || value === undefined)
    return [l10n.t('No trial has finished yet.')];
  const insight = insights.importancesOf(study).get(parameter.name);
  const found = l10n.t(
    'Best {0} ({1} {2}, trial {3})',
    formatValue(value),
    metricOf(known),
    formatNumber(best.value),
    best.number,
  );
  return [insight === undefined ? found : `${found} · ${importanceWords(insight)}`];
}

/** The chart as an image; empty before there is one. */
async function chartOf(name: string, { study, insights }: Sources): Promise<string> {
  if (study === null || study.study === null) return '';
  const colors = hoverColors(vscode.window.activeColorTheme.kind);
  const slice = await insights.sliceOf(study, { parameter: name, colors, size });
  if (slice === null) return '';
  const address = `data:image/svg+xml;base64,${Buffer.from(slice.svg).toString('base64')}`;
  const words = slice.words.replace(/[\\[\]()*_`<>|]/g, ' ');
  return `\n\n![${words}](${address}|width=${size.widthPx},height=${size.heightPx})`;
}

const linked: readonly CommandId[] = [
  'tunelens.applyBest',
  'tunelens.runHere',
  'tunelens.openResults',
  'tunelens.holdParameter',
  'tunelens.tuneParameter',
];

function linksOf(
  uri: vscode.Uri,
  { parameter, isHeld }: AnnotatedParameter,
  study: FileStudy | null,
): readonly string[] {
  const address = uri.toString();
  const best = paramOf(study?.best?.params ?? {}, parameter.name);
  const link = (title: string, command: CommandId, ...args: readonly unknown[]): string =>
    `[${title}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;
  const hold = isHeld
    ? link(l10n.t('Tune'), 'tunelens.tuneParameter', address, parameter.name)
    : link(l10n.t('Hold'), 'tunelens.holdParameter', address, parameter.name);
  if (best === undefined || isHeld) return [hold];
  return [
    link(l10n.t('Apply {0}', formatValue(best)), 'tunelens.applyBest', address, parameter.name),
    link(l10n.t('Run a trial here'), 'tunelens.runHere', address),
    link(l10n.t('Open results'), 'tunelens.openResults', address),
    hold,
  ];
}
