// A table as Markdown.

/** The first row is the head. Texts stand on one line, and no sign in them is read as Markdown or HTML. Ends in a line end. */
export function markdownOf([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [head.map(cellOf), head.map(() => '---'), ...rows.map((row) => row.map(cellOf))].map(line).join('');
}

function cellOf(text: string): string {
  return text.replaceAll(/[\\|`*_<>[\]]/g, (sign) => `\\${sign}`).replaceAll(/\s+/g, ' ');
}
