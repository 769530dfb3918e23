// Text of others (a journal's names, values and reasons, a file's name) made harmless for the place where it is shown. One function per place, and the
// only file that has any: test/unit/markup.test.ts refuses text that is put into Markdown, HTML or CSV by other means. Pure; imported by all.

/** Controls (line ends among them), the marks that turn the direction of text, and what no XML file may hold. */
const unruly =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\p{Surrogate}]/gu;
const unrulyRuns = new RegExp(`(?:${unruly.source}|\\s)+`, 'gu');
const unrulyAnywhere = new RegExp(unruly.source, 'u');

const usual: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** As a program would write it: a line end is `\n`, an escape `\u001b`. Nothing in it moves a cursor or turns the direction of what follows. */
export function visible(text: string): string {
  return unrulyAnywhere.test(text) ? text.replace(unruly, (sign) => usual[sign] ?? escapeOf(sign)) : text;
}

/** Each run of blanks, line ends and other controls is one blank. */
export function oneLine(text: string): string {
  return text.replace(unrulyRuns, ' ').trim();
}

/**
 * Lines for a terminal: line ends, tabs and the colors of terminal.ts stay, every other control is visible. A line of JSON means the same as before, as JSON
 * writes these characters in the same way.
 */
export function terminalText(text: string): string {
  if (!unrulyAnywhere.test(text)) return text;
  const kept = /\r?\n|\t|\u001b\[(?:[12]|22|3[1239])m/gu;
  let from = 0;
  const parts: string[] = [];
  for (const { index, 0: sign } of text.matchAll(kept)) {
    parts.push(escaped(text.slice(from, index)), sign);
    from = index + sign.length;
  }
  return [...parts, escaped(text.slice(from))].join('');
}

/** For the text and the quoted attributes of HTML, SVG and XML. */
export function xmlText(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** On one line, and nothing of it is Markdown or HTML: no link, no image, no list, no end of a table's cell; addresses are no links either. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]<>|~&]/g, '\\$&')
    .replace(/^(?:#|[-+](?=\s)|[-=](?=[-=\s]*$))/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s)/, '$1\\$2')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, (www) => www.replace('.', '&#46;'));
}

/**
 * A link of Markdown that runs a command of the editor. VS Code reads the words of a link twice, so no escape holds in them: what could become a link, a picture
 * or HTML is taken out.
 */
export function markdownCommand(title: string, command: string, args: readonly unknown[]): string {
  const words = title.replace(/[\\[\]<>&`]|:\/\/|www\./gi, ' ');
  return `[${markdownText(words)}](command:${command}?${percentEncoded(JSON.stringify(args))})`;
}

/** A picture of Markdown whose bytes are in its address; `words` are said instead of it. */
export function markdownSvg(words: string, svg: string, { widthPx, heightPx }: PictureSize): string {
  const address = `data:image/svg+xml;base64,${base64(svg)}`;
  return `![${markdownText(words)}](${address}|width=${widthPx},height=${heightPx})`;
}

type PictureSize = { readonly widthPx: number; readonly heightPx: number };

/** As it stands, line by line; the fence is longer than any in the text. */
export function markdownBlock(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [ticks]) => Math.max(most, ticks.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** A cell of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets a blank before it. */
export function csvCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell) && Number.isNaN(Number(cell)) ? ` ${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** For the editor's messages, which make links, to commands too, of `[words](address)`: the two parts are put asunder. Line ends stay. */
export function messageText(text: string): string {
  return text.split('\n').map(visible).join('\n').replaceAll('](', '] (');
}

/** For labels in which the editor draws icons: `$(name)` in a text of others is no icon. */
export function labelText(text: string): string {
  return visible(text).replaceAll('$(', '$ (');
}

function escaped(text: string): string {
  return text.replace(unruly, escapeOf);
}

/** As JSON and programs write it. */
function escapeOf(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Of JSON, which has no half of a character. Round brackets too, which end an address in Markdown. */
function percentEncoded(text: string): string {
  const code = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, code);
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
