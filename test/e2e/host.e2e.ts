// The extension inside the extension host of a real VS Code, by the API that extensions have: what providers answer and commands do.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { modelText } from './host/modelText.ts';
import { caseResults, runInHost } from './hostRun.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { workspaceOf } from './workspace.ts';

/** Its trials take long enough to be met while they run. */
const slowModel = `const rate = 1e-1; // @tune log 1e-4..1
await new Promise((resolve) => setTimeout(resolve, 600_000));
const loss = Math.log10(rate) ** 2; // @tune minimize
console.log(loss);
`;

void describe('inside the extension host', { skip: skipWithout(missingEditor) }, () => {
  test('every case of the suite passes', async (t) => {
    const workspace = workspaceOf({
      'package.json': '{ "name": "small", "type": "module" }\n',
      'model.js': modelText,
      'plain.js': '\n',
    });
    try {
      const results = caseResults(await runInHost(workspace.folder));
      assert.ok(results.length > 0);
      for (const { name, error } of results) await t.test(name, () => assert.equal(error, null));
    } finally {
      workspace.remove();
    }
  });

  test('the extension leaves nothing behind when it is deactivated', async (t) => {
    const workspace = workspaceOf({ 'package.json': '{ "name": "small", "type": "module" }\n', 'model.js': slowModel });
    try {
      const settings = { 'tunelens.onClose': 'stop' };
      const written = await runInHost(workspace.folder, { suite: 'lifetimeSuite.ts', settings });
      for (const { name, error } of caseResults(written)) await t.test(name, () => assert.equal(error, null));
    } finally {
      workspace.remove();
    }
  });
});
