// The sections of RESULTS.md: each part of the bench rewrites its own and leaves the others.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'RESULTS.md');

/** Replaces the section of that title, or adds it at the end. */
export function writeSection(title: string, body: string): void {
  const [head = '', ...sections] = readFileSync(file, 'utf8').trimEnd().split(/^## /m);
  const section = `${title}\n${body.trim()}\n`;
  const at = sections.findIndex((other) => other.startsWith(`${title}\n`));
  if (at === -1) sections.push(section);
  else sections[at] = section;
  writeFileSync(file, `${[head.trimEnd(), ...sections.map((text) => `## ${text.trimEnd()}`)].join('\n\n')}\n`);
}

/** By linear interpolation between order statistics. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}
