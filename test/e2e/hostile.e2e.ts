// A folder that somebody else has made, opened in a real editor before and after it is trusted: nothing of its journals runs, nothing is fetched, no file
// outside is touched, and the editor answers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe } from 'node:test';
import { createDecoder } from '../../src/study/codec.ts';
import { encodeEvents } from '../../src/study/encode.ts';
import type { Space } from '../../src/space/space.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { sessionSteps, type Session } from './session.ts';
import { workspaceOf, type Workspace } from './workspace.ts';

const skip = skipWithout(missingEditor);
const slowMs = 60_000;

const evil =
  '![p](https://pictures.invalid/p.png) [Fix](command:workbench.action.files.newUntitledFile) <img src=https://pictures.invalid/q.png>';
const text = "const act = 'relu'; // @tune relu | tanh\n";
const space: Space = {
  parameters: [{ name: 'act', domain: { kind: 'choice', choices: ['relu', evil] }, initial: 'relu', conditions: [] }],
};

/** A study whose best value, name and metric are hostile; of its run it says that Slurm is to hand in shell lines. `pid` is of nobody. */
function journal(folder: string): string {
  const setup = [`touch ${join(dirname(folder), 'owned')}`];
  return encodeEvents(
    [
      { kind: 'studyCreated', study: `<b>${evil}</b>\u202e\u001b[2J`, direction: 'minimize' },
      { kind: 'studyDescribed', space, objective: { direction: 'minimize', metric: evil }, seed: 1, atMs: 0 },
      { kind: 'trialStarted', trial: 0, params: { act: evil }, atMs: 1000 },
      { kind: 'trialFinished', trial: 0, value: 0.5, atMs: 2000 },
      {
        kind: 'factNoted',
        trial: null,
        name: 'run',
        fact: {
          state: 'running',
          trials_planned: 9,
          host: hostname(),
          pid: 2 ** 22 + 1,
          start: '1',
          slurm: { arguments: [], setup },
        },
      },
    ],
    { workerId: 'w', ids: createDecoder().ids, space: null },
  )
    .map((line) => `${line}\n`)
    .join('');
}

/** `model.js` has that study; those of the others are a named pipe, a device and a journal of elsewhere, and a mark names a file of elsewhere. */
function hostileWorkspace(): Workspace {
  const names = ['model', 'pipe', 'device', 'linked'];
  const workspace = workspaceOf({
    'package.json': '{ "name": "hostile", "type": "module" }\n',
    ...Object.fromEntries(names.map((name) => [`${name}.js`, text])),
    // The run that the journal tells of is marked as those are that an editor takes up.
    '.tune/running/model.js': 'model.js',
    '.tune/running/victim': '../outside/victim.js',
  });
  const { folder } = workspace;
  const outside = join(dirname(folder), 'outside');
  mkdirSync(join(outside, '.tune'), { recursive: true });
  writeFileSync(join(outside, 'package.json'), '{}');
  writeFileSync(join(outside, 'victim.js'), text);
  writeFileSync(join(outside, '.tune/victim.log'), journal(folder));
  writeFileSync(join(folder, '.tune/model.log'), journal(folder));
  symlinkSync('/dev/urandom', join(folder, '.tune/device.log'));
  symlinkSync(join(outside, '.tune/victim.log'), join(folder, '.tune/linked.log'));
  execFileSync('mkfifo', [join(folder, '.tune/pipe.log')]);
  return workspace;
}

void describe(
  'a folder that somebody else has made',
  { skip: skip || (process.platform === 'win32' && 'no named pipes') },
  () => {
    const fetched: string[] = [];
    const { folder, step } = sessionSteps({
      workspace: hostileWorkspace,
      settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
      isTrusting: false,
    });

    const nothingHappened = ({ workbench }: Session): void => {
      assert.deepEqual(fetched, []);
      assert.equal(existsSync(join(dirname(folder()), 'owned')), false);
      assert.deepEqual(readdirSync(join(dirname(folder()), 'outside/.tune')), ['victim.log']);
      assert.equal(readFileSync(join(dirname(folder()), 'outside/victim.js'), 'utf8'), text);
      assert.equal(readFileSync(join(folder(), 'model.js'), 'utf8'), text);
      assert.equal(readFileSync(join(folder(), '.tune/model.log'), 'utf8'), journal(folder()), 'no run was taken up');
      assert.doesNotMatch(workbench.page.url(), /pictures/);
    };

    step(
      'not trusted: the hover is plain text, and the lenses of every file appear',
      'hostile-untrusted',
      async (session) => {
        const { workbench } = session;
        workbench.page.on('request', (request) => {
          if (request.url().includes('pictures.invalid')) fetched.push(request.url());
        });
        await workbench.page.getByText('Restricted Mode').first().waitFor({ timeout: slowMs });
        await workbench.openFile('model.js');
        await workbench.codeLens(/^1 trial/).waitFor({ timeout: slowMs });
        const hover = await workbench.hoverOn('const act', "'relu'");
        await hover.getByText('Best').first().waitFor();
        assert.deepEqual([await hover.locator('a').count(), await hover.locator('img').count()], [0, 0]);
        await workbench.page.mouse.move(0, 0);
        for (const name of ['pipe.js', 'device.js', 'linked.js']) {
          await workbench.openFile(name);
          await workbench
            .codeLens(/^no trials yet/)
            .first()
            .waitFor({ timeout: slowMs });
        }
        // The editor answers still.
        await workbench.openFile('model.js');
        await workbench.codeLens(/^1 trial/).waitFor({ timeout: slowMs });
        nothingHappened(session);
      },
    );

    step('trusted: the hover has our own links alone, and the editor answers', 'hostile-trusted', async (session) => {
      const { workbench } = session;
      await workbench.runCommand('Workspaces: Manage Workspace Trust');
      await workbench.page
        .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
        .first()
        .click();
      await workbench.page.getByText('Restricted Mode').first().waitFor({ state: 'hidden', timeout: slowMs });
      await workbench.openFile('pipe.js');
      await workbench.openFile('model.js');
      await workbench.codeLens(/^1 trial/).waitFor({ timeout: slowMs });
      const hover = await workbench.hoverOn('const act', "'relu'");
      await hover.getByText('Run a trial here').waitFor({ timeout: slowMs });
      const links = await hover
        .locator('a')
        .evaluateAll((all) => all.map((one) => String(Reflect.get(one, 'textContent'))));
      assert.equal(links.length, 4, links.join(' | '));
      assert.match(links[0] ?? '', /^Apply ! p \(https/);
      assert.equal(await hover.locator('img[src^="http"]').count(), 0);
      await workbench.page.mouse.move(0, 0);
      nothingHappened(session);
    });
  },
);
