// The page as a whole: what is shown, and what happens when the reader does something. However many messages come, it is drawn once a frame.
import { nothingLearned, type Learned } from '../src/chart/learned.ts';
import { trialsThrough } from '../src/chart/parallel.ts';
import { valueAtPlace } from '../src/chart/parameterAxis.ts';
import { pairOf, studyCharts, type StudyChart } from '../src/chart/studyCharts.ts';
import type { ChartUi } from '../src/chart/ui.ts';
import { renderReport } from '../src/report/html.ts';
import { activeParams } from '../src/space/activity.ts';
import type { Parameter, Params, ParamValue } from '../src/space/space.ts';
import type { Obstacle } from '../src/study/obstacle.ts';
import { bestTrial, type Study } from '../src/study/study.ts';
import { idle, type RunState, type StudyChoice } from '../src/webviewProtocol.ts';
import type { FileFormat, FromWebview, WebviewAction } from '../src/webviewProtocol.ts';
import type { ChartEvents, DrawnChart } from './drawnChart.ts';
import { exportChart } from './chartExport.ts';
import type { CardParts } from './chartCard.ts';
import { createChartsView } from './chartsView.ts';
import { createComparisonView } from './comparisonView.ts';
import { chartTools } from './chartTools.ts';
import { createHeader, type StudyShown } from './header.ts';
import { createLearner } from './learner.ts';
import { createNoteDialog } from './noteDialog.ts';
import { chartChoices, createPageStore, toggled } from './pageState.ts';
import { createSettledMark } from './settledMark.ts';
import { createSelectionBar, type Proposal } from './selectionBar.ts';
import { createStudyPicker } from './studyPicker.ts';
import { createTablePanel } from './tablePanel.ts';
import { readTheme } from './themeColors.ts';
import { createWhatIf } from './whatIf.ts';

export type PageHost = {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
};

export class ResultsPage {
  private readonly host: PageHost;
  private readonly mark;
  private readonly store;
  private readonly learner;
  private readonly header;
  private readonly picker;
  private readonly comparison = createComparisonView();
  private readonly charts;
  private readonly whatIf;
  private readonly table;
  private readonly bar;
  private study: Study | null = null;
  private obstacle: Obstacle | null = null;
  private choices: readonly StudyChoice[] = [];
  /** The study that is laid over, under the host's name for it; null: none. */
  private compared: { readonly id: string; readonly study: Study } | null = null;
  private run = idle;
  private learned: Learned = nothingLearned;
  private theme = readTheme();
  private proposal: Proposal | null = null;
  private isFrameAsked = false;
  /** Counts what has come from the host: a study grows in place. */
  private revision = 0;

  /** Puts its elements into `parent`. */
  constructor(parent: HTMLElement, { host, isPanel }: { readonly host: PageHost; readonly isPanel: boolean }) {
    this.host = host;
    this.mark = createSettledMark(parent);
    const askFrame = this.askFrame.bind(this);
    this.store = createPageStore(host, askFrame);
    this.learner = createLearner(askFrame, (isWorking) => this.mark('learning', isWorking));
    const apply = (trial: number): void => this.act('applyTrial', trial);
    const runHere = (params: Params): void => host.postMessage({ kind: 'runHere', params });
    const pick = this.pick.bind(this);
    const star = (trials: readonly number[]): void => {
      const isStarred = trials.some((trial) => this.study?.stars.has(trial) !== true);
      host.postMessage({ kind: 'star', trials, isStarred });
    };
    const notes = createNoteDialog((trial, note) => host.postMessage({ kind: 'note', trial, note }));
    this.picker = createStudyPicker({
      showStudy: (id) => host.postMessage({ kind: 'choose', how: 'show', id }),
      compare: (id) => host.postMessage({ kind: 'choose', how: 'compare', id }),
    });
    this.header = createHeader(isPanel, {
      act: (action, trial) => this.act(action, trial),
      saveReport: () => this.saveReport(),
    });
    this.charts = createChartsView(this.partsOf.bind(this), (isDrawing) => this.mark('drawing', isDrawing));
    this.whatIf = createWhatIf({
      predict: (params, onAnswer) => this.learner.predict('tried', params, onAnswer),
      runHere,
      setTried: (tried) => this.store.set({ tried }),
    });
    this.table = createTablePanel(this.store, {
      apply,
      pick,
      star,
      note: (trial) => notes.open(trial, this.study?.notes.get(trial) ?? ''),
      saveCsv: (content) => this.save({ name: `${this.study?.name ?? ''} trials`, format: 'csv', content }),
    });
    const compare = (): void => {
      this.store.set({ rows: 'picked' });
      this.table.element.scrollIntoView({ block: 'start' });
    };
    this.bar = createSelectionBar(this.store, { apply, runHere, star, compare, clear: () => pick([], false) });
    const { progress, parameters, together } = this.charts.elements;
    parent.append(
      this.header.element,
      this.picker.element,
      this.comparison.element,
      progress,
      parameters,
      together,
      this.whatIf.element,
      this.table.element,
      this.bar.element,
      notes.element,
    );
  }

