// Why a study is shown and not written to, though all of it was read.

export type Obstacle =
  | { readonly kind: 'objectives'; readonly nObjectives: number }
  /** A record of a newer Optuna; `line` counts from 0. */
  | { readonly kind: 'operation'; readonly op: number; readonly line: number };

/** One or two sentences. The editor has its own, which are translated. */
export function obstacleSentence(obstacle: Obstacle): string {
  return obstacle.kind === 'objectives'
    ? `It has ${obstacle.nObjectives} objectives; the first is shown, and TuneLens can improve but one.`
    : `Line ${obstacle.line + 1} has the operation ${obstacle.op}, which this version does not know; a newer Optuna may have written it.`;
}
