// The controls of the page. The only file that names the VS Code webview toolkit, so that it stays replaceable; what the toolkit has no element
// for, or makes heavy, is the browser's own in the editor's colours.
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import { element } from './dom.ts';

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

/** A button that looks like a link. `label` is what a screen reader says, where the text says too little. */
export function createLink(text: string, onClick: () => void, label = text): HTMLButtonElement {
  const button = element('button', { text, class: 'link', type: 'button', 'aria-label': label });
  button.addEventListener('click', onClick);
  return button;
}

export type Choice<Value extends string> = { readonly value: Value; readonly text: string };

/** A list of which one is chosen. */
export function createSelect<Value extends string>(
  label: string,
  choices: readonly Choice<Value>[],
  { chosen, onChange }: { readonly chosen: Value; readonly onChange: (value: Value) => void },
): HTMLSelectElement {
  const options = choices.map(({ value, text }) => element('option', { value, text }));
  const select = element('select', { 'aria-label': label, title: label }, ...options);
  select.value = chosen;
  select.addEventListener('change', () => {
    const choice = choices.find(({ value }) => value === select.value);
    if (choice !== undefined) onChange(choice.value);
  });
  return select;
}

/** A box that is checked or not, with its label behind it. */
export function createCheckbox(
  text: string,
  { isChecked, onChange }: { readonly isChecked: boolean; readonly onChange: (isChecked: boolean) => void },
): HTMLLabelElement {
  const box = element('input', { type: 'checkbox', 'aria-label': text });
  box.checked = isChecked;
  box.addEventListener('change', () => onChange(box.checked));
  return element('label', { class: 'checkbox' }, box, element('span', { text }));
}

/** A few things to do behind one word; closes when one was done or the keyboard leaves. */
export function createMenu(
  text: string,
  label: string,
  items: readonly { readonly text: string; readonly run: () => void }[],
): HTMLElement {
  const menu = element('details', { class: 'menu' });
  const buttons = items.map(({ text: name, run }) =>
    createLink(name, () => {
      menu.open = false;
      run();
    }),
  );
  menu.append(element('summary', { text, 'aria-label': label, title: label }), element('div', {}, ...buttons));
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && menu.contains(relatedTarget))) menu.open = false;
  });
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
  return menu;
}