  /** From now on; drawn with the next frame. `hasChanged`: it is another study, or the same that has grown. */
  show({ study, obstacle }: StudyShown, run: RunState, hasChanged: boolean): void {
    if (study !== this.study) this.proposal = null;
    [this.study, this.obstacle, this.run] = [study, obstacle, run];
    if (hasChanged) this.revision += 1;
    this.askFrame();
  }

  /** The studies of the workspace. */
  showStudies(choices: readonly StudyChoice[]): void {
    this.choices = choices;
    this.askFrame();
  }

  /** Lays a study over the one that is shown; null: none. The host keeps which. */
  compare(compared: { readonly id: string; readonly study: Study } | null): void {
    this.compared = compared;
    this.revision += 1;
    this.askFrame();
  }

  /** A trial or a parameter was chosen elsewhere in the editor. */
  point({ trial, parameter }: { readonly trial: number | null; readonly parameter: string | null }): void {
    if (trial !== null) this.select(new Set([trial]));
    if (parameter !== null) this.charts.point(parameter);
  }

  /** Reads the theme's colours again. */
  changeTheme(): void {
    this.theme = readTheme();
    this.askFrame();
  }

  private askFrame(): void {
    if (this.isFrameAsked) return;
    this.isFrameAsked = true;
    this.mark('frame', true);
    requestAnimationFrame(() => {
      this.isFrameAsked = false;
      this.draw();
      this.mark('frame', this.isFrameAsked);
    });
  }

  private draw(): void {
    const { study, obstacle, run } = this;
    if (study !== null && this.store.get().study !== study.name) this.forget(study.name);
    const state = this.store.get();
    this.learned = study === null ? nothingLearned : this.learner.learned(study, state);
    const { learned } = this;
    this.header.show({ study, obstacle }, run, learned);
    const { revision, theme } = this;
    const compared = this.compared?.study ?? null;
    this.picker.show(this.choices, this.compared?.id ?? null);
    this.comparison.show(study, compared, revision);
    this.charts.show(study === null ? [] : studyCharts(study, learned, this.ui(false)), [
      study,
      revision,
      theme,
      compared,
      ...chartChoices(state),
    ]);
    this.whatIf.show(study, state.tried, learned.slices);
    this.table.show(study);
    this.bar.show(study, this.proposal);
  }

  /** What was chosen of another study says nothing of this one. */
  private forget(study: string): void {
    this.store.set({ study, selected: new Set(), tried: {}, pair: null });
  }

  private ui(isTitled: boolean): ChartUi {
    return { ...this.store.get(), ...this.theme, isTitled, compared: this.compared?.study ?? null };
  }

  private act(action: WebviewAction, trial?: number): void {
    this.host.postMessage({ kind: 'act', action, trial: trial ?? null });
  }

  private save(file: { readonly name: string; readonly format: FileFormat; readonly content: string }): void {
    this.host.postMessage({ kind: 'save', ...file });
  }

