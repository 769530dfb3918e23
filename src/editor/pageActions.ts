// What the results page asks for: its buttons, a trial at a point, a file of a chart.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { dirname } from 'node:path';
import type { FileFormat } from '../webviewProtocol.ts';
import { guarded, type Commands } from './commands.ts';
import type { Action } from './results.ts';
import type { ShownStudy } from './shownStudy.ts';

export function actionRunner(
  commands: Commands,
  shown: ShownStudy,
  log: vscode.LogOutputChannel,
): (action: Action) => void {
  const run = (message: Action): Promise<void> | void => {
    switch (message.kind) {
      case 'act':
        return act(message);
      case 'runHere':
        return execute('tunelens.runHere', { params: message.params });
      case 'save':
        return save(message, shown.file);
    }
  };
  const act = ({ action, trial }: Extract<Action, { kind: 'act' }>): Promise<void> | void => {
    switch (action) {
      case 'start':
        return commands['tunelens.start'](shown.file === null ? undefined : vscode.Uri.file(shown.file));
      case 'stop':
        return commands['tunelens.stop']();
      case 'openPanel':
        return commands['tunelens.openResults']();
      case 'applyTrial':
        return commands.applyTrial(trial ?? -1);
    }
  };
  return (action) => void guarded(() => run(action), log);
}

async function execute(command: string, argument: unknown): Promise<void> {
  await vscode.commands.executeCommand(command, argument);
}

/** Asks where, beside the study's file at first, and writes it there. */
async function save(
  { name, format, content }: Extract<Action, { kind: 'save' }>,
  studyFile: string | null,
): Promise<void> {
  const folder = studyFile === null ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.file(dirname(studyFile));
  const fileName = `${fileNameOf(name)}.${format}`;
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Save {0}', fileName),
    filters: { [formatNames[format]]: [format] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
  });
  if (target !== undefined) {
    await vscode.workspace.fs.writeFile(target, Buffer.from(content, format === 'png' ? 'base64' : 'utf8'));
  }
}

const formatNames: Readonly<Record<FileFormat, string>> = { png: 'PNG', svg: 'SVG', csv: 'CSV', html: 'HTML' };

/** Letters, digits and a few signs of the name: nothing that a file system or a shell would take for something else. */
function fileNameOf(name: string): string {
  const plain = name
    .slice(0, 80)
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return plain === '' ? 'chart' : plain;
}
