// The editor's theme as the colours of a chart.
import type { ChartColors } from '../src/chart/colors.ts';

const variables: Readonly<Record<Exclude<keyof ChartColors, 'grid'>, string>> = {
  text: '--vscode-foreground',
  muted: '--vscode-descriptionForeground',
  background: '--vscode-editorHoverWidget-background',
  trial: '--vscode-charts-blue',
  best: '--vscode-charts-green',
  baseline: '--vscode-charts-yellow',
  model: '--vscode-charts-purple',
  failed: '--vscode-charts-red',
  selected: '--vscode-charts-orange',
};

/** What a chart takes from the theme, and the colour of the page behind it. */
export type Theme = { readonly colors: ChartColors; readonly font: string; readonly page: string };

/** As the theme stands now; ECharts' canvas knows no variables, so they are computed. */
export function readTheme(): Theme {
  const probe = document.createElement('span');
  document.body.append(probe);
  const compute = (color: string): string => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const read = (name: keyof typeof variables): string => compute(`var(${variables[name]}, var(--vscode-foreground))`);
  const colors: ChartColors = {
    text: read('text'),
    muted: read('muted'),
    // A theme's own border can be louder than the data; a trace of the text colour never is.
    grid: faded(read('text'), 0.16),
    background: read('background'),
    trial: read('trial'),
    best: read('best'),
    baseline: read('baseline'),
    model: read('model'),
    failed: read('failed'),
    selected: read('selected'),
  };
  const page = compute('var(--vscode-editor-background)');
  probe.remove();
  return { colors, font: getComputedStyle(document.body).fontFamily, page };
}

/** Calls back when the user changes the theme: VS Code then changes the classes and variables of the page. */
export function watchTheme(onChange: () => void): void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}

function faded(rgb: string, alpha: number): string {
  const parts = rgb.match(/[\d.]+/g) ?? ['128', '128', '128'];
  return `rgba(${parts.slice(0, 3).join(', ')}, ${alpha})`;
}