  private saveReport(): void {
    const { study, learned } = this;
    if (study !== null) this.save({ name: study.name, format: 'html', content: renderReport(study, learned) });
  }

  private pick(trials: readonly number[], isAdded: boolean): void {
    this.select(isAdded ? toggled(this.store.get().selected, trials) : new Set(trials));
    this.tellPicked();
  }

  /** What was brushed or pointed at before is no longer what is picked. */
  private select(selected: ReadonlySet<number>): void {
    this.proposal = null;
    this.charts.clearBrush();
    this.store.set({ selected });
  }

  private tellPicked(): void {
    const [only, ...others] = this.store.get().selected;
    if (only !== undefined && others.length === 0) {
      this.host.postMessage({ kind: 'pointed', trial: only, parameter: null });
    }
  }

  /** Asks what the model expects where the reader has pointed: the other parameters as in the best trial. */
  private propose(pointed: Params): void {
    const space = this.study?.space ?? null;
    const best = this.study === null ? null : bestTrial(this.study);
    if (space === null || best === null) return;
    const initials = Object.fromEntries(space.parameters.map(({ name, initial }) => [name, initial]));
    const wanted: Readonly<Record<string, ParamValue | undefined>> = { ...initials, ...best.params, ...pointed };
    const params = activeParams(space, (name) => wanted[name]);
    this.select(new Set());
    this.proposal = { params, names: Object.keys(pointed), prediction: undefined };
    this.learner.predict('pointed', params, (prediction) => {
      if (this.proposal?.params === params) this.proposal = { ...this.proposal, prediction };
      this.askFrame();
    });
  }

  private pair(): readonly [Parameter, Parameter] | null {
    return this.study === null ? null : pairOf(this.study, this.learned, this.ui(false));
  }

  private pairNames(): readonly [string, string] | null {
    const pair = this.pair();
    return pair === null ? null : [pair[0].name, pair[1].name];
  }

  private partsOf(chart: StudyChart, drawn: () => DrawnChart | null): CardParts {
    const { kind, parameter } = chart;
    return {
      tools: () => this.toolsOf(chart, drawn),
      toolsKey: () => (kind === 'contour' ? JSON.stringify(this.pairNames()) : ''),
      events: this.eventsOf(chart),
      goToSource: parameter === null ? null : () => this.host.postMessage({ kind: 'pointed', trial: null, parameter }),
    };
  }

  private toolsOf({ kind, parameter, title }: StudyChart, drawn: () => DrawnChart | null): readonly HTMLElement[] {
    const save = (format: Exclude<FileFormat, 'html'>): void => {
      const [study, chart] = [this.study, drawn()];
      if (study === null || chart === null) return;
      const charts = studyCharts(study, this.learned, this.ui(true));
      const titled = charts.find((one) => one.kind === kind && one.parameter === parameter) ?? chart.spec;
      this.save(exportChart(chart, format, { titled, background: this.theme.page }));
    };
    return chartTools({
      kind,
      title,
      save,
      store: this.store,
      names: (this.study?.space?.parameters ?? []).map(({ name }) => name),
      pair: () => this.pairNames(),
    });
  }

  private eventsOf({ kind, parameter }: StudyChart): ChartEvents {
    return {
      pick: this.pick.bind(this),
      ask: ({ x, y }) => {
        const parameters = kind === 'contour' ? (this.pair() ?? []) : this.named(parameter);
        const places = [x, y];
        const values = parameters.map(({ name, domain }, i) => [name, valueAtPlace(domain, places[i] ?? 0)] as const);
        if (values.length > 0) this.propose(Object.fromEntries(values));
      },
      brush: (brushed) => {
        if (this.study === null) return;
        this.proposal = null;
        this.store.set({ selected: new Set(brushed.size === 0 ? [] : trialsThrough(this.study, brushed)) });
        this.tellPicked();
      },
    };
  }

  private named(name: string | null): readonly Parameter[] {
    return (this.study?.space?.parameters ?? []).filter((parameter) => parameter.name === name);
  }
}
