// Which Node runs the user's programs.
import { spawn } from 'node:child_process';
import { messageOf, nodeNotFound, nodeTooOld } from '../../errors.ts';
import { executableOf } from '../../system/executables.ts';
import { ownChild, send } from '../../system/signals.ts';
import { childEnv, nodeEnv } from './childEnv.ts';

/** `path` is the executable itself, not a version manager's stand-in. `version` is like "22.18.0". */
export type FoundNode = { readonly path: string; readonly version: string };

/** Version of the oldest Node that trials run on. */
const oldest = [20, 19] as const;

/** The slowest disk starts Node within this, in milliseconds. */
const probeTimeoutMs = 15_000;

/**
 * The Node of `setting`, or (null) `node` on the PATH, or else the one that runs this process. Throws a UserError when there is none or the
 * first one found is too old: a wrong setting or an old Node is said, never replaced in silence. `folder` is the program's: a version manager's
 * stand-in on the PATH starts the version that is asked for there.
 */
export async function findNode(
  setting: string | null,
  folder = process.cwd(),
  timeoutMs = probeTimeoutMs,
): Promise<FoundNode> {
  if (setting !== null) return checked(await probe(setting, process.cwd(), timeoutMs), setting);
  const onPath = await probe('node', folder, timeoutMs);
  if (!(onPath instanceof Error)) return checked(onPath, 'node');
  return checked(await probe(process.execPath, process.cwd(), timeoutMs), process.execPath);
}

function checked(probed: FoundNode | Error, asked: string): FoundNode {
  if (probed instanceof Error) throw nodeNotFound(asked, messageOf(probed));
  if (!isRecent(probed.version)) throw nodeTooOld(probed.path, probed.version, oldest.join('.'));
  return probed;
}

async function probe(tool: string, folder: string, timeoutMs: number): Promise<FoundNode | Error> {
  // The project may bring a Node of its own, which npm puts on the PATH.
  const path = executableOf(tool, { isOwnCounted: true });
  if (path === null) return new Error(`${tool} is not on the PATH.`);
  try {
    const stdout = await answerOf(path, folder, timeoutMs);
    const [version, executable] = stdout.split('\n');
    if (version === undefined || !/^\d+\.\d+\.\d+/.test(version) || !executable)
      return new Error(`${path} is not Node.`);
    return { path: executable.trim(), version: version.trim() };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const question = "process.versions.node + '\\n' + process.execPath";

/** No answer is longer. */
const maxAnswerBytes = 1 << 16;

/** What it prints. A stand-in may start another process, which must not be left where it hangs: so it gets a group of its own, which is ended whole. */
function answerOf(path: string, cwd: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, ['-p', question], {
      ...{ cwd, env: childEnv(process.env, nodeEnv(path)), windowsHide: true },
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    const group = child.pid === undefined ? null : ownChild(child.pid);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      // What it has started, too, after it has ended as before.
      if (group !== null) send(group, 'SIGKILL');
      settle();
    };
    const timer = setTimeout(() => {
      end(() => reject(new Error(`${path} did not answer within ${timeoutMs / 1000} seconds.`)));
    }, timeoutMs);
    child.stdout
      .setEncoding('utf8')
      .on('data', (text: string) => (stdout = `${stdout}${text}`.slice(0, maxAnswerBytes)));
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => (stderr = `${stderr}${text}`.slice(0, maxAnswerBytes)));
    child.once('error', (error) => end(() => reject(error)));
    child.once('close', (code) => {
      end(() =>
        code === 0 ? resolve(stdout) : reject(new Error(`${path} ended with code ${code}. ${stderr}`.trim())),
      );
    });
  });
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
