// Asks at the terminal what the study should improve, where the program reports numbers whose names do not tell.
import { createInterface } from 'node:readline/promises';
import type { Objective } from '../space/objective.ts';

/** The answer; null for an empty or unknown one. */
export async function askObjective(metrics: readonly string[]): Promise<Objective | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(
      `The program reports ${metrics.join(', ')}. What should the study improve? ("maximize name" or "minimize name") `,
    );
    const [, direction, metric] = /^\s*(maximize|minimize)\s+(\S+)\s*$/.exec(answer) ?? [];
    if ((direction !== 'maximize' && direction !== 'minimize') || metric === undefined) return null;
    return metrics.includes(metric) ? { direction, metric } : null;
  } finally {
    lines.close();
  }
}
