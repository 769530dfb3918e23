// The pre-step of the npm scripts: installs what `start`, `test`, `editor` or `package` needs, then builds. Quick when nothing changed.
// Plain Node 20 with nothing installed yet; so it imports nothing but its neighbours.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { addNativeBackend } from './nativeBackend.mjs';
import { runHidden, runOrFail, runStep, SetupError } from './step.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const example = join(root, 'media/example/mnist');
const tfjsNode = join(example, 'node_modules/@tensorflow/tfjs-node');
const npmCi = ['ci', '--no-audit', '--no-fund'];

const purposes = {
  start: [installRoot, installExample, build],
  test: [installRoot, besides(installOptuna, [installExample, build, installRuntime, installEditor])],
  matrix: [installRoot, installExample, build, installRuntime, installMatrix],
  editor: [installRoot, installExample, build, installRuntime, installEditor],
  package: [installRoot, build],
};

const [purpose, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(purposes, purpose ?? '') || rest.length > 0) {
  process.stderr.write(`usage: node scripts/setup.mjs ${Object.keys(purposes).join('|')}\n`);
  process.exit(2);
}
try {
  await inTurn(purposes[purpose]);
} catch (error) {
  // Anything else is a bug of these scripts, whose stack is wanted.
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}

async function inTurn(steps) {
  for (const step of steps) await step();
}

/** `step`, which mostly waits for the network, while `others` follow one another. A failure is passed on once nothing is under way any more. */
function besides(step, others) {
  return async () => {
    const ends = await Promise.allSettled([step(), inTurn(others)]);
    const failed = ends.find(({ status }) => status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
}

async function installRoot() {
  await runStep('packages', () => installLocked(root));
}

async function installRuntime() {
  await runStep('Node versions for the tests', () => installLocked(join(root, 'test/runtime')));
}

async function installMatrix() {
  await runStep('Node versions of the matrix (5 GB)', () => installLocked(join(root, 'test/matrix')));
}

async function installEditor() {
  await runStep('VS Code for the tests', () => runSetup('test/e2e/setup.mjs'));
}

async function installOptuna() {
  await runStep('Optuna for the tests', () => runSetup('test/e2e/optuna/setup.mjs'));
}

async function build() {
  await runStep('build', async () => {
    await runOrFail(process.execPath, ['esbuild.mjs'], { cwd: root });
  });
}

async function runSetup(script) {
  if (!existsSync(join(root, script))) return 'not there';
  // What a successful setup prints is a remark, such as which tests will be skipped.
  return (await runOrFail(process.execPath, [script], { cwd: root })).trim();
}

/** `npm ci` where the lock file changed since the last one. Scripts stay off: no package of these folders needs its own. */
async function installLocked(folder) {
  if (isStamped(folder)) return 'up to date';
  await runOrFail('npm', [...npmCi, '--ignore-scripts'], {
    cwd: folder,
    remedy: 'Check the network and run it again.',
  });
  stamp(folder);
  return undefined;
}

/** The example's packages with a native backend: the stock installer's, else our own, else none, which is said and is an error only in CI. */
async function installExample() {
  if (isStamped(example) && existsSync(join(tfjsNode, 'deps/lib'))) {
    await runStep('packages of the example', () => 'up to date');
    return;
  }
  await runStep('packages of the example', installStock);
  if (!(await loadsNatively())) {
    try {
      await runStep('native backend of TensorFlow.js', installOwn);
    } catch (error) {
      reportMissing(error);
      return;
    }
  }
  stamp(example);
}

/** As a user would. npm drops an optional package whose installer fails, so success tells nothing about the native backend. */
async function installStock() {
  // Where a firewall swallows the download of the prebuilt library, its installer would hang for as long as it likes.
  const { code } = await runHidden('npm', npmCi, { cwd: example, timeoutMs: 180_000 });
  if (code !== 0 || !existsSync(tfjsNode)) {
    await runOrFail('npm', [...npmCi, '--ignore-scripts'], {
      cwd: example,
      remedy: 'Check the network and run it again.',
    });
    return 'the prebuilt native backend cannot be downloaded';
  }
  return undefined;
}

async function installOwn() {
  const remark = await addNativeBackend(tfjsNode, { isFresh: false });
  if (await loadsNatively()) return remark;
  // The cache may be of another system library or damaged.
  const secondRemark = await addNativeBackend(tfjsNode, { isFresh: true });
  if (await loadsNatively()) return secondRemark;
  throw new SetupError('It was built but does not load; "node backend.js" in media/example/mnist prints the reason.');
}

async function loadsNatively() {
  const script = `
    import { isNative, tf } from './backend.js';
    const sums = tf.ones([4, 4]).matMul(tf.ones([4, 4]));
    process.exit(isNative && tf.getBackend() === 'tensorflow' && tf.topk(sums, 1).values.dataSync()[0] === 4 ? 0 : 3);`;
  const { code } = await runHidden(process.execPath, ['--input-type=module', '-e', script], {
    cwd: example,
    timeoutMs: 60_000,
  });
  return code === 0;
}

function reportMissing(error) {
  const inCi = process.env.CI === 'true';
  process.stderr.write(
    `\nThere is no native backend of TensorFlow.js. ${error.message}\n` +
      'Then run this again: node scripts/setup.mjs start\n' +
      `${inCi ? '' : 'Until then the example trains in pure JavaScript: far slower, with smaller data, and it says so.\n'}\n`,
  );
  if (inCi) throw new SetupError('In CI (CI=true) a missing native backend is a failure.');
}

function isStamped(folder) {
  const file = stampFile(folder);
  return existsSync(file) && readFileSync(file, 'utf8') === lockHash(folder);
}

function stamp(folder) {
  writeFileSync(stampFile(folder), lockHash(folder));
}

/** Inside node_modules, so that whatever removes the packages removes the stamp. */
function stampFile(folder) {
  return join(folder, 'node_modules/.tunelens-setup');
}

function lockHash(folder) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}
