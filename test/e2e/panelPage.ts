// The results page in Chromium without an editor around it: our own page, bundle, style sheet and security policy, a theme's variables, and a
// host that only takes down what the page says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { resultsHtml } from '../../src/editor/resultsHtml.ts';
import { createDecoder } from '../../src/study/codec.ts';
import { encodeEvents } from '../../src/study/encode.ts';
import type { StudyEvent } from '../../src/study/event.ts';
import { idle, parseFromWebview, type FromWebview, type ToWebview } from '../../src/webviewProtocol.ts';
import { findChromium, launchChromium } from './browser.ts';
import { themes, type ThemeName } from './panelThemes.ts';

const root = join(import.meta.dirname, '../..');
const origin = 'http://panel.test';

export type PanelPage = {
  readonly page: Page;
  /** Shows a study from its beginning. */
  readonly open: (name: string, lines: readonly string[]) => Promise<void>;
  readonly append: (lines: readonly string[]) => Promise<void>;
  readonly send: (message: ToWebview) => Promise<void>;
  /** What the page has said since it was opened. */
  readonly said: () => Promise<readonly unknown[]>;
  /** Errors of the page, and what its security policy refused. */
  readonly errors: readonly string[];
  readonly close: () => Promise<void>;
};

export type PanelOptions = {
  readonly theme?: ThemeName;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly surface?: 'view' | 'panel';
  /** What `getState` gives, as after a reload. */
  readonly state?: unknown;
};

export type PanelSteps = {
  readonly browser: () => Browser;
  /** A test on a page of its own, which shows the study and must meet no error. */
  readonly step: (name: string, body: (panel: PanelPage) => Promise<void>) => void;
};

/** Inside a `describe`: one browser for all its tests, and the study of these lines. */
export function panelSteps(lines: readonly string[]): PanelSteps {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium(findChromium() ?? '');
  });
  after(() => browser.close());
  const inPage = async (body: (panel: PanelPage) => Promise<void>): Promise<void> => {
    const panel = await openPanelPage(browser);
    try {
      await panel.open('big', lines);
      await panel.page.locator('[data-chart="convergence"][data-marks]').waitFor();
      await body(panel);
      assert.deepEqual(panel.errors, []);
    } finally {
      await panel.close();
    }
  };
  return { browser: () => browser, step: (name, body) => void test(name, () => inPage(body)) };
}

export function chartOf({ page }: PanelPage, kind: string, parameter?: string): Locator {
  return page.locator(`[data-chart="${kind}"]${parameter === undefined ? '' : `[data-parameter="${parameter}"]`}`);
}

/** What the bar at the foot says of the trials that are picked. */
export function pickedWords({ page }: PanelPage): Locator {
  return page.locator('.selection p');
}

export async function openPanelPage(browser: Browser, options: PanelOptions = {}): Promise<PanelPage> {
  const { theme = 'light', widthPx = 1000, heightPx = 900, surface = 'panel', state = null } = options;
  const context = await browser.newContext({ viewport: { width: widthPx, height: heightPx } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.route('**/*', (route) => {
    const path = new URL(route.request().url()).pathname;
    const body = files(surface)[path];
    return body === undefined ? route.abort() : route.fulfill(body());
  });
  await page.addInitScript(actAsEditor, { variables: themes[theme].variables, kind: themes[theme].kind, state });
  await page.goto(`${origin}/`);
  const send = (message: ToWebview): Promise<void> =>
    page.evaluate((data) => (globalThis as unknown as Posting).postMessage(data), message);
  return {
    page,
    errors,
    open: (name, lines) => send({ kind: 'open', study: { name, lines }, run: idle }),
    send,
    append: (lines) => send({ kind: 'append', lines, run: idle }),
    said: () => page.evaluate(() => (globalThis as unknown as Posting).said),
    close: () => context.close(),
  };
}

function files(
  surface: 'view' | 'panel',
): Readonly<Record<string, () => { contentType: string; body: string | Buffer }>> {
  return {
    '/': () => ({
      contentType: 'text/html',
      body: resultsHtml({
        surface,
        scriptUri: `${origin}/webview.js`,
        styleUri: `${origin}/results.css`,
        cspSource: origin,
        nonce: 'abc',
      }),
    }),
    '/webview.js': () => ({ contentType: 'text/javascript', body: readFileSync(join(root, 'dist/webview.js')) }),
    '/results.css': () => ({ contentType: 'text/css', body: readFileSync(join(root, 'media/results.css')) }),
  };
}

/** Runs in the page before anything else: the editor's theme and its API. */
function actAsEditor({
  variables,
  kind,
  state,
}: {
  readonly variables: Readonly<Record<string, string>>;
  readonly kind: string;
  readonly state: unknown;
}): void {
  const said: unknown[] = [];
  let kept = state;
  const api = {
    postMessage: (message: unknown) => said.push(message),
    getState: () => kept,
    setState: (next: unknown) => (kept = structuredClone(next)),
  };
  Object.assign(globalThis, { said, acquireVsCodeApi: () => api, keptState: () => kept });
  const { document } = globalThis as unknown as { document: DocumentLike };
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = kind;
    document.body.style.backgroundColor = 'var(--vscode-editor-background)';
  });
}

/** What the page's scope has, for which the tests' own types know no DOM. */
type Posting = { postMessage(message: unknown): void; readonly said: readonly unknown[] };

/** The part of a document that is used here; the tests' own types know no DOM. */
type DocumentLike = {
  addEventListener(kind: string, listener: () => void): void;
  readonly documentElement: { readonly style: { setProperty(name: string, value: string): void } };
  readonly body: { className: string; readonly style: { backgroundColor: string } };
};

/** The journal lines of events that make up a study from its beginning. */
export function linesOf(events: readonly StudyEvent[]): readonly string[] {
  return encodeEvents(events, { workerId: 'test', ids: createDecoder().ids, space: null });
}

/** The newest message of a kind. */
export async function lastSaid<Kind extends FromWebview['kind']>(
  panel: PanelPage,
  kind: Kind,
): Promise<Extract<FromWebview, { kind: Kind }>> {
  const messages = (await panel.said()).map(parseFromWebview);
  const found = messages.findLast((message): message is Extract<FromWebview, { kind: Kind }> => message?.kind === kind);
  assert.ok(found !== undefined, `nothing of kind ${kind} was said`);
  return found;
}
