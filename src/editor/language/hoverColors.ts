// The colours of the chart in a hover. A picture there cannot read the theme's own colours, so there is a set for each kind of theme.
import * as vscode from 'vscode';
import type { ChartColors } from '../../chart/colors.ts';

const dark: ChartColors = {
  text: '#cccccc',
  muted: '#9d9d9d',
  grid: '#454545',
  background: '#252526',
  trial: '#75beff',
  best: '#89d185',
  baseline: '#cca700',
  model: '#b180d7',
  failed: '#f14c4c',
  selected: '#ffab40',
};
const light: ChartColors = {
  text: '#3b3b3b',
  muted: '#616161',
  grid: '#d4d4d4',
  background: '#f8f8f8',
  trial: '#1a85ff',
  best: '#388a34',
  baseline: '#855f00',
  model: '#652d90',
  failed: '#c72e0f',
  selected: '#b35900',
};
const contrast = { dark: '#ffffff', light: '#000000' };
const darkContrast: ChartColors = {
  ...dark,
  text: contrast.dark,
  muted: contrast.dark,
  grid: '#6fc3df',
  background: '#000000',
};
const lightContrast: ChartColors = {
  ...light,
  text: contrast.light,
  muted: contrast.light,
  grid: '#0f4a85',
  background: '#ffffff',
};

/** The colours that suit a kind of theme. */
export function hoverColors(kind: vscode.ColorThemeKind): ChartColors {
  switch (kind) {
    case vscode.ColorThemeKind.Light:
      return light;
    case vscode.ColorThemeKind.Dark:
      return dark;
    case vscode.ColorThemeKind.HighContrast:
      return darkContrast;
    case vscode.ColorThemeKind.HighContrastLight:
      return lightContrast;
  }
}
