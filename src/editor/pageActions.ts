// What the results page asks for: its buttons, a trial at a point, a file of a chart.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { dirname } from 'node:path';
import type { StudyEvent } from '../study/event.ts';
import type { FileFormat } from '../webviewProtocol.ts';
import { guarded, type Commands } from './commands.ts';
import type { Action } from './results.ts';
import type { ShownStudy } from './shownStudy.ts';
import { sourceOf } from './studyLibrary.ts';

export type PageActionSources = {
  readonly commands: Commands;
  readonly shown: ShownStudy;
  /** Selects a trial of the study that is shown in the tree of studies. */
  readonly selectTrial: (trial: number) => Promise<void>;
  readonly log: vscode.LogOutputChannel;
};

export function actionRunner({ commands, shown, selectTrial, log }: PageActionSources): (action: Action) => void {
  const run = (message: Action): Promise<void> | void => {
    switch (message.kind) {
      case 'act':
        return act(message);
      case 'runHere':
        return execute('tunelens.runHere', { params: message.params });
      case 'save':
        return save(message, shown.file);
      case 'note':
        return remark(shown, [{ kind: 'noteWritten', trial: message.trial, note: message.note }]);
      case 'star': {
        const { trials, isStarred } = message;
        return remark(
          shown,
          trials.map((trial) => ({ kind: 'trialStarred', trial, isStarred })),
        );
      }
      case 'choose':
        return showJournal(shown, message.id);
      case 'pointed':
        return point(message);
    }
  };
  const point = ({ trial, parameter }: Extract<Action, { kind: 'pointed' }>): Promise<void> | void => {
    if (trial !== null) return selectTrial(trial);
    if (shown.file !== null) return commands['tunelens.showParameter'](vscode.Uri.file(shown.file), parameter);
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

async function remark({ fileStudy }: ShownStudy, events: readonly StudyEvent[]): Promise<void> {
  if (fileStudy === null) return;
  const { writeRemarks } = await import('./remarks.ts');
  await writeRemarks(fileStudy, events);
}

/** Shows the study of the annotated file that a journal belongs to. */
async function showJournal(shown: ShownStudy, journalFile: string | null): Promise<void> {
  const file = journalFile === null ? null : sourceOf(journalFile);
  if (file !== null) await shown.show(file);
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
