// The built doctor at the real tfjs-node, whole and broken, and at disks that are really full or cannot be written.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { missingEditor, missingNativeBackend, skipWithout } from './requirements.ts';
import { sessionSteps } from './session.ts';
import { copyExample, repositoryRoot, workspaceOf, type Workspace } from './workspace.ts';

const cli = join(repositoryRoot, 'dist/cli.js');
const example = join(repositoryRoot, 'media/example/mnist');
const runtime = join(repositoryRoot, 'test/runtime/node_modules');

type Finding = Readonly<Record<'id' | 'status' | 'title' | 'detail' | 'remedy', unknown>>;
type Examined = { readonly code: number; readonly stdout: string; readonly found: ReadonlyMap<unknown, Finding> };

function doctor(command: string, ...args: readonly string[]): Promise<Examined> {
  return new Promise((resolve) => {
    execFile(command, args, (error, stdout) => {
      const found = args.includes('--json') ? findingsOf(JSON.parse(stdout)) : [];
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, stdout, found: new Map(found.map((finding) => [finding.id, finding])) });
    });
  });
}

function findingsOf(raw: unknown): readonly Finding[] {
  assert.ok(typeof raw === 'object' && raw !== null && 'findings' in raw && Array.isArray(raw.findings));
  return raw.findings.filter((one: unknown): one is Finding => typeof one === 'object' && one !== null && 'id' in one);
}

const texts = ({ found }: Examined, id: string): string => {
  const { status, title, detail, remedy } = found.get(id) ?? {};
  return [status, title, detail, remedy].map(String).join('\n');
};

