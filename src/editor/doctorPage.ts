// What the doctor found, as a page of Markdown. Knows no editor.
import * as l10n from '@vscode/l10n';
import { markdownBlock, markdownText } from '../markup.ts';
import type { Finding, FindingStatus } from '../doctor/finding.ts';

/** The worst first; each with its remedy. */
export function doctorPage(findings: readonly Finding[]): string {
  const order: readonly FindingStatus[] = ['problem', 'warning', 'ok'];
  const sorted = findings.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return `# ${l10n.t('TuneLens doctor')}\n\n${summary(findings)}\n${sorted.map(section).join('')}`;
}

function summary(findings: readonly Finding[]): string {
  const count = (status: FindingStatus): number => findings.filter((finding) => finding.status === status).length;
  const [nProblems, nWarnings] = [count('problem'), count('warning')];
  if (nProblems > 0)
    return l10n.t('Problems: {0}. Warnings: {1}. Mend the problems before you tune.', nProblems, nWarnings);
  if (nWarnings > 0) return l10n.t('Warnings: {0}. Trials can run.', nWarnings);
  return l10n.t('Everything that trials need is there.');
}

function section({ status, title, detail, remedy }: Finding): string {
  const marks: Readonly<Record<FindingStatus, string>> = {
    ok: l10n.t('✓ ok'),
    warning: l10n.t('! warning'),
    problem: l10n.t('✗ problem'),
  };
  const mend = remedy === null ? '' : `\n**${l10n.t('To mend it')}:** ${markdownText(remedy)}\n`;
  return `\n### ${marks[status]}: ${markdownText(title)}\n${detail === '' ? '' : `\n${markdownBlock(detail)}\n`}${mend}`;
}
