// `tunelens export`: the trials of a journal as CSV, JSON or Markdown, or as a folder for TensorBoard.
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { folderNotWritable } from '../errors.ts';
import { tensorboardFiles } from '../report/tensorboard.ts';
import { trialsAsCsv, trialsAsJson, trialsAsMarkdown } from '../report/trialsText.ts';
import type { ExportFormat } from './exportFormat.ts';
import { readNamedStudy } from './fileStudy.ts';
import type { Output } from './output.ts';
import { writeOutput } from '../system/replaceFiles.ts';

const formats = { csv: trialsAsCsv, json: trialsAsJson, md: trialsAsMarkdown } as const;

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
  const study = await readNamedStudy(args, out);
  const target = args.out === null ? null : resolve(args.out);
  if (format === 'tensorboard') {
    for (const [path, bytes] of tensorboardFiles(study)) write(join(target ?? '', path), bytes);
  } else {
    const text = formats[format](study);
    if (target !== null) write(target, text);
    else if (out.isJson) out.json({ kind: 'exported', format, text });
    else out.write(text);
  }
  if (target !== null) out.result({ kind: 'exported', format, file: target }, target);
}

function write(file: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeOutput(file, content);
  } catch (error) {
    throw folderNotWritable(file, error);
  }
}
