// Mounts charts in the page: one canvas each, which follows its box in size and is kept while the study grows.
import { init, type EChartsType } from '../src/chart/echarts.ts';
import type { StudyChart } from '../src/chart/studyCharts.ts';

export type ChartsView = { readonly element: HTMLElement; show(charts: readonly StudyChart[]): void };

type Mounted = { readonly box: HTMLElement; readonly chart: EChartsType };

export function createChartsView(): ChartsView {
  const element = document.createElement('section');
  element.className = 'charts';
  const mounted = new Map<string, Mounted>();
  const sizes = new ResizeObserver(() => {
    for (const { chart } of mounted.values()) chart.resize();
  });
  return {
    element,
    show: (charts) => {
      const wanted = new Set(charts.map(keyOf));
      for (const [key, { box, chart }] of mounted) {
        if (wanted.has(key)) continue;
        sizes.unobserve(box);
        chart.dispose();
        box.remove();
        mounted.delete(key);
      }
      for (const one of charts) {
        const there = mounted.get(keyOf(one)) ?? mount(one, element, sizes);
        mounted.set(keyOf(one), there);
        update(there, one);
      }
    },
  };
}

function keyOf({ kind, parameter }: StudyChart): string {
  return `${kind} ${parameter ?? ''}`;
}

function mount({ kind, parameter }: StudyChart, parent: HTMLElement, sizes: ResizeObserver): Mounted {
  const box = document.createElement('div');
  box.className = `chart ${kind}`;
  box.dataset['chart'] = kind;
  if (parameter !== null) box.dataset['parameter'] = parameter;
  box.setAttribute('role', 'img');
  parent.append(box);
  sizes.observe(box);
  return { box, chart: init(box, null, { renderer: 'canvas' }) };
}

function update({ box, chart }: Mounted, { chart: { option, words, nMarks } }: StudyChart): void {
  box.dataset['marks'] = String(nMarks);
  box.setAttribute('aria-label', words);
  chart.setOption(option, { notMerge: true });
}
