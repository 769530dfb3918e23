import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok, problem, warning } from '../../../src/doctor/finding.ts';
import { doctorPage } from '../../../src/editor/doctorPage.ts';

const slow = warning('backend', { title: 'Pure JavaScript.', remedy: 'Install it.' });
const broken = problem('nativeLibrary', { title: 'It does not work.', detail: 'a\nb', remedy: 'Run "npm rebuild x".' });

test('the page tells the worst first, each with its remedy', () => {
  assert.equal(
    doctorPage([ok('node', 'Trials run on Node 22.18.0.'), slow, broken]),
    `# TuneLens doctor

Problems: 1. Warnings: 1. Mend the problems before you tune.

### ✗ problem: It does not work.

\`\`\`text
a
b
\`\`\`

**To mend it:** Run "npm rebuild x".

### ! warning: Pure JavaScript.

**To mend it:** Install it.

### ✓ ok: Trials run on Node 22.18.0.
`,
  );
});

test('what a loader or a path says is shown as it stands, and cannot become markup', () => {
  const page = doctorPage([
    problem('study', { title: 'a_b <img> [x](y) `z`', detail: '```\n# heading', remedy: '*now*' }),
  ]);
  assert.match(page, /### ✗ problem: a\\_b \\<img\\> \\\[x\\\]\(y\) \\`z\\`/);
  assert.match(page, /````text\n```\n# heading\n````/);
  assert.match(page, /\*\*To mend it:\*\* \\\*now\\\*/);
});
