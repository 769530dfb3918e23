// The text of an annotation with one word more or less: `off` to hold a parameter, `as` to keep its name. Pure.

/** The annotation with `off`, so that its parameter stays at the literal. */
export function heldText(tag: string): string {
  return isHeldText(tag) ? tag : tag.replace(/^@tune/, '@tune off');
}

/** The annotation without `off`. */
export function tunedText(tag: string): string {
  return tag.replace(/^@tune\s+off(?=\s|$)\s*/, '@tune ').trimEnd();
}

/** The annotation with the name `name` instead of the one that the code gives. */
export function namedText(tag: string, name: string): string {
  if (/\sas\s+\S+/.test(tag)) return tag.replace(/(\sas\s+)\S+/, (_all, as: string) => as + name);
  const [, head = tag, condition = ''] = /^(.*?)(\s+if\s.*)?$/s.exec(tag) ?? [];
  return `${head} as ${name}${condition}`;
}

function isHeldText(tag: string): boolean {
  return /^@tune\s+off(?=\s|$)/.test(tag);
}
