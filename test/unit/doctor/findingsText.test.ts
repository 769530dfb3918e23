import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok, problem, warning } from '../../../src/doctor/finding.ts';
import { findingsText } from '../../../src/doctor/findingsText.ts';

const plain = (width: number) => ({ width, colour: (_status: unknown, text: string) => text });
const command = 'Run "npm rebuild @tensorflow/tfjs-node" in /work/project.';

test('each finding is a block: mark and word, title, detail, remedy', () => {
  const findings = [
    ok('node', 'Trials run on Node 22.18.0.', '/usr/bin/node'),
    warning('backend', { title: 'Pure JavaScript.', remedy: 'Install it.' }),
    problem('nativeLibrary', { title: 'It does not work.', detail: 'Missing.', remedy: command }),
  ];
  assert.equal(
    findingsText(findings, plain(80)),
    `✓ ok       Trials run on Node 22.18.0.
           /usr/bin/node
! warning  Pure JavaScript.
           → Install it.
✗ problem  It does not work.
           Missing.
           → ${command}

1 problem and 1 warning. Mend the problems before you tune.`,
  );
});

test('lines end before the edge of the terminal, but no path or word is broken', () => {
  const path = `/${'long/'.repeat(20)}path`;
  const text = findingsText([ok('node', `Trials run on ${path} and ${'word '.repeat(20)}end.`)], plain(60));
  const lines = text.split('\n');
  assert.ok(lines.some((line) => line.trim() === path));
  assert.ok(lines.every((line) => line.length <= 60 || line.trim() === path));
});

test('a colour is put on mark and word only, so that nothing is lost without it', () => {
  const colour = (status: string, text: string): string => `<${status}>${text}</>`;
  assert.match(findingsText([ok('node', 'Fine.')], { width: 80, colour }), /^<ok>✓ ok<\/> {7}Fine\.\n/);
});

test('the last line says whether trials can run', () => {
  const last = (...findings: Parameters<typeof findingsText>[0]): string | undefined =>
    findingsText(findings, plain(80)).split('\n').at(-1);
  assert.equal(last(ok('node', 'Fine.')), 'Everything that trials need is there.');
  const slow = warning('backend', { title: 'Slow.', remedy: 'Mend it.' });
  assert.equal(last(slow, slow), '2 warnings. Trials can run.');
});
