// Elements made in one expression. Text reaches the page as text only.

export type Attributes = Readonly<Record<string, string>>;

/** `text` becomes a text node; other attributes are set as they are. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { text, ...attributes }: Attributes = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

/** The element that has the keyboard keeps it while its surroundings are drawn anew; it is known by its words. */
export function replaceKeepingFocus(parent: HTMLElement, ...children: readonly Node[]): void {
  const { activeElement } = document;
  const isInside = activeElement !== null && parent.contains(activeElement);
  const words = isInside ? wordsOf(activeElement) : null;
  parent.replaceChildren(...children);
  if (words === null) return;
  const again = [...parent.querySelectorAll<HTMLElement>('vscode-button, button, input, select, summary')].find(
    (one) => wordsOf(one) === words,
  );
  again?.focus();
}

function wordsOf(one: Element): string {
  return one.getAttribute('aria-label') ?? one.textContent;
}
