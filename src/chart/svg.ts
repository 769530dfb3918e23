// A chart as SVG text, without a DOM.
import type { EChartsOption } from 'echarts';
import { init } from './echarts.ts';

export type SvgSize = { readonly widthPx: number; readonly heightPx: number };

/** Two renderings of one option agree to the byte. `prefix` begins its ids: charts of one page need different ones. */
export function renderSvg(option: EChartsOption, { widthPx, heightPx }: SvgSize, prefix = 'zr'): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx });
  try {
    chart.setOption(option);
    return renumbered(chart.renderToSVGString(), prefix);
  } finally {
    chart.dispose();
  }
}

/** Class names and ids count up over the life of the process. */
function renumbered(svg: string, prefix: string): string {
  const names = new Map<string, string>();
  return svg.replace(/zr\d+-(cls-|c|g|p|s)?\w*\d+/g, (name) => {
    const known = names.get(name) ?? `${prefix}-${names.size}`;
    names.set(name, known);
    return known;
  });
}
