// VS Code's workbench as a person sees it: the only file that knows its class names (VS Code 1.100 to 1.139).
import type { FrameLocator, Locator, Page } from 'playwright-core';

const extensionId = 'tunelens.tunelens';
const slowMs = 60_000;
const quickInput = '.quick-input-widget:not([style*="display: none"])';

const focusedEditor = '.editor-group-container.active .monaco-editor.focused';
const activeTab = (name: string): string => `.editor-group-container.active .tab.active[data-resource-name="${name}"]`;

export type Workbench = ReturnType<typeof workbenchOf>;

/** The workbench in `page`. Every action waits until it has taken effect. */
export function workbenchOf(page: Page) {
  return {
    page,
    open: (url: string) => openPage(page, url),
    /** Reloads the window as a person does, so that the editor keeps what it keeps. */
    reload: () => reload(page),
    openFile: (name: string) => openFile(page, name),
    /** Waits until a file that was opened otherwise is in front and has the keyboard. */
    fileInFront: async (name: string) => {
      await page.locator(activeTab(name)).waitFor({ timeout: slowMs });
      await page.locator(focusedEditor).first().waitFor({ timeout: slowMs });
    },
    runCommand: (title: string) => runCommand(page, title),
    /** The lenses whose text matches, in document order. */
    codeLens: (text: string | RegExp): Locator => page.locator('.codelens-decoration a', { hasText: text }),
    codeLenses: (): Locator => page.locator('.codelens-decoration'),
    statusItem: (text: string | RegExp): Locator => page.locator('.part.statusbar .statusbar-item', { hasText: text }),
    notification: (text: string | RegExp): Locator => page.locator('.notification-toast', { hasText: text }),
    notifications: (): Locator => page.locator('.notification-toast'),
    dialog: (): Locator => page.locator('.monaco-dialog-box'),
    button: (within: Locator, text: string | RegExp): Locator => within.locator('.monaco-button', { hasText: text }),
    /** Answers the question that is on screen, as a toast or as a dialog. */
    confirm: (answer: string) =>
      page
        .locator('.notification-toast, .monaco-dialog-box')
        .locator('.monaco-button', { hasText: new RegExp(`^${answer}$`) })
        .first()
        .click(),
    /** Waits until what slides in has come to rest. */
    settled: (moving: Locator) => moving.first().hover({ trial: true }),
    /** Waits for unsaved changes in an open file. */
    edited: () => page.locator('.tabs-container .tab.dirty').first().waitFor(),
    save: () => save(page),
    undo: () => undo(page),
    squiggle: (): Locator => page.locator('.squiggly-error, .squiggly-warning'),
    /** Both sides of the diff editor in front, the original first. */
    diffEditor: (): Locator => page.locator('.monaco-diff-editor'),
    openViewContainer: (title: string) =>
      page.locator(`.activitybar .action-label[aria-label^="${title}"]`).first().click(),
    resultsView: (): FrameLocator => webview(page, '[src*="purpose=webviewView"]'),
    markdownPreview: (): FrameLocator => webview(page, '', 'vscode.markdown-language-features'),
    resultsPanel: (): FrameLocator => webview(page, ':not([src*="purpose=webviewView"])'),
    /** In the title bar of the active editor. */
    titleButton: (label: string): Locator =>
      page.locator(`.editor-group-container.active .editor-actions .action-label[aria-label^="${label}"]`),
    tabs: (): Locator => page.locator('.tabs-container .tab'),
    /** The row of a tree in the sidebar whose text matches. */
    treeRow: (text: string | RegExp): Locator => page.locator('.sidebar .monaco-list-row', { hasText: text }),
    checkBox: (row: Locator): Locator => row.locator('.custom-view-tree-node-item-checkbox'),
    section: (title: string): Locator => page.locator('.sidebar .pane-header', { hasText: title }),
    /** Rests the mouse on `text` in the line that begins with `line`; the hover that comes of it. */
    hoverOn: (line: string, text: string) => hoverOn(page, line, text),
    /** Chooses a row of the list on top, as that of a question or of a file dialog. */
    choose: (text: string | RegExp) =>
      page.locator(`${quickInput} .quick-input-list .monaco-list-row`, { hasText: text }).first().click(),
    /** Accepts what the field on top proposes, or a text instead. */
    answer: (text?: string) => answer(page, text),
    line: (text: string | RegExp): Locator => page.locator('.view-line', { hasText: text }),
    suggestion: (text: string): Locator => page.locator('.suggest-widget .monaco-list-row', { hasText: text }),
  };
}

async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await untilOpen(page);
}

