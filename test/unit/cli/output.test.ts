// Streams that take no more: they cost what would have been written, and decide over nothing else.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';

const [main, source] = ['main.ts', 'output.ts'].map((name) => join(import.meta.dirname, '../../../src/cli', name));
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-output-'));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Writes to both streams for a while, then says in a file that it has come to its end. */
const talker = (isJson: boolean): string => `import { writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { createOutput } from ${JSON.stringify(source)};
const out = createOutput(${isJson});
for (let i = 0; i < 50; i++) {
  out.result({ i }, 'line ' + i);
  out.note('note ' + i);
  out.progress('progress ' + i);
  await turn();
}
writeFileSync('ended.txt', String(out.isLost));
`;

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string; readonly ended: string };

/** Runs \`command\` of a shell, in which $node starts Node. */
function shell(command: string, files: Readonly<Record<string, string>>): Ended {
  const cwd = folderWith(files);
  const env = { ...process.env, node: process.execPath, main };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  const ended = join(cwd, 'ended.txt');
  return { code: status, stdout, stderr, ended: existsSync(ended) ? readFileSync(ended, 'utf8') : 'never' };
}

const options = { skip: !existsSync('/dev/full') };

test('a full disk under standard output is told once on standard error, and the program goes on', options, () => {
  const { code, stderr, ended } = shell('"$node" talk.mjs > /dev/full', { 'talk.mjs': talker(false) });
  assert.deepEqual([code, ended], [0, 'true']);
  assert.equal(stderr.match(/Standard output cannot be written.*ENOSPC/g)?.length, 1, stderr);
  assert.equal(stderr.match(/^note /gm)?.length, 50);
});

for (const isJson of [false, true]) {
  test(`one under standard error is told once on standard output${isJson ? ', as JSON' : ''}`, options, () => {
    const { code, stdout, ended } = shell('"$node" talk.mjs 2> /dev/full', { 'talk.mjs': talker(isJson) });
    assert.deepEqual([code, ended], [0, 'false']);
    assert.equal(stdout.match(/ENOSPC/g)?.length, 1, stdout);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 51);
    if (isJson) for (const line of lines) JSON.parse(line);
  });
}

test('both at once are borne as well', options, () => {
  const { code, ended } = shell('"$node" talk.mjs > /dev/full 2> /dev/full', { 'talk.mjs': talker(false) });
  assert.deepEqual([code, ended], [0, 'true']);
});

test('a reader that goes away ends nothing, whichever stream it read', options, () => {
  for (const command of ['"$node" talk.mjs | head -1', '"$node" talk.mjs 2>&1 >/dev/null | head -1']) {
    const { code, stdout, ended } = shell(`set -o pipefail; ${command}`, { 'talk.mjs': talker(false) });
    assert.deepEqual([code, ended], [0, 'false'], command);
    assert.equal(stdout.split('\n').length, 2);
  }
});

test('a command whose results cannot be written has failed, and one that nobody reads on has not', options, () => {
  const full = shell('"$node" "$main" --help > /dev/full', {});
  assert.equal(full.code, 1);
  assert.match(full.stderr, /ENOSPC/);
  assert.equal(shell('set -o pipefail; "$node" "$main" --help | head -1', {}).code, 0);
});

test('a server that nobody hears any more ends, even where requests go on', async () => {
  const server = spawn(process.execPath, [main ?? '', 'optimizer'], { stdio: ['pipe', 'pipe', 'inherit'] });
  server.stdin.on('error', () => undefined);
  server.stdout.destroy();
  const requests = setInterval(() => server.stdin.write('{"kind":"nonsense"}\n'), 5);
  const [code] = (await once(server, 'exit')) as [number | null];
  clearInterval(requests);
  assert.equal(code, 0);
});
