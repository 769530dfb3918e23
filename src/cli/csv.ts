// Comma-separated values as RFC 4180 has them, with quotes, line ends within quotes, and a byte order mark.

export type CsvRow = { /** In the file, from 1. */ readonly line: number; readonly cells: readonly string[] };

/** The rows, empty ones left out. A quote that is never closed runs to the end of the text. */
export function parseCsv(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let first = 1;
  const pattern = /(?:"((?:[^"]|"")*)(?:"|$)|([^",\r\n]*))(,|\r?\n|$)/gy;
  pattern.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [whole, quoted, plain = '', end] = match;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    if (cells.some((cell) => cell !== '')) rows.push({ line: first, cells });
    cells = [];
    first = line;
    if (end === '') break;
  }
  return rows;
}
