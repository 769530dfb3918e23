// Starts a real VS Code (code-server) on a loopback port, with folders of its own for everything that it writes, and takes it down with all
// that it started. Knows nothing of the browser that looks at it.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultSettings, type Settings } from './settings.ts';
import { endProcesses, processesBelow } from './processTree.ts';

const entry = join(import.meta.dirname, 'node_modules/code-server/out/node/entry.js');
const startLimitMs = 60_000;

export type EditorServer = {
  /** The page that shows `folder`, or a workspace file; `payload` are options of the window, as pairs. */
  pageOf(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** A file of this machine as the window's options name it. */
  remote(file: string): string;
  readonly pid: number;
  /** Changes the user's settings as they are on disk; the open page follows. */
  changeSettings(settings: Settings): void;
  /** Ends the server and every process below it, trials included, and removes its folders. */
  stop(): Promise<void>;
};

export type ServerOptions = {
  readonly vsix: string;
  /** Added to settings.ts. */
  readonly settings?: Settings;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** More arguments of the server. */
  readonly args?: readonly string[];
  /** False: folders must be trusted before their code runs. Default true. */
  readonly isTrusting?: boolean;
  /** More of the environment, which the extension host inherits. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Installs the extension into a fresh editor and returns once it answers. Rejects with the server's last words when it does not. */
export async function startServer(options: ServerOptions): Promise<EditorServer> {
  const root = mkdtempSync(join(tmpdir(), 'tunelens-editor-'));
  const port = await freePort(options.port ?? 0);
  const folders = makeFolders(root, { ...defaultSettings, ...options.settings });
  const env = { ...ownEnvironment(root), ...options.env };
  execFileSync(process.execPath, [entry, ...folders, '--install-extension', options.vsix], { env, stdio: 'pipe' });
  const trust = options.isTrusting === false ? [] : ['--disable-workspace-trust'];
  const more = [...trust, ...(options.args ?? [])];
  const child = spawnServer([...folders, '--bind-addr', `127.0.0.1:${port}`, ...more], {
    env,
    logFile: join(root, 'server.log'),
  });
  const stop = stopperOf(child, root);
  try {
    await untilHealthy(child, `http://127.0.0.1:${port}/healthz`, join(root, 'server.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pageOf: (folder, payload = []) => {
      const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
      const options = payload.length === 0 ? '' : `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
      return `http://127.0.0.1:${port}/?${kind}=${encodeURIComponent(folder)}${options}`;
    },
    remote: (file) => `vscode-remote://127.0.0.1:${port}${file}`,
    pid: child.pid ?? 0,
    changeSettings: (settings) => writeSettings(root, { ...defaultSettings, ...options.settings, ...settings }),
    stop,
  };
}

function makeFolders(root: string, settings: Settings): string[] {
  for (const folder of ['home', 'tmp', 'extensions', 'user/User']) mkdirSync(join(root, folder), { recursive: true });
  writeSettings(root, settings);
  // Without a file of its own the server writes one into the home folder.
  writeFileSync(join(root, 'config.yaml'), 'auth: none\ncert: false\n');
  const user = join(root, 'user');
  return ['--config', join(root, 'config.yaml'), '--user-data-dir', user, '--extensions-dir', join(root, 'extensions')];
}

function writeSettings(root: string, settings: Settings): void {
  writeFileSync(join(root, 'user/User/settings.json'), JSON.stringify(settings, null, 2));
}

/** Device id, logs, sockets and caches go below `root` too; the gallery is off, so nothing is looked up outside this machine. */
function ownEnvironment(root: string): NodeJS.ProcessEnv {
  const home = join(root, 'home');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_RUNTIME_DIR: join(root, 'tmp'),
    TMPDIR: join(root, 'tmp'),
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }),
  };
  // The last two are set by node's test runner for its children, and would make every trial report to it.
  for (const name of ['PORT', 'PASSWORD', 'VSCODE_IPC_HOOK_CLI', 'NODE_TEST_CONTEXT', 'NODE_OPTIONS']) {
    Reflect.deleteProperty(env, name);
  }
  return env;
}

function spawnServer(args: string[], more: { env: NodeJS.ProcessEnv; logFile: string }): ChildProcess {
  const log = openSync(more.logFile, 'a');
  const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-proxy'];
  // A process group of its own, so that Ctrl-C reaches it through `stop` only.
  return spawn(process.execPath, [entry, ...args, ...quiet], {
    env: more.env,
    stdio: ['ignore', log, log],
    detached: true,
  });
}

/** Whatever ends this process must not leave the server behind; an extension host would live on for three hours. */
function stopperOf(child: ChildProcess, root: string): () => Promise<void> {
  const exited = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
  const endAll = (): void => endProcesses([...processesBelow(child.pid ?? 0), child.pid ?? 0]);
  process.once('exit', endAll);
  return async () => {
    endAll();
    await exited;
    process.off('exit', endAll);
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
}

async function untilHealthy(child: ChildProcess, url: string, logFile: string): Promise<void> {
  const deadlineMs = Date.now() + startLimitMs;
  while (Date.now() < deadlineMs) {
    if (child.exitCode !== null) throw new Error(`code-server ended by itself:\n${readFileSync(logFile, 'utf8')}`);
    const isHealthy = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isHealthy) return;
    await wait(100);
  }
  throw new Error(`code-server did not answer in time:\n${readFileSync(logFile, 'utf8')}`);
}

async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  probe.listen(wanted, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('A port was asked for and none was given.');
  return address.port;
}
