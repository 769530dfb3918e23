// Every text that the code and the manifest show has its translation, and no translation is left without its text.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');
const languages = readdirSync(join(root, 'l10n')).map((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? name);

function textsIn(path: string): Readonly<Record<string, string>> {
  const parsed: unknown = JSON.parse(readFileSync(join(root, path), 'utf8'));
  assert.ok(typeof parsed === 'object' && parsed !== null, path);
  return Object.fromEntries(Object.entries(parsed).map(([key, text]) => [key, String(text)]));
}

/** The first arguments of `l10n.t` in a file. */
function keysIn(path: string): readonly string[] {
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const keys: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(file) === 'l10n.t') {
      const key = node.arguments[0];
      assert.ok(key !== undefined && ts.isStringLiteralLike(key), `${path}: ${node.getText(file)} is no whole text`);
      keys.push(key.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return keys;
}

const placeholders = (text: string): string => [...new Set(text.match(/\{\d\}/g) ?? [])].sort().join(' ');

const sources = readdirSync(join(root, 'src/editor'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src/editor', name));
const keys = [
  ...new Set(
    ['src/errors.ts', 'src/fileErrors.ts', 'src/clusterErrors.ts', 'src/trialErrors.ts', ...sources].flatMap(keysIn),
  ),
];

test('there is a translation into simplified Chinese', () => {
  assert.ok(languages.includes('zh-cn'));
});

for (const language of languages) {
  const bundle = textsIn(`l10n/bundle.l10n.${language}.json`);

  test(`every run-time text has its translation into ${language}, and none is left over`, () => {
    assert.deepEqual(Object.keys(bundle).toSorted(), keys.toSorted());
  });

  test(`the translations into ${language} have the places of their texts`, () => {
    const wrong = Object.entries(bundle).filter(([key, text]) => placeholders(key) !== placeholders(text));
    assert.deepEqual(wrong, []);
  });

  test(`every text of the manifest has its translation into ${language}, with the same links`, () => {
    const english = textsIn('package.nls.json');
    const translated = textsIn(`package.nls.${language}.json`);
    const links = (text: string): readonly string[] => text.match(/\(command:[^)]+\)/g) ?? [];
    assert.deepEqual(Object.keys(translated).toSorted(), Object.keys(english).toSorted());
    for (const [key, text] of Object.entries(english)) assert.deepEqual(links(translated[key] ?? ''), links(text), key);
  });
}
