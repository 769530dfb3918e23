// The hover of an annotated literal: what may be tried, what is known, a small slice chart, and what can be done.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { AnnotatedParameter } from '../../annotation/annotation.ts';
import { visible } from '../../markup.ts';
import { formatNumber, formatValue } from '../../study/words.ts';
import { parameterAt, rangeOf, selector } from '../annotatedFiles.ts';
import type { CommandId } from '../commandIds.ts';
import type { FileStudy } from '../fileStudy.ts';
import type { Insights } from '../insights/insights.ts';
import { RichText, type CommandLink, type Picture } from '../richText.ts';
import { isHoverEnabled } from '../surfaces.ts';
import type { Studies } from '../studies.ts';
import { domainWords, importanceWords, metricOf } from '../words.ts';
import { ownOf } from '../../space/own.ts';
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
  const words = domainWords(parameter.domain);
  const text = new RichText().bold(parameter.name);
  text.text(isHeld ? l10n.t('held at {0}; could be {1}', visible(literal.text), words) : words);
  for (const line of isHeld ? [] : knownLines(annotated, sources)) text.paragraph().text(line);
  text.links(linksOf(uri, annotated, sources.study));
  const picture = isHeld ? null : await chartOf(parameter.name, sources);
  if (picture !== null) text.picture(picture);
  return new vscode.Hover(text.markdown, rangeOf(literal.range));
}

function knownLines({ parameter }: AnnotatedParameter, { study, insights }: Sources): readonly string[] {
  const known = study?.study ?? null;
  const best = study?.best ?? null;
  const value = ownOf(best?.params, parameter.name);
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

/** The chart as a picture; null before there is one, and where none is shown. */
async function chartOf(name: string, { study, insights }: Sources): Promise<Picture | null> {
  if (!vscode.workspace.isTrusted || study === null || study.study === null) return null;
  const colors = hoverColors(vscode.window.activeColorTheme.kind);
  const slice = await insights.sliceOf(study, { parameter: name, colors, size });
  return slice === null ? null : { ...slice, size };
}

function linksOf(
  uri: vscode.Uri,
  { parameter, isHeld }: AnnotatedParameter,
  study: FileStudy | null,
): readonly CommandLink[] {
  const address = uri.toString();
  const best = ownOf(study?.best?.params, parameter.name);
  const link = (title: string, command: CommandId, ...args: readonly unknown[]): CommandLink => ({
    title,
    command,
    args: [address, ...args],
  });
  const hold = isHeld
    ? link(l10n.t('Tune'), 'tunelens.tuneParameter', parameter.name)
    : link(l10n.t('Hold'), 'tunelens.holdParameter', parameter.name);
  if (best === undefined || isHeld) return [hold];
  return [
    link(l10n.t('Apply {0}', formatValue(best)), 'tunelens.applyBest', parameter.name),
    link(l10n.t('Run a trial here'), 'tunelens.runHere'),
    link(l10n.t('Open results'), 'tunelens.openResults'),
    hold,
  ];
}
