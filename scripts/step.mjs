// Runs one step of a script: child output stays hidden unless the step fails, and each step leaves one line with its seconds.
import { spawn } from 'node:child_process';
import process from 'node:process';

/** A failure that the user can mend: `message` says what happened and what to do, and no stack is shown. */
export class SetupError extends Error {}

/** Runs `work` and prints its name, its seconds and the remark that it returns, if any. A failure is passed on after the line. */
export async function runStep(name, work) {
  const startedAtMs = performance.now();
  const report = (remark) => {
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
    process.stderr.write(`setup: ${name.padEnd(44)} ${seconds.padStart(6)} s${remark ? `  (${remark})` : ''}\n`);
  };
  try {
    report(await work());
  } catch (error) {
    report('failed');
    throw error;
  }
}

/** What a hidden child said and how it ended: `{ code, output }`; `code` is null when a signal ended it, -1 when it could not start. */
export function runHidden(command, args, { cwd, env = process.env, timeoutMs } = {}) {
  return new Promise((resolve) => {
    // A process group of its own, so that a time limit also ends what npm has started. Windows has none; there npm is a shell script.
    const isWindows = process.platform === 'win32';
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows,
      shell: isWindows && command === 'npm',
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const kill = () => (isWindows ? child.kill() : process.kill(-child.pid, 'SIGKILL'));
    const onInterrupt = () => {
      kill();
      process.exit(130);
    };
    process.once('SIGINT', onInterrupt);
    const timer = timeoutMs === undefined ? undefined : setTimeout(kill, timeoutMs);
    const settle = (code, note = '') => {
      clearTimeout(timer);
      process.removeListener('SIGINT', onInterrupt);
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') + note });
    };
    child.once('error', (error) => settle(-1, error.message));
    child.once('close', (code) => settle(code));
  });
}

/** Runs a hidden child that must succeed; returns its output. Throws a SetupError with the end of the output and the remedy. */
export async function runOrFail(command, args, { remedy = '', ...options } = {}) {
  const { code, output } = await runHidden(command, args, options);
  if (code === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-40).join('\n');
  throw new SetupError(
    [`${tail}\n\n"${[command, ...args].join(' ')}" failed (${code ?? 'killed'}).`, remedy].join(' ').trimEnd(),
  );
}
