// What a model hands to a tool, parsed.
import type { ToolName } from './toolSpecs.ts';
import { toolNames } from './toolSpecs.ts';

export type ToolInput = {
  readonly file: string;
  readonly parameter: string | null;
  readonly trials: number | null;
  readonly trial: number | null;
};

/** The input of a tool, or null for one that lacks the file or has a field of another kind. */
export function parseToolInput(raw: unknown): ToolInput | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { file, parameter = null, trials = null, trial = null }: Readonly<Record<string, unknown>> = { ...raw };
  if (typeof file !== 'string' || file === '') return null;
  if (parameter !== null && typeof parameter !== 'string') return null;
  if (!isCountOrNull(trials) || trials === 0 || !isCountOrNull(trial)) return null;
  return { file, parameter, trials, trial };
}

export function parseToolName(raw: unknown): ToolName | null {
  return toolNames.find((name) => name === raw) ?? null;
}

function isCountOrNull(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 1e6);
}
