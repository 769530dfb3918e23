// Makes docs/api.md from the doc comments of the library's exports: `npm run docs`; with --check it only says whether the page is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { declarationOf } from './libraryTypes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'docs/api.md');
const entry = join(root, 'src/library/library.ts');
const intro = join(root, 'docs/apiIntro.md');

const text = `${readFileSync(intro, 'utf8').trimEnd()}\n\n${sections().join('\n\n')}\n`;
if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  process.stderr.write('docs/api.md is not current: run "npm run docs".\n');
  process.exitCode = 1;
}

/** One per export, functions and the class first, in the order of the entry. */
function sections() {
  const source = parsed(readFileSync(entry, 'utf8'));
  const names = source.statements.flatMap(({ exportClause, moduleSpecifier }) =>
    exportClause.elements.map(({ name }) => ({ name: name.text, file: join(dirname(entry), moduleSpecifier.text) })),
  );
  const made = names.map(({ name, file }) => sectionOf(name, parsed(declarationOf(file))));
  return [...made.filter(({ isValue }) => isValue), ...made.filter(({ isValue }) => !isValue)].map(
    ({ lines }) => lines,
  );
}

function sectionOf(name, source) {
  const statement = source.statements.find((one) => one.name?.text === name);
  if (ts.isClassDeclaration(statement)) return { isValue: true, lines: classText(name, statement, source) };
  const lines = [`## ${name}`, docOf(statement), fenced(codeOf(statement, source))].join('\n\n');
  return { isValue: ts.isFunctionDeclaration(statement), lines };
}

function classText(name, statement, source) {
  const members = statement.members.filter(
    (member) =>
      !ts.isConstructorDeclaration(member) &&
      !member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword),
  );
  return [
    `## ${name}`,
    docOf(statement),
    ...members.flatMap((member) => [`### ${name}.${member.name.text}`, docOf(member), fenced(codeOf(member, source))]),
  ].join('\n\n');
}

function docOf(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node);
  return (ts.getTextOfJSDocComment(doc?.comment) ?? '').trim();
}

function codeOf(node, source) {
  return node
    .getText(source)
    .replace(/^export (declare )?/, '')
    .replaceAll('readonly ', '')
    .replace(/^get (\w+)\(\)/, '$1');
}

function fenced(code) {
  return `\`\`\`ts\n${code}\n\`\`\``;
}

function parsed(code) {
  return ts.createSourceFile('api.ts', code, ts.ScriptTarget.ES2023, true);
}
