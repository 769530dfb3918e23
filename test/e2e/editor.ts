// What editor.mjs starts: packages the extension, opens a copy of the example in VS Code, prints its address and waits for Ctrl-C.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { packageExtension } from './extensionPackage.ts';
import { startServer } from './server.ts';
import { copyExample } from './workspace.ts';

const usage = 'npm run editor -- [--port n] [--no-open]';

await main();

async function main(): Promise<void> {
  const options = readOptions();
  const interrupted = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const vsix = packageExtension();
  const workspace = copyExample();
  try {
    const server = await startServer({ vsix, port: options.port });
    const url = server.pageOf(workspace.folder);
    process.stdout.write(
      `VS Code with TuneLens and a copy of the MNIST example:\n  ${url}\nOpen model.js there. Ctrl-C ends it.\n`,
    );
    if (options.isOpened) openBrowser(url);
    await interrupted;
    await server.stop();
  } finally {
    workspace.remove();
  }
}

function readOptions(): { port: number; isOpened: boolean } {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string', default: '0' }, 'no-open': { type: 'boolean', default: false } },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is no port.`);
    return { port, isOpened: !values['no-open'] };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    process.exit(2);
  }
}

/** Only on a desktop; elsewhere the address on the terminal is all there is. */
function openBrowser(url: string): void {
  const command = desktopOpener();
  if (command === null) return;
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined); // The address is printed anyway.
  child.unref();
}

function desktopOpener(): string | null {
  if (process.platform === 'darwin') return 'open';
  const hasDisplay = process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  return process.platform === 'linux' && hasDisplay ? 'xdg-open' : null;
}
