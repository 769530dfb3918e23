// The licences of everything that the bundles hold: one text in the package, made from what the bundler says it has put in. MIT, Apache-2.0 and the like
// ask for the notice wherever the code goes. A package without a licence stops the build.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes `file`; `metafiles` are those of all builds, made with `legalComments: 'external'`, whose files are taken in and removed. */
export function writeNotices(metafiles, file) {
  const parts = noticesOf(packageFolders(metafiles));
  const comments = legalComments(metafiles);
  const head =
    'TuneLens contains code of the following packages. Each is under its own license, which stands below its name.\n';
  const tail =
    comments === '' ? '' : `${rule}\nNotices that stand in the sources of these packages\n${rule}\n${comments}\n`;
  writeFileSync(file, [head, ...parts, tail].join('\n'));
}

const rule = '-'.repeat(80);

/** The folders of the packages of which any byte is in a bundle, by path. */
export function packageFolders(metafiles) {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = folderOf(path);
        if (folder !== null && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  return [...folders].sort();
}

/** `node_modules/a/b.js` and `node_modules/@s/a/b.js` to the package's folder; null for a file of ours. */
function folderOf(path) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? null;
}

/** Packages with the same licence, word for word, share its text. */
function noticesOf(folders) {
  const byText = new Map();
  for (const folder of folders) {
    const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = licenceFiles(folder).map((one) => readFileSync(join(folder, one), 'utf8').trim());
    const text = texts.length > 0 ? texts.join('\n\n') : usualText(name, license, author);
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...byText].map(([text, names]) => `${rule}\n${[...new Set(names)].join('\n')}\n${rule}\n${text}\n`);
}

function licenceFiles(folder) {
  return readdirSync(folder)
    .filter((one) => /^(?:licen[cs]e|copying|copyrightnotice|notices?)(?:\.(?:md|txt))?$/i.test(one))
    .sort();
}

/** Some packages only name their licence. */
function usualText(name, license, author) {
  const holder = typeof author === 'string' ? author : author?.name;
  if (license !== 'MIT' || holder === undefined) throw new Error(`The package ${name} comes without a license.`);
  return `MIT License\n\nCopyright (c) ${holder}\n\n${mit}`;
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.`;

/** Comments of the sources that must be kept, each once. */
function legalComments(metafiles) {
  const files = metafiles.flatMap(({ outputs }) => Object.keys(outputs).filter((path) => path.endsWith('.LEGAL.txt')));
  const texts = files.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8').trim());
  for (const path of files) rmSync(path, { force: true });
  const comments = texts.flatMap((text) => text.match(/\/\*[^]*?\*\//g) ?? []);
  return [...new Set(comments)].join('\n\n');
}
