// Which Node runs the user's programs.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf, nodeNotFound, nodeTooOld } from '../../errors.ts';
import { childEnv, nodeEnv } from './childEnv.ts';

/** `path` is the executable itself, not a version manager's stand-in. `version` is like "22.18.0". */
export type FoundNode = { readonly path: string; readonly version: string };

/** Version of the oldest Node that trials run on. */
const oldest = [20, 19] as const;

/** The slowest disk starts Node within this. */
const probeTimeoutMs = 15_000;

/**
 * The Node of `setting`, or (null) `node` on the PATH, or else the one that runs this process. Throws a UserError when there is none or the
 * first one found is too old: a wrong setting or an old Node is said, never replaced in silence. `folder` is the program's: a version manager's
 * stand-in on the PATH starts the version that is asked for there.
 */
export async function findNode(setting: string | null, folder = process.cwd()): Promise<FoundNode> {
  if (setting !== null) return checked(await probe(setting), setting);
  const onPath = await probe('node', folder);
  if (!(onPath instanceof Error)) return checked(onPath, 'node');
  return checked(await probe(process.execPath), process.execPath);
}

function checked(probed: FoundNode | Error, asked: string): FoundNode {
  if (probed instanceof Error) throw nodeNotFound(asked, messageOf(probed));
  if (!isRecent(probed.version)) throw nodeTooOld(probed.path, probed.version, oldest.join('.'));
  return probed;
}

async function probe(path: string, folder = process.cwd()): Promise<FoundNode | Error> {
  const question = "process.versions.node + '\\n' + process.execPath";
  try {
    const { stdout } = await promisify(execFile)(path, ['-p', question], {
      cwd: folder,
      env: childEnv(process.env, nodeEnv(path)),
      timeout: probeTimeoutMs,
      windowsHide: true,
    });
    const [version, executable] = stdout.split('\n');
    if (version === undefined || !/^\d+\.\d+\.\d+/.test(version) || !executable)
      return new Error(`${path} is not Node.`);
    return { path: executable.trim(), version: version.trim() };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
