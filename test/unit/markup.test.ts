// The one file that makes text harmless for Markdown, HTML, CSV, messages and terminals, and that no other file of the sources does it by hand.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  csvCell,
  labelText,
  markdownBlock,
  markdownCommand,
  markdownSvg,
  markdownText,
  messageText,
  oneLine,
  terminalText,
  visible,
  xmlText,
} from '../../src/markup.ts';

test('controls, line ends and marks of direction are visible as a program would write them', () => {
  assert.equal(
    visible('a\nb\r\t\u001b[2J\u009b\u202e\u2066\ud800z'),
    'a\\nb\\r\\t\\u001b[2J\\u009b\\u202e\\u2066\\ud800z',
  );
  assert.equal(visible('plain, ünï, 学习率, 🙂'), 'plain, ünï, 学习率, 🙂');
  assert.equal(oneLine('  a\n\n b\u001b\tc \u2028'), 'a b c');
});

test('a terminal gets line ends, tabs and our own colors, and no other control', () => {
  const own = '\u001b[32ma\u001b[39m\tb\r\nc\n';
  assert.equal(terminalText(own), own);
  const hostile = 'x\u001b]0;title\u0007\u001b[2J\u001b[8m\u009b31m\rover\u202e';
  assert.equal(terminalText(hostile), 'x\\u001b]0;title\\u0007\\u001b[2J\\u001b[8m\\u009b31m\\u000dover\\u202e');
});

test('a line of JSON that went through the terminal is read as the same value', () => {
  const value = { name: 'a\u009b\u202e\u2028\ufeff\u001b"\\ud800' };
  assert.deepEqual(JSON.parse(terminalText(JSON.stringify(value))), value);
});

test('nothing of a text is markup to HTML or XML, nor a character that XML cannot hold', () => {
  assert.equal(xmlText('<a href="x" b=\'y\'>&</a>'), '&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;');
  assert.equal(xmlText('a\u0000\u001b\ud800\uffffb\n'), 'a\ufffd\ufffd\ufffd\ufffdb\n');
});

test('nothing of a text is Markdown: no link, image, HTML, code, list, rule, address or end of a cell', () => {
  assert.equal(markdownText('![x](http://e.vil/p.png)'), '!\\[x\\](http&#58;//e.vil/p.png)');
  assert.equal(
    markdownText('[a](command:tunelens.start) <img src=x> `c` *b* _i_ ~s~ |'),
    '\\[a\\](command:tunelens.start) \\<img src=x\\> \\`c\\` \\*b\\* \\_i\\_ \\~s\\~ \\|',
  );
  assert.equal(markdownText('a\n\n# b\n- c'), 'a # b - c');
  assert.deepEqual(['# a', '- a', '+ a', '1. a', '---', '-0.5', '=1'].map(markdownText), [
    '\\# a',
    '\\- a',
    '\\+ a',
    '1\\. a',
    '\\---',
    '-0.5',
    '=1',
  ]);
  assert.equal(markdownText('WWW.e.vil &lt;'), 'WWW&#46;e.vil \\&lt;');
});

test('a link of Markdown ends where it was made to end, whatever its words and arguments hold', () => {
  const link = markdownCommand('x](command:a) [y', 'tunelens.start', ["b) [z](command:c?'!*", '\ud800']);
  assert.match(link, /^\[x \(command:a\) y\]\(command:tunelens\.start\?[\w%.-]+\)$/);
  const [, argument = ''] = /\?(.*)\)$/.exec(link) ?? [];
  assert.deepEqual(JSON.parse(decodeURIComponent(argument)), ["b) [z](command:c?'!*", '\ud800']);
});

test('a picture of Markdown has its bytes in its address', () => {
  const picture = markdownSvg('](x) ü', '<svg>ü</svg>', { widthPx: 3, heightPx: 4 });
  const [, data = ''] =
    /^!\[\\\]\(x\) ü\]\(data:image\/svg\+xml;base64,([\w+/=]+)\|width=3,height=4\)$/.exec(picture) ?? [];
  assert.equal(Buffer.from(data, 'base64').toString(), '<svg>ü</svg>');
});

test('a block of Markdown has a fence that its text does not have', () => {
  assert.equal(markdownBlock('a\n````\nb'), '`````text\na\n````\nb\n`````');
});

test('no text is a formula in a spreadsheet', () => {
  assert.deepEqual(['=1+1', '+cmd', '-a', '@x', '\uff1d1', '-0.5', 'a"b', 'c,d'].map(csvCell), [
    ' =1+1',
    ' +cmd',
    ' -a',
    ' @x',
    ' \uff1d1',
    '-0.5',
    '"a""b"',
    '"c,d"',
  ]);
});

test('a message has no link and a label no icon that comes from a text', () => {
  assert.equal(
    messageText('[Fix](command:x) [a](https://e.vil)\n\u001b'),
    '[Fix] (command:x) [a] (https://e.vil)\n\\u001b',
  );
  assert.equal(labelText('$(bug) $(sync~spin) $5'), '$ (bug) $ (sync~spin) $5');
});

type Rule = { readonly what: string; readonly pattern: RegExp; readonly home: RegExp };

/** `home` are the files that may. */
const rules: readonly Rule[] = [
  {
    what: 'Markdown for VS Code',
    pattern: /appendMarkdown|MarkdownString\(|\.isTrusted\s*=[^=]|supportHtml/,
    home: /^src\/editor\/richText\.ts$/,
  },
  { what: 'Markdown by hand', pattern: /\]\((?:command|https?|data):|\]\(\$\{|`\[\$\{/, home: /^src\/markup\.ts$/ },
  {
    what: 'HTML as text',
    pattern: /\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|DOMParser|createContextualFragment/,
    home: /^$/,
  },
  {
    what: 'escapes by hand',
    pattern:
      /&(?:amp|lt|gt|quot|#39);|replace(?:All)?\(\s*(?:'[&<>`|]'|'"',\s*'""'|\/\[[^\n]*\/[a-z]*,\s*(?:'\\\\|\(\w+\)\s*=>\s*`\\\\))/,
    home: /^src\/(?:markup|annotation\/literalText)\.ts$/,
  },
  { what: 'controls of a terminal', pattern: /\\x1b|\\u001b|\\x9b/i, home: /^src\/(?:markup|cli\/output)\.ts$/ },
  {
    what: 'a message of the editor',
    pattern: /\bshow(?:Information|Warning|Error)Message\b/,
    home: /^src\/editor\/messages\.ts$/,
  },
];

const root = join(import.meta.dirname, '..', '..');
const files = ['src', 'webview'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

test('no other file puts text into Markdown, HTML, a message or a terminal by its own means', () => {
  const offenders = files.flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    return rules
      .filter(({ home }) => !home.test(file))
      .flatMap(({ what, pattern }) =>
        lines.flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${what}: ${line.trim()}`] : [])),
      );
  });
  assert.deepEqual(offenders, []);
});

test('the rules find what they are there for', () => {
  const bad = [
    'text.appendMarkdown(`[${title}](command:${command})`)',
    'made.isTrusted = true;',
    'return `[${title}](${address})`;',
    'element.innerHTML = text;',
    "text.replaceAll('&', '&amp;')",
    String.raw`text.replace(/[\\*_<>]/g, '\\$&')`,
    String.raw`'\x1b[2J'`,
    'vscode.window.showErrorMessage(text)',
  ];
  for (const line of bad)
    assert.ok(
      rules.some(({ pattern }) => pattern.test(line)),
      line,
    );
});
