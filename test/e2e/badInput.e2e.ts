// What a person sees in VS Code when something is wrong: one message with place and remedy for each mistake, and nothing else.
import assert from 'node:assert/strict';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { missingEditor, skipWithout } from './requirements.ts';
import { sessionSteps } from './session.ts';
import { example, workspaceOf, type Workspace } from './workspace.ts';

const tuned = '// @tune maximize acc\nconst rate = 0.5; // @tune 0.1..0.9\n';
const packageJson = '{ "private": true, "type": "module" }';
const training = `import * as tf from '@tensorflow/tfjs';
// @tune maximize f1
const units = 4; // @tune 1..8
const model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [1] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
await model.fit(tf.ones([4, 1]), tf.ones([4, units]), { epochs: 1, verbose: 0 });
`;

const mistakes = [
  {
    file: 'plain.js',
    what: 'a file without annotations',
    text: 'export const rate = 0.5;\n',
    says: /has no @tune annotation/,
  },
  {
    file: 'broken.js',
    what: 'an annotation that does not parse',
    text: 'const rate = 0.5; // @tune 0.9..\n',
    says: /@tune|annotation/,
  },
  {
    file: 'throws.js',
    what: 'a program that throws',
    text: `${tuned}throw new Error('no data here');\n`,
    says: /no data here/,
  },
  {
    file: 'missing.js',
    what: 'a missing TensorFlow.js',
    text: `import '@tensorflow/tfjs';\n${tuned}`,
    says: /@tensorflow\/tfjs, which is not installed/,
  },
  {
    file: 'metric.js',
    what: 'a metric that the program never reports',
    text: training,
    says: /never reports f1\. It reports: .*loss/,
  },
  {
    file: 'blocked.js',
    what: 'a folder that cannot be written',
    text: `${tuned}console.log(rate);\n`,
    says: /cannot write/,
  },
];

void describe('a mistake in VS Code', { skip: skipWithout(missingEditor) }, () => {
  const { step } = sessionSteps({ workspace: projectsWithMistakes });

  for (const { file, what, says } of mistakes) {
    step(`${what} is said once, in one notification`, file, async ({ workbench }) => {
      await workbench.openFile(file);
      await workbench.runCommand('TuneLens: Start tuning');
      await workbench.notification(says).waitFor({ timeout: 60_000 });
      assert.equal(await workbench.notifications().count(), 1);
      await workbench.runCommand('Notifications: Clear All Notifications');
      if (file === 'broken.js') await workbench.squiggle().first().waitFor({ timeout: 30_000 });
    });
  }
});

function projectsWithMistakes(): Workspace {
  const workspace = workspaceOf(projectsOf(mistakes));
  const packages = join(example, 'node_modules');
  if (existsSync(packages)) symlinkSync(packages, join(workspace.folder, 'metric/node_modules'), 'junction');
  return workspace;
}

/** Each mistake in a project of its own, so that none disturbs another. The data folder of `blocked` is a file, which stops even root. */
function projectsOf(files: readonly { readonly file: string; readonly text: string }[]): Record<string, string> {
  const entries = files.flatMap(({ file, text }) => {
    const folder = file.replace('.js', '');
    return [
      [`${folder}/package.json`, packageJson],
      [`${folder}/${file}`, text],
    ] as const;
  });
  return { ...Object.fromEntries(entries), 'blocked/.tune': '' };
}
