// The doctor in the editor: looks at the annotated file in front, or at the folder, and shows what it found as a page.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { join } from 'node:path';
import { examine } from '../doctor/doctor.ts';
import type { Finding } from '../doctor/finding.ts';
import { noAnnotatedFile } from '../errors.ts';
import { findGpus } from '../trial/local/gpu.ts';
import { isAnnotated } from './annotatedFiles.ts';
import { doctorPage } from './doctorPage.ts';
import { planOptionsFor } from './planning.ts';
import { parseSettings } from './settings.ts';
import type { ShownStudy } from './shownStudy.ts';

const scheme = 'tunelens-doctor';
const pageUri = vscode.Uri.from({ scheme, path: '/TuneLens doctor.md' });

export type Doctor = {
  dispose(): void;
  /** Looks at everything and opens the page; nothing is opened where the user cancels. Throws a UserError where there is nothing to look at. */
  show(): Promise<void>;
};

export function createDoctor(context: vscode.ExtensionContext, shown: ShownStudy): Doctor {
  let page = '';
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => page,
  });
  return {
    dispose: () => {
      provider.dispose();
      changed.dispose();
    },
    show: async () => {
      const findings = await examineWithProgress(context, fileInFront(shown));
      if (findings === null) return;
      page = doctorPage(findings);
      changed.fire(pageUri);
      await vscode.commands.executeCommand('markdown.showPreview', pageUri);
    },
  };
}

/** The annotated file that is meant; null where there is none. */
function fileInFront(shown: ShownStudy): string | null {
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined && isAnnotated(active)) return active.fileName;
  return shown.file;
}

/** Null when the user cancelled. */
function examineWithProgress(
  context: vscode.ExtensionContext,
  file: string | null,
): Thenable<readonly Finding[] | null> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (file === null && folder === undefined) throw noAnnotatedFile();
  const configuration = vscode.workspace.getConfiguration('tunelens', file === null ? null : vscode.Uri.file(file));
  const { nodePath, nParallel } = parseSettings((name) => configuration.get(name));
  const dist = join(context.extensionPath, 'dist');
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t('Looking at what trials need'),
    cancellable: true,
  };
  return vscode.window.withProgress(progress, async (_report, cancellation) => {
    const controller = new AbortController();
    cancellation.onCancellationRequested(() => controller.abort());
    const findings = await examine({
      file,
      folder: folder ?? '',
      plan: file === null || !vscode.workspace.isTrusted ? {} : planOptionsFor(file, context.workspaceState),
      node: nodePath,
      nParallel,
      isTrusted: vscode.workspace.isTrusted,
      findGpus: () => findGpus(process.env),
      childFile: join(dist, 'child.js'),
      probeFile: join(dist, 'probeChild.js'),
      gpuScript: join(context.extensionPath, 'media/example/mnist/gpu.js'),
      signal: controller.signal,
    });
    return controller.signal.aborted ? null : findings;
  });
}
