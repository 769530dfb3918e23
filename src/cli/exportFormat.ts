// What `tunelens export` can write.
import { badArguments } from '../errors.ts';

export const exportFormats = ['csv', 'json', 'md', 'tensorboard'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** `name` is what the user said, or null: then the ending of `out` tells, and without one it is CSV. Throws a UserError for any other format. */
export function exportFormat(name: string | null, out: string | null): ExportFormat {
  const wanted = name ?? /\.(\w+)$/.exec(out ?? '')?.[1] ?? 'csv';
  if (wanted === 'tensorboard' && out === null) throw badArguments('--format tensorboard needs --out, a folder.');
  const format = exportFormats.find((one) => one === wanted);
  if (format === undefined) throw badArguments(`--format takes one of ${exportFormats.join(', ')}, not "${wanted}".`);
  return format;
}
