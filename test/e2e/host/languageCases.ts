// Lenses, hovers, completion, problems and their fixes, in the text of a file.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { behind, eventually, lensesOf, open, replaceAll, rowsOf } from './documents.ts';
import type { HostCase } from './hostCase.ts';
import { modelText } from './modelText.ts';

export const languageCases: readonly HostCase[] = [
  { name: 'an annotated file has a row of lenses on top and one on each parameter', body: rows },
  { name: 'rows of lenses stay where they are while an annotation is typed', body: typing },
  { name: 'a held parameter is tuned again, and one undo takes it back', body: holding },
  { name: 'a literal is made tunable with a domain that suits its role', body: makingTunable },
  { name: 'a problem has a quick fix that mends it', body: quickFix },
  { name: 'completion proposes the domain, and the words of the grammar where they may stand', body: completion },
  { name: 'signature help sets off the part that is being written', body: signatureHelp },
  { name: 'the literal and its annotation are highlighted together', body: highlights },
  { name: 'the hover tells kind and range before there is a study', body: hover },
  { name: 'with the setting "inlay" the facts stand behind the literals and no lens above', body: inlayHints },
  { name: 'an unsaved text has lenses, too, and a file of another language none', body: otherDocuments },
];

async function rows(): Promise<void> {
  const { document } = await open('model.js', modelText);
  assert.deepEqual(await rowsOf(document.uri), [0, 1, 2, 3, 4]);
  const titles = (await lensesOf(document.uri)).map(({ command }) => command?.title ?? '');
  assert.ok(titles.includes('$(play) Start tuning'), titles.join('\n'));
  assert.ok(titles.some((title) => title.startsWith('log 1e-4..1 · ')));
}

async function typing(): Promise<void> {
  const editor = await open('model.js', modelText);
  const before = await rowsOf(editor.document.uri);
  for (const half of [
    '// @tune',
    '// @tune log',
    '// @tune log 1e-4..',
    '// @tune log 1e-4..1 as',
    '// @tune log 1e-4..1 if u',
  ]) {
    await replaceAll(editor, modelText.replace('// @tune log 1e-4..1', half));
    assert.deepEqual(await rowsOf(editor.document.uri), before, half);
  }
  await replaceAll(editor, modelText);
}

async function holding(): Promise<void> {
  const { document } = await open('model.js', modelText);
  await document.save();
  await vscode.commands.executeCommand('tunelens.tuneParameter', document.uri, 'decay');
  assert.match(document.getText(), /const decay = 0; \/\/ @tune 0\.\.0\.1\n/);
  await vscode.commands.executeCommand('tunelens.holdParameter', document.uri, 'rate');
  assert.match(document.getText(), /const rate = 1e-1; \/\/ @tune off log 1e-4\.\.1\n/);
  await vscode.commands.executeCommand('undo');
  await vscode.commands.executeCommand('undo');
  assert.equal(document.getText(), modelText);
}

async function makingTunable(): Promise<void> {
  const editor = await open('plain.js', 'const learningRate = 0.01;\n');
  const at = behind(editor.document, 'learningRate = 0.01');
  editor.selection = new vscode.Selection(at, at);
  await vscode.commands.executeCommand('tunelens.makeTunable');
  assert.equal(editor.document.getText(), 'const learningRate = 0.01; // @tune log 1e-4..1\n');
}

async function quickFix(): Promise<void> {
  const { document } = await open('plain.js', 'const size = 3; // @tune 5..2\n');
  const [problem] = await eventually('a problem', async () => {
    const own = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'TuneLens');
    return Promise.resolve(own.length > 0 ? own : null);
  });
  assert.equal(problem?.code, 'boundsReversed');
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    problem.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const fix = actions.find(({ title }) => title === 'Put the smaller number first');
  assert.ok(fix?.edit);
  await vscode.workspace.applyEdit(fix.edit);
  assert.equal(document.getText(), 'const size = 3; // @tune 2..5\n');
}

async function completion(): Promise<void> {
  const labels = async (text: string): Promise<readonly string[]> => {
    const { document } = await open('plain.js', text);
    const end = document.positionAt(text.indexOf('¦') === -1 ? text.length : text.indexOf('¦'));
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      end,
    );
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  };
  const start = await labels('const learningRate = 0.01; // @tune ');
  for (const word of ['log 1e-4..1', 'off', 'log', 'maximize']) assert.ok(start.includes(word), word);
  const later = await labels('const units = 8; // @tune 1..9 ');
  for (const word of ['step', 'as', 'if']) assert.ok(later.includes(word), word);
  assert.ok((await labels('const a = 8; // @tune 1..9\nconst b = 8; // @tune 1..9 if ')).includes('a'));
  assert.ok((await labels('const a = 8; // @')).includes('@tune'));
}

async function signatureHelp(): Promise<void> {
  const { document } = await open('plain.js', 'const units = 8; // @tune 1..9 step 2');
  const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
    'vscode.executeSignatureHelpProvider',
    document.uri,
    behind(document, 'step 2'),
  );
  const [signature] = help.signatures;
  assert.match(signature?.label ?? '', /^@tune \[off\]/);
  assert.equal(signature?.parameters[help.activeParameter]?.label, '[step n]');
}

async function highlights(): Promise<void> {
  const { document } = await open('model.js', modelText);
  const found = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
    'vscode.executeDocumentHighlights',
    document.uri,
    behind(document, '@tune log'),
  );
  assert.deepEqual(
    found.map(({ range }) => document.getText(range)),
    ['1e-1', '@tune log 1e-4..1'],
  );
}

async function hover(): Promise<void> {
  const { document } = await open('plain.js', 'const units = 64; // @tune 16..256 step 16\n');
  const text = await hoverText(document.uri, behind(document, 'units = 6'));
  assert.match(text, /a whole number from 16 to 256 in steps of 16/);
  assert.match(text, /No trial has finished yet/);
}

/** What all hovers at a position say. */
export async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n')
    .replaceAll('&nbsp;', ' ');
}

async function inlayHints(): Promise<void> {
  const { document } = await open('model.js', modelText);
  const configuration = vscode.workspace.getConfiguration('tunelens');
  await configuration.update('codeLens', 'inlay', vscode.ConfigurationTarget.Global);
  try {
    await eventually('no lenses', async () => ((await lensesOf(document.uri)).length === 0 ? true : null));
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      all,
    );
    assert.deepEqual(
      hints.map(({ position }) => position.line),
      [1, 2, 3, 4],
    );
  } finally {
    await configuration.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
  }
}

async function otherDocuments(): Promise<void> {
  const content = 'const a = 1; // @tune 0..4\n';
  const untitled = await vscode.workspace.openTextDocument({ language: 'typescript', content });
  assert.deepEqual(await rowsOf(untitled.uri), [0]);
  const other = await vscode.workspace.openTextDocument({ language: 'java', content });
  assert.deepEqual(await rowsOf(other.uri), []);
}
