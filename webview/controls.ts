// Registers the elements of the VS Code webview toolkit that the page uses. The only file that names the toolkit, so that it stays replaceable.
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}

/** A button of the editor's look. `isPrimary` is for the one thing most likely wanted. */
export function createButton(label: string, options: { isPrimary: boolean; onClick: () => void }): HTMLElement {
  const button = document.createElement('vscode-button');
  button.setAttribute('appearance', options.isPrimary ? 'primary' : 'secondary');
  button.textContent = label;
  button.addEventListener('click', options.onClick);
  return button;
}
