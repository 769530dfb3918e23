// A chart as a file: PNG as it stands, SVG with its title, CSV of what is behind it.
import { csvOf } from '../src/chart/csv.ts';
import type { StudyChart } from '../src/chart/studyCharts.ts';
import { renderSvg } from '../src/chart/svg.ts';
import type { FileFormat, FromWebview } from '../src/webviewProtocol.ts';
import type { DrawnChart } from './drawnChart.ts';

type Save = Extract<FromWebview, { kind: 'save' }>;

/** `titled` draws the same chart with its title in the picture; `background` is the page's. */
export function exportChart(
  { spec, chart, echarts }: DrawnChart,
  format: Exclude<FileFormat, 'html'>,
  { titled, background }: { readonly titled: StudyChart; readonly background: string },
): Save {
  const size = { widthPx: echarts.getWidth(), heightPx: echarts.getHeight() + 30 };
  const option = (): ReturnType<StudyChart['draw']>['option'] => ({
    ...titled.draw().option,
    backgroundColor: background,
  });
  const content = {
    csv: () => csvOf(chart.table()),
    svg: () => renderSvg(option(), size),
    png: () =>
      echarts.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: background }).replace(/^data:[^,]*,/, ''),
  }[format]();
  return { kind: 'save', name: spec.title, format, content };
}
