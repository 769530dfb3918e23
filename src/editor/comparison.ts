// Which study is laid over which on the results pages. The workspace keeps it: a page that is left abruptly may lose what it keeps itself.
import type { Memento } from 'vscode';

/** Journal files: the study that is shown, and the one that is laid over it. */
type Pair = { readonly shown: string; readonly over: string };

export type Comparison = {
  /** The journal laid over the study of `shown`; null: none. */
  readonly over: (shown: string | null) => string | null;
  /** Lays the journal `over` over the study of `shown`, or none; forgets what was laid over another study. */
  readonly choose: (shown: string | null, over: string | null) => void;
};

const key = 'tunelens.comparison';

export function createComparison(memory: Pick<Memento, 'get' | 'update'>): Comparison {
  let pair = parsePair(memory.get<unknown>(key));
  return {
    over: (shown) => (pair !== null && pair.shown === shown && pair.over !== shown ? pair.over : null),
    choose: (shown, over) => {
      pair = shown === null || over === null ? null : { shown, over };
      void memory.update(key, pair ?? undefined);
    },
  };
}

/** Another version may have kept it. */
function parsePair(raw: unknown): Pair | null {
  if (typeof raw !== 'object' || raw === null || !('shown' in raw) || !('over' in raw)) return null;
  const { shown, over } = raw;
  return typeof shown === 'string' && typeof over === 'string' ? { shown, over } : null;
}
