// package.json and the code name the same commands, settings, views and texts.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { settingNames } from '../../src/editor/settings.ts';
import { toolSpecs } from '../../src/tools/toolSpecs.ts';

const root = join(import.meta.dirname, '..', '..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const texts: unknown = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));
const manifest: unknown = JSON.parse(manifestText);
const editorText = readdirSync(join(root, 'src/editor'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'src/editor', name), 'utf8'))
  .join('\n');

/** What lies at a path of keys. */
function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function keysOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

function commandsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map((item: unknown) => String(at(item, 'command'))) : [];
}

test('the commands of package.json are those of the command table', () => {
  const table = /export const commandIds = \[([^\]]*)\]/.exec(editorText)?.[1] ?? '';
  const ids = [...table.matchAll(/'([^']+)'/g)].map((match) => match[1]);
  assert.ok(ids.length >= 6);
  assert.deepEqual(commandsOf(at(manifest, 'contributes', 'commands')).toSorted(), ids.toSorted());
});

test('every command in a menu exists', () => {
  const commands = commandsOf(at(manifest, 'contributes', 'commands'));
  const menus = at(manifest, 'contributes', 'menus');
  const used = keysOf(menus).flatMap((menu) => commandsOf(at(menus, menu)));
  assert.deepEqual(
    used.filter((command) => !commands.includes(command)),
    [],
  );
});

test('the context keys in the menus are those that the code sets', () => {
  const table = /export const contextKeys = \[([^\]]*)\]/.exec(editorText)?.[1] ?? '';
  const set = [...table.matchAll(/'([^']+)'/g)].map((match) => match[1]);
  const clauses = [...manifestText.matchAll(/"when": "([^"]+)"/g)].map((match) => match[1]).join(' ');
  const used = [...clauses.matchAll(/(?<!== )\btunelens\.\w+/g)].map((match) => match[0]);
  assert.deepEqual([...new Set(used)].toSorted(), set.toSorted());
});

test('the settings of package.json are those that the code reads, each with a default and a text', () => {
  const properties = at(manifest, 'contributes', 'configuration', 'properties');
  assert.deepEqual(keysOf(properties).toSorted(), settingNames.map((name) => `tunelens.${name}`).toSorted());
  for (const name of keysOf(properties)) {
    assert.notEqual(at(properties, name, 'default'), undefined, name);
    assert.match(String(at(properties, name, 'description')), /^%.+%$/);
  }
});

test('every text of package.json is in package.nls.json, and none there is unused', () => {
  const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
  assert.deepEqual([...new Set(used)].toSorted(), keysOf(texts).toSorted());
});

test('the views that the code fills are declared', () => {
  const views = at(manifest, 'contributes', 'views', 'tunelens');
  const ids = Array.isArray(views) ? views.map((view: unknown) => at(view, 'id')) : [];
  const filled = [...editorText.matchAll(/(?:V|v)iewId = '([^']+)'/g)].map((match) => match[1]);
  assert.deepEqual(ids.toSorted(), filled.toSorted());
});

test('the tools for language models are declared as the code has them', () => {
  const declared = at(manifest, 'contributes', 'languageModelTools');
  assert.ok(Array.isArray(declared));
  assert.deepEqual(
    declared.map((tool: unknown) => ({
      name: at(tool, 'name'),
      description: at(tool, 'modelDescription'),
      input: at(tool, 'inputSchema'),
    })),
    toolSpecs.map(({ name, description, input }) => ({ name, description, input })),
  );
});

test('at most two key bindings are taken', () => {
  const bindings = at(manifest, 'contributes', 'keybindings');
  assert.ok(Array.isArray(bindings) && bindings.length <= 2);
});

test('the walkthrough has five steps, each with a picture that is there', () => {
  const steps = at(manifest, 'contributes', 'walkthroughs', '0', 'steps');
  assert.ok(Array.isArray(steps));
  assert.equal(steps.length, 5);
  for (const step of steps) assert.ok(existsSync(join(root, String(at(step, 'media', 'image')))));
});
