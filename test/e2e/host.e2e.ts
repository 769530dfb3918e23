// The extension inside the extension host of a real VS Code, by the API that extensions have: what providers answer and commands do.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { modelText } from './host/modelText.ts';
import { runInHost } from './hostRun.ts';
import { missingEditor, skipWithout } from './requirements.ts';
import { workspaceOf } from './workspace.ts';

void describe('inside the extension host', { skip: skipWithout(missingEditor) }, () => {
  test('every case of the suite passes', async (t) => {
    const workspace = workspaceOf({
      'package.json': '{ "name": "small", "type": "module" }\n',
      'model.js': modelText,
      'plain.js': '\n',
    });
    try {
      const { results } = await runInHost(workspace.folder);
      assert.ok(results.length > 0);
      for (const { name, error } of results) await t.test(name, () => assert.equal(error, null));
    } finally {
      workspace.remove();
    }
  });
});
