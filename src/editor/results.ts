// The results page, in the sidebar and as a panel beside the editor: sends what the shown study has and takes the page's actions.
import * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';
import { parseFromWebview, type FromWebview, type ToWebview } from '../webviewProtocol.ts';
import { resultsHtml } from './resultsHtml.ts';
import type { Change } from './fileStudy.ts';
import type { ShownStudy } from './shownStudy.ts';

/** What the page asks for. */
export type Action = Exclude<FromWebview, { kind: 'ready' }>;
export type Results = { readonly openPanel: () => void; readonly dispose: () => void };

const viewId = 'tunelens.results';
const panelType = 'tunelens.resultsPanel';
const batchMs = 100;

export function createResults(
  extensionUri: vscode.Uri,
  shown: ShownStudy,
  onAction: (action: Action) => void,
): Results {
  let panel: vscode.WebviewPanel | null = null;
  const connect = (webview: vscode.Webview, surface: 'view' | 'panel'): vscode.Disposable =>
    connectPage(webview, { extensionUri, surface, shown, onAction });
  const adopt = (adopted: vscode.WebviewPanel): void => {
    panel = adopted;
    const connection = connect(adopted.webview, 'panel');
    adopted.iconPath = vscode.Uri.joinPath(extensionUri, 'media/icon.png');
    adopted.onDidDispose(() => {
      connection.dispose();
      panel = null;
    });
  };
  const registrations = vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(viewId, {
      resolveWebviewView: (view) => {
        const connection = connect(view.webview, 'view');
        view.onDidDispose(() => {
          connection.dispose();
        });
      },
    }),
    vscode.window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: (restored) => {
        adopt(restored);
        return Promise.resolve();
      },
    }),
  );
  return {
    openPanel: () => {
      if (panel !== null) panel.reveal();
      else
        adopt(
          vscode.window.createWebviewPanel(panelType, 'TuneLens', {
            viewColumn: vscode.ViewColumn.Beside,
            preserveFocus: true,
          }),
        );
    },
    dispose: () => {
      panel?.dispose();
      registrations.dispose();
    },
  };
}

type Page = {
  readonly extensionUri: vscode.Uri;
  readonly surface: 'view' | 'panel';
  readonly shown: ShownStudy;
  readonly onAction: (action: Action) => void;
};

/** Nothing is sent before the page says that it listens. */
function connectPage(webview: vscode.Webview, { extensionUri, surface, shown, onAction }: Page): vscode.Disposable {
  const feed = createFeed(shown, (message) => void webview.postMessage(message));
  const listener = webview.onDidReceiveMessage((raw: unknown) => {
    const message = parseFromWebview(raw);
    if (message?.kind === 'ready') feed.begin();
    else if (message !== null) onAction(message);
  });
  const subscription = shown.onChange((change) => feed.changed(change));
  const file = (path: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, path);
  webview.options = { enableScripts: true, localResourceRoots: [file('dist'), file('media')] };
  // Last, so that the page's first word is heard.
  webview.html = resultsHtml({
    surface,
    scriptUri: webview.asWebviewUri(file('dist/webview.js')).toString(),
    styleUri: webview.asWebviewUri(file('media/results.css')).toString(),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('hex'),
  });
  return vscode.Disposable.from(listener, subscription, feed);
}

/** Sends the whole study once, then what is new of it, at most ten times a second. */
function createFeed(shown: ShownStudy, send: (message: ToWebview) => void) {
  let isReady = false;
  let nSent = 0;
  let timer: NodeJS.Timeout | null = null;
  const open = (): void => {
    const study = shown.study === null ? null : { name: shown.name, lines: shown.lines };
    nSent = shown.lines.length;
    send({ kind: 'open', study, run: shown.run });
  };
  const sendNew = (): void => {
    timer = null;
    const lines = shown.lines.slice(nSent);
    nSent += lines.length;
    send(lines.length > 0 ? { kind: 'append', lines, run: shown.run } : { kind: 'run', run: shown.run });
  };
  const cancel = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    begin: (): void => {
      isReady = true;
      cancel();
      open();
    },
    changed: (change: Change): void => {
      if (!isReady) return;
      if (change === 'study') {
        cancel();
        open();
      } else timer ??= setTimeout(sendNew, batchMs);
    },
    dispose: cancel,
  };
}
