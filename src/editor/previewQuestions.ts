// The question whether what a diff shows is to be written. It is answered by its notification, by the buttons in the diff's title bar, which stay when
// the notification has gone, or by closing the diff.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { showInformation } from './messages.ts';

export type PreviewQuestion = {
  /** The addresses of the texts that the diffs show. */
  readonly previews: ReadonlySet<string>;
  readonly nValues: number;
  /** Opens the diffs. */
  readonly show: () => Promise<void>;
  /** The notification was answered after all, when the question was over: ask anew. */
  readonly again: () => void;
};

export type PreviewQuestions = {
  /** Settles with whether to write, when the diffs are closed. */
  readonly ask: (question: PreviewQuestion) => Promise<boolean>;
  /** Answers the question of the diff that shows `preview` (null: of the diff in front). One that nobody asks any more is closed. */
  readonly answer: (preview: vscode.Uri | null, isAccepted: boolean) => Promise<void>;
};

export function createPreviewQuestions(): PreviewQuestions {
  const open = new Map<string, (isAccepted: boolean) => void>();
  const answerOf = (previews: ReadonlySet<string>): Promise<boolean> =>
    new Promise((resolve) => {
      const closing = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => isDiffOf(tab, previews)) && tabsOf(previews).length === 0) settle(false);
      });
      const settle = (isAccepted: boolean): void => {
        closing.dispose();
        for (const preview of previews) open.delete(preview);
        resolve(isAccepted);
      };
      for (const preview of previews) open.set(preview, settle);
    });
  return {
    ask: async ({ previews, nValues, show, again }) => {
      const answered = answerOf(previews);
      await show();
      const [first = ''] = previews;
      const told = open.has(first) ? notify(nValues) : Promise.resolve(null);
      void told.then((answer) => {
        const settle = open.get(first);
        // Put away unanswered, it leaves the question to the title bar.
        if (answer !== null) settle?.(answer);
        if (answer === true && settle === undefined) again();
      });
      const isAccepted = await answered;
      await vscode.window.tabGroups.close(tabsOf(previews));
      return isAccepted;
    },
    answer: async (preview, isAccepted) => {
      const address = (preview ?? previewInFront())?.toString() ?? '';
      const settle = open.get(address);
      if (settle === undefined) await vscode.window.tabGroups.close(tabsOf(new Set([address])));
      else settle(isAccepted);
    },
  };
}

/** The notification's answer; null where there was none. */
async function notify(nValues: number): Promise<boolean | null> {
  const [yes, no] = [l10n.t('Apply'), l10n.t('Cancel')];
  const question =
    nValues === 1 ? l10n.t('Write 1 value into the file?') : l10n.t('Write {0} values into the file?', nValues);
  const answer = await showInformation(question, yes, no);
  return answer === undefined ? null : answer === yes;
}

function tabsOf(previews: ReadonlySet<string>): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs.filter((tab) => isDiffOf(tab, previews)));
}

function isDiffOf({ input }: vscode.Tab, previews: ReadonlySet<string>): boolean {
  return input instanceof vscode.TabInputTextDiff && previews.has(input.modified.toString());
}

function previewInFront(): vscode.Uri | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? input.modified : null;
}
