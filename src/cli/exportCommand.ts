// `tunelens export`: the trials of a journal as CSV, JSON or Markdown.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { badArguments, folderNotWritable } from '../errors.ts';
import { trialsAsCsv, trialsAsJson, trialsAsMarkdown } from '../report/trialsText.ts';
import { readNamedStudy } from './fileStudy.ts';
import type { Output } from './output.ts';

const formats = { csv: trialsAsCsv, json: trialsAsJson, md: trialsAsMarkdown } as const;
export type ExportFormat = keyof typeof formats;

/** `name` is what the user said, or null: then the ending of `out` tells, and without one it is CSV. Throws a UserError for any other format. */
export function exportFormat(name: string | null, out: string | null): ExportFormat {
  const wanted = name ?? /\.(\w+)$/.exec(out ?? '')?.[1] ?? 'csv';
  if (wanted === 'csv' || wanted === 'json' || wanted === 'md') return wanted;
  throw badArguments(`--format takes one of ${Object.keys(formats).join(', ')}, not "${wanted}".`);
}

/** Prints the trials, or writes them to `out` and prints its path. Throws a UserError where the journal cannot be read or the file not be written. */
export async function exportTrials(
  args: {
    readonly journal: string;
    readonly study: string | null;
    readonly format: ExportFormat;
    readonly out: string | null;
  },
  out: Output,
): Promise<void> {
  const { format } = args;
  const text = formats[format](await readNamedStudy(args, out));
  if (args.out === null) {
    out.json({ kind: 'exported', format, text });
    if (!out.isJson) out.write(text);
    return;
  }
  const file = resolve(args.out);
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw folderNotWritable(file, error);
  }
  out.result({ kind: 'exported', format, file }, file);
}
