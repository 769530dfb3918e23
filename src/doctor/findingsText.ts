// Findings as text for a terminal: a mark and a word each, wrapped to its width, with nothing that only a colour says.
import { wrap } from '../report/wrap.ts';
import type { Finding, FindingStatus } from './finding.ts';

export type TextOptions = {
  /** Columns of the terminal. */
  readonly width: number;
  /** Colours the mark and word of a status, or leaves them as they are. */
  readonly colour: (status: FindingStatus, text: string) => string;
};

const labels: Readonly<Record<FindingStatus, string>> = { ok: '✓ ok', warning: '! warning', problem: '✗ problem' };
const indent = 11;

/** A block of lines per finding, and last a line that counts them. */
export function findingsText(findings: readonly Finding[], { width, colour }: TextOptions): string {
  const blocks = findings.map(({ status, title, detail, remedy }) => {
    const details = detail === '' ? [] : detail.split('\n');
    const lines = [title, ...details, ...(remedy === null ? [] : [`→ ${remedy}`])];
    const [first = '', ...rest] = lines.flatMap((line) => wrap(line, Math.max(40, width - indent)));
    const label = labels[status];
    const head = `${colour(status, label)}${' '.repeat(indent - label.length)}${first}`;
    return [head, ...rest.map((line) => `${' '.repeat(indent)}${line}`)].join('\n');
  });
  return `${blocks.join('\n')}\n\n${summary(findings)}`;
}

function summary(findings: readonly Finding[]): string {
  const count = (status: FindingStatus): number => findings.filter((finding) => finding.status === status).length;
  const [nProblems, nWarnings] = [count('problem'), count('warning')];
  if (nProblems + nWarnings === 0) return 'Everything that trials need is there.';
  const parts = [plural(nProblems, 'problem'), plural(nWarnings, 'warning')].filter((part) => part !== '');
  return `${parts.join(' and ')}. ${nProblems > 0 ? 'Mend the problems before you tune.' : 'Trials can run.'}`;
}

function plural(n: number, noun: string): string {
  return n === 0 ? '' : `${n} ${noun}${n === 1 ? '' : 's'}`;
}
