// The results page: message -> fold -> render. Keeps no state that the journal's lines would not give again.
import { modelOf, studyCharts } from '../src/chart/studyCharts.ts';
import { createDecoder } from '../src/study/codec.ts';
import { emptyStudy, fold } from '../src/study/fold.ts';
import type { StudyModel } from '../src/study/model.ts';
import { isFinished, type Study } from '../src/study/study.ts';
import { parseToWebview, type FromWebview, type RunState } from '../src/webviewProtocol.ts';
import { createChartsView } from './chartView.ts';
import { registerControls } from './controls.ts';
import { renderHeader, type Act } from './header.ts';
import { readThemeColors, watchTheme } from './themeColors.ts';
import { renderTrialTable } from './trialTable.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromWebview): void };

type Shown = { readonly study: Study; readonly push: (lines: readonly string[]) => void };

const host = acquireVsCodeApi();
const isPanel = document.body.dataset['surface'] === 'panel';
const page = document.getElementById('results') ?? document.body;
const head = document.createElement('div');
const trials = document.createElement('section');
const charts = createChartsView();
let shown: Shown | null = null;
let run: RunState = { kind: 'idle', nTrialsPlanned: 0, nTrialsEnded: 0, remainingMs: null };
let isFrameAsked = false;
let fitted: { study: Study; nFinished: number; model: StudyModel | null } | null = null;

registerControls();
page.append(head, charts.element, trials);
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data));
watchTheme(askFrame);
host.postMessage({ kind: 'ready' });

function receive(raw: unknown): void {
  const message = parseToWebview(raw);
  if (message === null) return;
  ({ run } = message);
  if (message.kind === 'open') shown = message.study === null ? null : openStudy(message.study);
  else if (message.kind === 'append') shown?.push(message.lines);
  askFrame();
}

function openStudy({ name, lines }: { readonly name: string; readonly lines: readonly string[] }): Shown {
  const study = emptyStudy(name);
  const decoder = createDecoder();
  const push = (more: readonly string[]): void => {
    for (const line of more) fold(study, decoder.push(line).events);
  };
  push(lines);
  return { study, push };
}

/** However many messages come, the page is drawn once a frame. */
function askFrame(): void {
  if (isFrameAsked) return;
  isFrameAsked = true;
  requestAnimationFrame(() => {
    isFrameAsked = false;
    render();
  });
}

function render(): void {
  const study = shown?.study ?? null;
  const act: Act = (action, trial) => host.postMessage({ kind: 'act', action, trial: trial ?? null });
  replaceKeepingFocus(head, renderHeader(study, run, { act, isPanel }));
  charts.show(study === null ? [] : studyCharts(study, currentModel(study), readThemeColors()));
  const table = study === null ? null : renderTrialTable(study, (trial) => act('applyTrial', trial));
  replaceKeepingFocus(trials, ...(table === null ? [] : [table]));
}

/** Fitted anew only when a trial has finished. */
function currentModel(study: Study): StudyModel | null {
  const nFinished = study.trials.filter(isFinished).length;
  if (fitted?.study !== study || fitted.nFinished !== nFinished) fitted = { study, nFinished, model: modelOf(study) };
  return fitted.model;
}

/** A button that has the keyboard keeps it while progress draws the page anew; it is known by its words. */
function replaceKeepingFocus(parent: HTMLElement, ...children: readonly HTMLElement[]): void {
  const { activeElement } = document;
  const isInside = activeElement !== null && parent.contains(activeElement);
  const words = isInside ? wordsOf(activeElement) : null;
  parent.replaceChildren(...children);
  if (words === null) return;
  const again = [...parent.querySelectorAll<HTMLElement>('vscode-button, button')].find(
    (one) => wordsOf(one) === words,
  );
  again?.focus();
}

function wordsOf(element: Element): string {
  return element.getAttribute('aria-label') ?? element.textContent;
}
