// The difference of two texts that have the same number of lines, in the form that `patch` and people read.

/** A unified diff with three lines around each change; empty where the texts are the same. `name` as it is shown for both sides. */
export function lineDiff(name: string, before: string, after: string): string {
  const [old, now] = [linesIn(before), linesIn(after)];
  const changed = old.flatMap((line, i) => (line === now[i] ? [] : [i]));
  const hunks = groups(changed).map(([first, last]) => {
    const [from, to] = [Math.max(0, first - context), Math.min(old.length, last + context + 1)];
    const size = `${from + 1},${to - from}`;
    return [`@@ -${size} +${size} @@`, ...linesOf(old, now, from, to)];
  });
  return hunks.length === 0 ? '' : [`--- ${name}`, `+++ ${name}`, ...hunks.flat()].join('\n');
}

const context = 3;

/** Without their `\n`; what stands behind the last one is a line only where there is something. */
function linesIn(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** First and last line of each group of changes whose surroundings touch. */
function groups(changed: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const found: [number, number][] = [];
  for (const line of changed) {
    const open = found.at(-1);
    if (open !== undefined && line - open[1] <= 2 * context) open[1] = line;
    else found.push([line, line]);
  }
  return found;
}

/** Lines that change stand together: first all that go, then all that come. */
function linesOf(old: readonly string[], now: readonly string[], from: number, to: number): readonly string[] {
  const lines: string[] = [];
  let coming: string[] = [];
  for (let i = from; i < to; i++) {
    const [before = '', after = ''] = [old[i], now[i]];
    if (before !== after) {
      lines.push(`-${before}`);
      coming.push(`+${after}`);
      continue;
    }
    lines.push(...coming, ` ${before}`);
    coming = [];
  }
  return [...lines, ...coming];
}
