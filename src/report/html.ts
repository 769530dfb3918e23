// A study as one HTML file: verdict, charts, trials, how it was made. Complete in itself, without scripts, by day and by night and on paper.
import type { ChartColors } from '../chart/colors.ts';
import { fontFamily } from '../chart/chart.ts';
import { learn, modelOf, type Learned } from '../chart/learned.ts';
import { studyCharts, type StudyChart } from '../chart/studyCharts.ts';
import { renderSvg } from '../chart/svg.ts';
import { usualUi, type ChartUi } from '../chart/ui.ts';
import { messageOf } from '../errors.ts';
import { xmlText } from '../markup.ts';
import { findingsOf } from '../study/findings.ts';
import { baselineTrial, bestTrial, isFinished, type Study, type Trial } from '../study/study.ts';
import { formatValue, isoTime } from '../study/words.ts';
import { leftOut, shownStudy, shownTrials } from './extent.ts';
import { reportStyle } from './style.ts';
import { ownOf } from '../space/own.ts';

/** The page reads its colours from the style sheet, so one drawing serves light and dark. */
const colors: ChartColors = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  grid: 'var(--grid)',
  background: 'var(--background)',
  trial: 'var(--trial)',
  best: 'var(--best)',
  baseline: 'var(--baseline)',
  model: 'var(--model)',
  failed: 'var(--failed)',
  selected: 'var(--selected)',
};
const ui: ChartUi = { ...usualUi, colors, font: fontFamily };

/** What a report needs to know; takes about a second for a hundred trials. Of a huge study what its report shows of it. */
export function learnedOf(study: Study): Learned {
  const shown = shownStudy(study);
  return learn(shown, modelOf(shown), { pair: null, hasAverages: false });
}

/** The whole text of the file. Every text of the study is escaped. */
export function renderReport(study: Study, learned: Learned): string {
  const findings = findingsOf(study, learned);
  const shown = shownStudy(study);
  const figures = studyCharts(shown, learned, ui).map(figure);
  const names = shown.space?.parameters.map(({ name }) => name) ?? [];
  const trials = shownTrials(study, names.length + 4);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${xmlText(study.name)} · TuneLens</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<header><h1>${xmlText(study.name)}</h1>${summaryOf(study)}</header>
<section class="charts">
<div class="figures">
${figures.join('\n')}
</div>
<p class="key"><span class="trial">●</span> trial <span class="best">◆</span> best <span class="model">▬</span> what the model expects, with its 95 % band, where the other parameters are as in the best trial
<span class="baseline">╌</span> your own values <span class="failed">✕</span> failed</p>
${leftOut(study, shown, trials.length)
  .map((text) => `<p class="key">${xmlText(text)}</p>`)
  .join('\n')}
</section>
${findingsSection(findings)}
<section>
<h2>Trials</h2>
${tableOf(study, trials, names)}
</section>
<section>
<h2>How this was made</h2>
${originOf(study)}
</section>
</main>
</body>
</html>
`;
}

/** Ids of a drawing must differ from those of the others on the page. A chart that cannot be drawn leaves the others and the trials to be read. */
function figure(chart: StudyChart, index: number): string {
  const wide = chart.isWide ? ' class="wide"' : '';
  try {
    return `<figure${wide}>${drawn(chart, index)}</figure>`;
  } catch (error) {
    const words = `${chart.title}: this chart cannot be drawn of these numbers (${messageOf(error)}).`;
    return `<figure${wide}><figcaption>${xmlText(words)}</figcaption></figure>`;
  }
}

function drawn({ draw, heightPx, isWide }: StudyChart, index: number): string {
  const { option, words, note } = draw();
  const svg = renderSvg(option, { widthPx: isWide ? 900 : 440, heightPx: heightPx() + 30 }, `c${index}`);
  const caption = note === '' ? '' : `<figcaption>${xmlText(note)}</figcaption>`;
  return `<div role="img" aria-label="${xmlText(words)}">${svg}</div>${caption}`;
}

/** Of the best trial, beside its value. */
const maxParams = 100;

function summaryOf(study: Study): string {
  const best = bestTrial(study);
  const baseline = baselineTrial(study);
  const metric = study.objective?.metric ?? 'value';
  if (best === null) return '<p>No trial has finished yet.</p>';
  const params = Object.entries(best.params)
    .slice(0, maxParams)
    .map(([name, value]) => `<code>${xmlText(`${name} = ${formatValue(value)}`)}</code>`);
  const own = baseline !== null && isFinished(baseline) ? baseline.value : null;
  const compared =
    own === null
      ? 'Your own values have no result to compare with.'
      : own === best.value
        ? `No trial was better than your own values (${formatValue(own)}).`
        : `Your own values reach ${formatValue(own)}. Each was trained once, so part of the difference may be chance.`;
  return `<p class="verdict">Best ${xmlText(metric)} <strong>${formatValue(best.value)}</strong>, trial ${best.number}: ${params.join(' ')}</p><p>${compared}</p>`;
}

function findingsSection(findings: readonly string[]): string {
  if (findings.length === 0) return '';
  return `<section>\n<h2>What was learned</h2>\n<ul>${findings.map((text) => `<li>${xmlText(text)}</li>`).join('')}</ul>\n</section>`;
}

function tableOf(study: Study, trials: readonly Trial[], names: readonly string[]): string {
  if (study.trials.length === 0) return '<p>There is none yet.</p>';
  const best = bestTrial(study);
  const hasNotes = study.notes.size > 0;
  const notes = hasNotes ? ['note'] : [];
  const head = ['trial', study.objective?.metric ?? 'value', ...names, 'seconds', 'state', ...notes];
  const rows = trials.map((trial) => {
    const cells = [
      `${trial.number}${study.stars.has(trial.number) ? ' ★' : ''}`,
      trial.value === null ? '' : formatValue(trial.value),
      ...names.map((name) => (Object.hasOwn(trial.params, name) ? formatValue(trial.params[name]) : '')),
      secondsOf(trial),
      stateOf(trial),
      ...(hasNotes ? [study.notes.get(trial.number) ?? ''] : []),
    ];
    return `<tr${trial === best ? ' class="best-row"' : ''}>${cells.map((cell) => `<td>${xmlText(cell)}</td>`).join('')}</tr>`;
  });
  const heads = head.map((cell) => `<th scope="col">${xmlText(cell)}</th>`).join('');
  return `<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function secondsOf({ startedAtMs, endedAtMs }: Trial): string {
  return startedAtMs === null || endedAtMs === null ? '' : ((endedAtMs - startedAtMs) / 1000).toFixed(1);
}

function stateOf({ state, facts }: Trial): string {
  const reason = facts['fail_reason'];
  return state === 'failed' && typeof reason === 'string' ? `failed: ${reason}` : state;
}

function originOf(study: Study): string {
  const facts = study.trials.findLast(({ facts }) => 'backend' in facts)?.facts ?? {};
  const text = (name: string): string => {
    const fact = ownOf(facts, name);
    return typeof fact === 'string' ? fact : '';
  };
  const rows = [
    ['objective', study.objective === null ? '' : `${study.objective.direction} ${study.objective.metric}`],
    ['seed', String(study.seed)],
    ['begun', isoTime(study.createdAtMs) ?? ''],
    ['backend', text('backend')],
    ['TensorFlow.js', text('tfjs')],
    ['Node', text('node')],
  ].filter(([, value]) => value !== '');
  return `<dl>${rows.map(([name = '', value = '']) => `<dt>${xmlText(name)}</dt><dd>${xmlText(value)}</dd>`).join('')}</dl>`;
}
