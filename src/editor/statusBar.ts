// The item of the status bar: how the runs stand; hidden when nothing runs. Its tooltip has the details.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { CommandId } from './commandIds.ts';
import type { FileStudy } from './fileStudy.ts';
import { RichText, type CommandLink } from './richText.ts';
import type { Studies } from './studies.ts';
import { isStatusBarEnabled, isStoppingWhenDone } from './surfaces.ts';
import { backendWords, baselineWords, bestWords, statusText } from './words.ts';

export function registerStatusBar(studies: Studies): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tunelens.status', vscode.StatusBarAlignment.Left, 10);
  item.name = l10n.t('TuneLens');
  const update = (): void => {
    const [first, ...others] = studies.running;
    const text = first === undefined ? null : statusText(first.study, first.run);
    if (first === undefined || text === null || !isStatusBarEnabled()) {
      item.hide();
      return;
    }
    const more = others.length === 0 ? '' : ` ${l10n.t('and {0} more', others.length)}`;
    item.text = `${first.run.kind === 'paused' ? '$(debug-pause)' : '$(sync~spin)'} ${text}${more}`;
    item.tooltip = tooltipOf(studies.running);
    item.accessibilityInformation = { label: `${text}${more}`, role: 'button' };
    item.command = {
      title: l10n.t('Open results'),
      command: 'tunelens.openResults',
      arguments: [vscode.Uri.file(first.file)],
    };
    item.show();
  };
  return vscode.Disposable.from(
    item,
    studies.onChange(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tunelens.statusBar')) update();
    }),
  );
}

function tooltipOf(running: readonly FileStudy[]): vscode.MarkdownString {
  const tooltip = new RichText();
  for (const one of running) {
    tooltip.paragraph().bold(vscode.workspace.asRelativePath(one.file));
    const { study } = one;
    const facts = study === null ? [] : [bestWords(study), baselineWords(study), backendWords(study)];
    for (const fact of facts) if (fact !== null) tooltip.paragraph().text(fact);
    tooltip.links(linksOf(one));
  }
  return tooltip.markdown;
}

function linksOf({ file, run }: FileStudy): readonly CommandLink[] {
  const args = [vscode.Uri.file(file).toString()];
  const link = (title: string, command: CommandId): CommandLink => ({ title, command, args });
  const pause =
    run.kind === 'paused'
      ? [link(l10n.t('Resume'), 'tunelens.resume')]
      : run.kind === 'running'
        ? [link(l10n.t('Pause'), 'tunelens.pause')]
        : [];
  const goOn = isStoppingWhenDone(file) ? [link(l10n.t('Go on to the end'), 'tunelens.goOn')] : [];
  const stop = link(l10n.t('Stop'), 'tunelens.stop');
  return [stop, ...pause, ...goOn, link(l10n.t('Open results'), 'tunelens.openResults')];
}
