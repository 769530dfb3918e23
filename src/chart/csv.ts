// A table as CSV (RFC 4180).
import { csvCell } from '../markup.ts';
import type { Table } from './chart.ts';

/** Lines end in CR LF. No text is a formula to a spreadsheet. */
export function csvOf(table: Table): string {
  return table.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
