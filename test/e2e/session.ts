// One editor with the extension, one browser page that looks at it: what each end-to-end test file opens once.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium } from './browser.ts';
import { packageExtension } from './extensionPackage.ts';
import { startServer, type EditorServer, type ServerOptions } from './server.ts';
import type { Settings } from './settings.ts';
import { workbenchOf, type Workbench } from './workbench.ts';
import { repositoryRoot, type Workspace } from './workspace.ts';

const shots = join(import.meta.dirname, 'shots');
const walkthroughShots = join(repositoryRoot, 'media/walkthrough');
const readmeShots = join(repositoryRoot, 'media/screenshots');

export type Session = {
  readonly server: EditorServer;
  readonly workbench: Workbench;
  /** Runs a test's body; keeps a picture of the page when it throws. */
  readonly during: (name: string, body: () => Promise<void>) => Promise<void>;
  /** A picture for the eye, and with UPDATE_SCREENSHOTS=1 for the README. */
  readonly picture: (name: string) => Promise<void>;
  /** A part of the page for the eye, and with UPDATE_SCREENSHOTS=1 for the walkthrough. */
  readonly walkthroughPicture: (name: string, clip: Clip) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Clip = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type SessionOptions = Pick<ServerOptions, 'isTrusting' | 'env'> & {
  /** The display language; without a language pack the workbench itself stays English, and extensions speak it. */
  readonly language?: string;
};

export type SessionSteps = {
  /** The workspace's folder; there from the first step on. */
  readonly folder: () => string;
  /** A test in the session; `picture` names the picture that is kept when it fails. */
  readonly step: (name: string, picture: string, body: (session: Session) => Promise<void>) => void;
};

export type Setting = SessionOptions & {
  readonly workspace: () => Workspace;
  /** What is opened, relative to its folder; without it the folder itself. */
  readonly opened?: string;
  readonly settings?: Settings;
};

/** Inside a `describe`: one workspace and one session for all its steps, which build on each other in the order they stand. */
export function sessionSteps({ workspace: make, opened = '', settings = {}, ...options }: Setting): SessionSteps {
  let workspace: Workspace;
  let session: Session;
  before(async () => {
    workspace = make();
    session = await openSession(join(workspace.folder, opened), settings, options);
  });
  after(async () => {
    await session?.close();
    workspace?.remove();
  });
  return {
    folder: () => workspace.folder,
    step: (name, file, body) => void test(name, () => session.during(file, () => body(session))),
  };
}

/** Opens `folder`. The caller closes the session, which ends every process that it started. */
export async function openSession(
  folder: string,
  settings: Settings = {},
  options: SessionOptions = {},
): Promise<Session> {
  mkdirSync(shots, { recursive: true });
  const { isTrusting = true, env = {} } = options;
  const server = await startServer({ vsix: packageExtension(), settings, isTrusting, env });
  const browser = await launchChromium(findChromium() ?? '');
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
  };
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const { language } = options;
    if (language !== undefined) {
      const setLanguage = `Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => '${language}', set: () => {} })`;
      await page.addInitScript(setLanguage);
    }
    const workbench = workbenchOf(page);
    await workbench.open(server.pageOf(folder));
    return {
      server,
      workbench,
      close,
      during: (name, body) => during(page, name, body),
      picture: (name) => picture(page, name),
      walkthroughPicture: (name, clip) => walkthroughPicture(page, name, clip),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function during(page: Page, name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    await page.screenshot({ path: join(shots, `failed-${name}.png`) });
    throw error;
  }
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(shots, `${name}.png`) });
  if (process.env['UPDATE_SCREENSHOTS'] !== '1') return;
  mkdirSync(readmeShots, { recursive: true });
  await page.screenshot({ path: join(readmeShots, `${name}.png`) });
}

async function walkthroughPicture(page: Page, name: string, clip: Clip): Promise<void> {
  await page.screenshot({ path: join(shots, `walkthrough-${name}.png`), clip });
  if (process.env['UPDATE_SCREENSHOTS'] === '1')
    await page.screenshot({ path: join(walkthroughShots, `${name}.png`), clip });
}