void describe('the doctor', { skip: skipWithout(missingNativeBackend) }, () => {
  const made: Workspace[] = [];
  afterEach(() => {
    for (const workspace of made.splice(0)) workspace.remove();
  });

  /** A project with the example's packages, its tfjs-node a copy without the library, which may be changed. */
  const project = (): { readonly file: string; readonly tfjsNode: string; readonly folder: string } => {
    const { folder } = workspaceAdded();
    const scope = join(folder, 'node_modules/@tensorflow');
    mkdirSync(scope, { recursive: true });
    const packages = join(example, 'node_modules');
    for (const name of readdirSync(packages)) if (name !== '@tensorflow') link(packages, name, folder);
    for (const name of readdirSync(join(packages, '@tensorflow'))) {
      if (name !== 'tfjs-node') symlinkSync(join(packages, '@tensorflow', name), join(scope, name), 'junction');
    }
    const whole = join(packages, '@tensorflow/tfjs-node');
    const tfjsNode = join(scope, 'tfjs-node');
    cpSync(whole, tfjsNode, { recursive: true, filter: (source) => source !== join(whole, 'deps') });
    return { folder, tfjsNode, file: join(folder, 'model.js') };
  };
  const workspaceAdded = (): Workspace => {
    const workspace = workspaceOf({
      'package.json': '{ "type": "module" }',
      'model.js': "import '@tensorflow/tfjs-node';\n// @tune maximize acc\nconst rate = 0.5; // @tune 0.1..0.9\n",
    });
    made.push(workspace);
    return workspace;
  };
  const link = (packages: string, name: string, folder: string): void =>
    symlinkSync(join(packages, name), join(folder, 'node_modules', name), 'junction');
  const addon = (tfjsNode: string): string => {
    const [version] = readdirSync(join(tfjsNode, 'lib'));
    return join(tfjsNode, 'lib', version ?? '', 'tfjs_binding.node');
  };
  const withLibrary = (tfjsNode: string): void =>
    symlinkSync(join(example, 'node_modules/@tensorflow/tfjs-node/deps'), join(tfjsNode, 'deps'), 'junction');

  for (const node of ['node20', 'node22', 'node24']) {
    const binary = join(runtime, node, 'bin/node');
    test(`finds nothing wrong with the example on ${node}`, { skip: !existsSync(binary) }, async () => {
      const examined = await doctor(
        process.execPath,
        cli,
        'doctor',
        join(example, 'model.js'),
        '--node',
        binary,
        '--json',
      );
      assert.equal(examined.code, 0, examined.stdout);
      assert.match(texts(examined, 'nativeLibrary'), /^ok\n.*loads and computes \(TensorFlow \d/);
      assert.match(texts(examined, 'backend'), /^ok\n.*"tensorflow"/);
      assert.match(texts(examined, 'study'), /^ok\nmodel\.js has 3 parameters/);
      assert.equal(examined.found.has('nodeApis'), node === 'node24');
    });
  }

  test('says it in words that fit a terminal, without colours where none are shown', async () => {
    const { stdout } = await doctor(process.execPath, cli, 'doctor', join(example, 'model.js'));
    assert.match(stdout, /^✓ ok       model\.js has 3 parameters to tune\.\n {11}program: node main\.js/);
    assert.match(stdout, /Trials can run\.|Everything that trials need is there\./);
    assert.doesNotMatch(stdout, /\x1b/);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 80 && line.trim().includes(' ')),
      [],
    );
  });

  test('a missing TensorFlow library is told, and what the loader said', async () => {
    const { file } = project();
    const examined = await doctor(process.execPath, cli, 'doctor', file, '--json');
    assert.equal(examined.code, 1);
    assert.match(
      texts(examined, 'nativeLibrary'),
      /^problem\n[^]*deps\/lib\) is missing[^]*libtensorflow[^]*npm rebuild @tensorflow\/tfjs-node/,
    );
  });

  test('a TensorFlow library that is garbage is told', async () => {
    const { file, tfjsNode } = project();
    const library = join(tfjsNode, 'deps/lib');
    mkdirSync(library, { recursive: true });
    for (const name of readdirSync(join(example, 'node_modules/@tensorflow/tfjs-node/deps/lib'))) {
      writeFileSync(join(library, basename(name)), 'no library '.repeat(1000));
    }
    const examined = await doctor(process.execPath, cli, 'doctor', file, '--json');
    assert.match(texts(examined, 'nativeLibrary'), /^problem\n[^]*damaged[^]*libtensorflow[^]*Delete .*deps/);
  });

  test('a missing addon is told, and that it is to be built', async () => {
    const { file, tfjsNode } = project();
    withLibrary(tfjsNode);
    rmSync(addon(tfjsNode));
    const examined = await doctor(process.execPath, cli, 'doctor', file, '--json');
    assert.match(
      texts(examined, 'nativeLibrary'),
      /^problem\n[^]*addon \(tfjs_binding\.node\) is missing[^]*--build-from-source/,
    );
  });

  test('a copy that is whole again has no problem', async () => {
    const { file, tfjsNode } = project();
    withLibrary(tfjsNode);
    assert.equal((await doctor(process.execPath, cli, 'doctor', file, '--json')).code, 0);
  });

  // A file system of one's own needs a right that not every machine gives.
  const canMount = spawnSync('unshare', ['-Urm', 'true']).status === 0;
  /** Runs the doctor in a mount namespace of its own, where `.tune` is a file system mounted with these options. */
  const withDisk = (folder: string, options: string): Promise<Examined> => {
    mkdirSync(join(folder, '.tune'));
    const script = `mount -t tmpfs -o ${options} tmpfs "$1/.tune" && exec "$2" "$3" doctor "$1/model.js" --json`;
    return doctor('unshare', '-Urm', 'sh', '-c', script, 'sh', folder, process.execPath, cli, '--json');
  };

  test('a disk that is full is a problem', { skip: !canMount && 'file systems cannot be mounted here' }, async () => {
    const { folder, tfjsNode } = project();
    withLibrary(tfjsNode);
    const examined = await withDisk(folder, 'size=64k');
    assert.equal(examined.code, 1);
    assert.match(texts(examined, 'disk'), /^problem\nOnly 0 MB are free/);
  });

  test(
    'a disk that is read-only is a problem',
    { skip: !canMount && 'file systems cannot be mounted here' },
    async () => {
      const { folder, tfjsNode } = project();
      withLibrary(tfjsNode);
      const examined = await withDisk(folder, 'ro');
      assert.equal(examined.code, 1);
      assert.match(texts(examined, 'dataFolder'), /^problem\n[^]*read-only/i);
    },
  );
});

void describe('the doctor in VS Code', { skip: skipWithout(missingEditor, missingNativeBackend) }, () => {
  const { step } = sessionSteps({ workspace: copyExample });
  step('shows what it found about the file in front as a page', 'doctor', async ({ workbench, picture }) => {
    await workbench.openFile('model.js');
    await workbench.runCommand('TuneLens: Doctor');
    const page = workbench.markdownPreview();
    await page.locator('h1', { hasText: 'TuneLens doctor' }).waitFor({ timeout: 60_000 });
    const headings = await page.locator('h3').allTextContents();
    assert.ok(headings.includes('✓ ok: model.js has 3 parameters to tune.'), headings.join('\n'));
    assert.ok(
      headings.some((heading) => /✓ ok: The native library .* loads and computes/.test(heading)),
      headings.join('\n'),
    );
    assert.equal(await workbench.notifications().count(), 0);
    await picture('doctor');
  });
});
