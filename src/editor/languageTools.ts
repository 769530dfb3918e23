// The tools for language models in the editor: reading needs no question; starting, stopping and applying are confirmed by the user first.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { messageText } from '../markup.ts';
import { parseToolInput, type ToolInput } from '../tools/toolInput.ts';
import { toolNames, type ToolName } from '../tools/toolSpecs.ts';
import { badToolInput } from './failures.ts';
import { RichText } from './richText.ts';
import type { ToolContext } from './toolRun.ts';

/** Registers every tool of toolSpecs.ts. */
export function registerLanguageTools(context: ToolContext): vscode.Disposable {
  return vscode.Disposable.from(
    ...toolNames.map((name) =>
      vscode.lm.registerTool<object>(name, {
        prepareInvocation: ({ input }) => preparationOf(name, parseToolInput(input)),
        invoke: async ({ input: raw }) => {
          const input = parseToolInput(raw);
          if (input === null) throw badToolInput(name);
          const { runTool } = await import('./toolRun.ts');
          return new vscode.LanguageModelToolResult([
            new vscode.LanguageModelTextPart(await runTool(name, input, context)),
          ]);
        },
      }),
    ),
  );
}

/** What is shown while the tool runs and, for a tool that does something, what is asked before. Has no side effects. */
function preparationOf(name: ToolName, input: ToolInput | null): vscode.PreparedToolInvocation {
  const file = messageText(basename(input?.file ?? ''));
  switch (name) {
    case 'tunelens_space':
    case 'tunelens_status':
    case 'tunelens_slice':
      return { invocationMessage: words(l10n.t('Reading the study of {0}', file)) };
    case 'tunelens_start':
      return {
        invocationMessage: words(l10n.t('Starting to tune {0}', file)),
        confirmationMessages: {
          title: l10n.t('Start tuning {0}?', file),
          message: l10n.t('This runs its program many times on this machine.'),
        },
      };
    case 'tunelens_stop':
      return {
        invocationMessage: words(l10n.t('Stopping the run of {0}', file)),
        confirmationMessages: {
          title: l10n.t('Stop tuning {0}?', file),
          message: l10n.t('What has been measured stays; the running trial is lost.'),
        },
      };
    case 'tunelens_apply':
      return {
        invocationMessage: words(l10n.t('Applying tuned values to {0}', file)),
        confirmationMessages: {
          title: l10n.t('Write tuned values into {0}?', file),
          message: l10n.t('A diff is shown before anything is written.'),
        },
      };
  }
}

/** A text of its own would be read as Markdown. */
function words(text: string): vscode.MarkdownString {
  return new RichText().text(text).markdown;
}
