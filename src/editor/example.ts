// "Open the example": a copy of the shipped MNIST example in a folder of the user's choice, opened.
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';

/** Asks for a folder, copies the example into it, and opens its model: in this window where it belongs to the workspace, else in a new one. */
export async function openExample(extensionUri: vscode.Uri): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: l10n.t('Copy the example here'),
      title: l10n.t('A folder for the MNIST example'),
    })) ?? [];
  if (folder === undefined) return;
  const target = vscode.Uri.joinPath(folder, 'tunelens-mnist');
  const source = vscode.Uri.joinPath(extensionUri, 'media/example/mnist');
  // What stands there already, edited perhaps, is opened as it is.
  await vscode.workspace.fs.copy(source, target, { overwrite: false }).then(undefined, (error: unknown) => {
    if (!(error instanceof vscode.FileSystemError) || error.code !== 'FileExists') throw error;
  });
  if (vscode.workspace.getWorkspaceFolder(target) === undefined) {
    await vscode.commands.executeCommand('vscode.openFolder', target, { forceNewWindow: true });
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.joinPath(target, 'model.js'), { preview: false });
}
