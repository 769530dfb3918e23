// The results page, in the sidebar and as a panel beside the editor: sends what the shown study has and takes the page's actions.
import * as vscode from 'vscode';
import { randomBytes } from 'node:crypto';
import { parseFromWebview, type FromWebview } from '../webviewProtocol.ts';
import { createComparison } from './comparison.ts';
import { PageFeed, type FeedSources } from './pageFeed.ts';
import { resultsHtml } from './resultsHtml.ts';

/** What the page asks for. */
export type Action = Exclude<FromWebview, { kind: 'ready' }>;
export type Results = {
  readonly openPanel: () => void;
  /** Opens the panel with the study of this journal laid over the one that is shown. */
  readonly compareWith: (journalFile: string) => void;
  /** Picks a trial of the study that is shown, or points at a parameter, on every page. */
  readonly point: (trial: number | null, parameter: string | null) => void;
  readonly dispose: () => void;
};

const viewId = 'tunelens.results';
const panelType = 'tunelens.resultsPanel';

export type ResultsSources = Pick<Page, 'extensionUri' | 'shown' | 'library' | 'onAction'> & {
  readonly memory: vscode.Memento;
};

export function createResults({ memory, ...sources }: ResultsSources): Results {
  const { extensionUri, shown } = sources;
  const comparison = createComparison(memory);
  let panel: vscode.WebviewPanel | null = null;
  const feeds = new Set<PageFeed>();
  const connect = (webview: vscode.Webview, surface: 'view' | 'panel'): vscode.Disposable =>
    connectPage(webview, { ...sources, comparison, compare, surface, feeds });
  const compare = (journalFile: string | null): void => {
    comparison.choose(shown.journalFile, journalFile);
    for (const feed of feeds) void feed.comparisonChanged();
  };
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
  const openPanel = (): void => {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    if (panel !== null) panel.reveal();
    else adopt(vscode.window.createWebviewPanel(panelType, 'TuneLens', place));
  };
  return {
    openPanel,
    compareWith: (journalFile) => {
      openPanel();
      compare(journalFile);
    },
    point: (trial, parameter) => {
      for (const feed of feeds) feed.point(trial, parameter);
    },
    dispose: () => {
      panel?.dispose();
      registrations.dispose();
    },
  };
}

type Page = FeedSources & {
  readonly extensionUri: vscode.Uri;
  readonly surface: 'view' | 'panel';
  /** Lays the study of a journal over the one that is shown, on all pages; null: none. */
  readonly compare: (journalFile: string | null) => void;
  /** Of all pages that are there. */
  readonly feeds: Set<PageFeed>;
  readonly onAction: (action: Action) => void;
};

/** Nothing is sent before the page says that it listens. */
function connectPage(webview: vscode.Webview, page: Page): vscode.Disposable {
  const { extensionUri, surface, shown, library, feeds, compare, onAction } = page;
  const feed = new PageFeed(page, (message) => void webview.postMessage(message));
  feeds.add(feed);
  const listener = webview.onDidReceiveMessage((raw: unknown) => {
    const message = parseFromWebview(raw);
    if (message === null) return;
    if (message.kind === 'ready') void feed.begin();
    else if (message.kind === 'choose' && message.how === 'compare') compare(message.id);
    else onAction(message);
  });
  const subscriptions = vscode.Disposable.from(
    listener,
    feed,
    shown.onChange((change) => feed.changed(change)),
    library.onChange(() => feed.libraryChanged()),
    new vscode.Disposable(() => feeds.delete(feed)),
  );
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
  return subscriptions;
}