/** The views that were open come back, whichever they are. */
async function reload(page: Page): Promise<void> {
  await listedFor(page, 'Developer: Reload Window');
  const loaded = page.waitForEvent('load', { timeout: slowMs });
  await page.locator(commandRow, { hasText: 'Developer: Reload Window' }).first().click();
  await loaded;
  await untilOpen(page);
}

/** Until the editors of last time are back: before, one of them may take the focus, and with it what is typed elsewhere. */
async function untilOpen(page: Page): Promise<void> {
  const mark = 'code/LifecyclePhase/Restored';
  await page.waitForFunction(`performance.getEntriesByName('${mark}').length > 0`, undefined, { timeout: slowMs });
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: slowMs });
}

async function openFile(page: Page, name: string): Promise<void> {
  const input = await askedFor(page, 'Control+p', name);
  // Before the list has followed the text, Enter would open what was recent.
  const focused = page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${name}"]`);
  await focused.first().waitFor({ timeout: slowMs });
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
  // A reload may bring the file back in another group as well: the one that was opened is in the active group.
  await page.locator(activeTab(name)).waitFor({ timeout: slowMs });
  await page.locator('.editor-instance .view-line').first().waitFor();
}

/** In a saved file: returns once its text is another, with unsaved changes. A key that comes while the focus changes is lost: then again. */
async function undo(page: Page): Promise<void> {
  await runCommand(page, 'View: Focus Active Editor Group');
  // Keys go to the text only then.
  await page.locator(focusedEditor).first().waitFor();
  const lines = page.locator('.editor-group-container.active .view-lines').first();
  const before = (await lines.textContent()) ?? '';
  for (let nLeft = 4; ; nLeft--) {
    await page.keyboard.press('Control+z');
    try {
      await lines.filter({ hasNotText: before }).waitFor({ timeout: 5000 });
      break;
    } catch (error) {
      if (nLeft === 0) throw error;
    }
  }
  await page.locator('.tabs-container .tab.dirty').first().waitFor();
}

/** Returns once no open file has unsaved changes. */
async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.locator('.tabs-container .tab.dirty').first().waitFor({ state: 'hidden' });
}

async function runCommand(page: Page, title: string): Promise<void> {
  const input = await listedFor(page, title);
  const placeholder = await input.getAttribute('placeholder');
  await page.locator(commandRow, { hasText: title }).first().click();
  // The command may ask something in the same place.
  await page.locator(`${quickInput} input.input[placeholder="${placeholder}"]`).waitFor({ state: 'hidden' });
}

const commandRow = '.quick-input-list .monaco-list-row';

/** Opens the palette. A command that is not enabled yet, as while the editor starts, is not in the list, which stays as it was when it opened: then again. */
async function listedFor(page: Page, title: string): Promise<Locator> {
  for (let nLeft = 5; ; nLeft--) {
    const input = await askedFor(page, 'F1', `>${title}`);
    try {
      await page.locator(commandRow, { hasText: title }).first().waitFor({ timeout: 10_000 });
      return input;
    } catch (error) {
      if (nLeft === 0) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

async function answer(page: Page, text: string | undefined): Promise<void> {
  const input = page.locator(`${quickInput} input.input`);
  await input.waitFor({ timeout: slowMs });
  // What is proposed comes a moment later than the field.
  await page.waitForFunction(`document.querySelector('${quickInput} input.input')?.value`, undefined, {
    timeout: slowMs,
  });
  if (text !== undefined) await input.fill(text);
  await input.press('Enter');
}

/** Opens the quick input by its key and fills it. An editor that opens or closes meanwhile takes the focus, which closes the input: then again. */
async function askedFor(page: Page, key: string, text: string): Promise<Locator> {
  const input = page.locator(`${quickInput} input.input`);
  for (let nLeft = 5; ; nLeft--) {
    await page.keyboard.press(key);
    try {
      await input.waitFor({ timeout: 5000 });
      await input.fill(text, { timeout: 5000 });
      return input;
    } catch (error) {
      if (nLeft === 0) throw error;
    }
  }
}

/** A webview is a frame of VS Code that holds the extension's own as #active-frame. */
function webview(page: Page, more: string, owner = extensionId): FrameLocator {
  return page.frameLocator(`iframe.webview[src*="extensionId=${owner}"]${more}`).frameLocator('#active-frame');
}

async function hoverOn(page: Page, line: string, text: string): Promise<Locator> {
  const words = page.locator('.view-line', { hasText: line }).locator('span span', { hasText: text });
  const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents');
  for (let nLeft = 5; ; nLeft--) {
    await words.last().hover();
    try {
      await hover.first().waitFor({ timeout: 5000 });
      return page.locator('.monaco-hover:not(.hidden)').first();
    } catch (error) {
      if (nLeft === 0) throw error;
      await page.mouse.move(0, 0);
    }
  }
}
