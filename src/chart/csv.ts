// A table as CSV (RFC 4180).
import type { Table } from './chart.ts';

/** Lines end in CR LF. A text that a spreadsheet would take for a formula gets a space before it. */
export function csvOf(table: Table): string {
  return table.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? ` ${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
