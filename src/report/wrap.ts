// Lines of text for a terminal.

/** Breaks between words only, so that a path or a command that fits a line can be copied whole; a % stays with its number. At least one line. */
export function wrap(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of line.split(/ (?!%)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
