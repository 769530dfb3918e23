// How much of a study its report shows: all of a usual one; of a huge one the parameters and choices that go along with the value most and the best trials,
// so that a report is made within a minute and opens in a browser. What is left out is said.
import type { Domain, Parameter, ParamValue } from '../space/space.ts';
import { isFinished, type FinishedTrial, type Study, type Trial } from '../study/study.ts';

/** Parameters with charts of their own. */
const maxParameters = 24;
const leastParameters = 4;
/** Marks of trials in all charts together. */
const maxMarks = 150_000;
/** Choices of one parameter. */
const maxChoices = 60;
/** Rows of the table, and its cells. */
const maxRows = 2000;
const maxCells = 60_000;

/** The study as the charts show it and the model sees it: all trials, and of the space what `maxParameters` and `maxChoices` leave. */
export function shownStudy(study: Study): Study {
  const { space, trials } = study;
  if (space === null) return study;
  const nParameters = Math.max(
    leastParameters,
    Math.min(maxParameters, Math.floor(maxMarks / (trials.length + 1)) - 4),
  );
  const finished = trials.filter(isFinished);
  const isFew = space.parameters.length <= nParameters;
  if (isFew && space.parameters.every(({ domain }) => nChoices(domain) <= maxChoices)) return study;
  const parameters = isFew ? space.parameters : leading(space.parameters, finished, nParameters);
  const kept = new Set(parameters.map(({ name }) => name));
  const shown = parameters.map((parameter): Parameter => ({
    ...parameter,
    domain: shownDomain(parameter, finished, study.direction),
    conditions: parameter.conditions.filter(({ param }) => kept.has(param)),
  }));
  // Without its other parameters a constraint says nothing.
  return { ...study, space: isFew ? { ...space, parameters: shown } : { parameters: shown } };
}

/** The trials of the table: the best where there are too many, in the order of their numbers. */
export function shownTrials({ trials, direction }: Study, nColumns: number): readonly Trial[] {
  const nRows = Math.max(50, Math.min(maxRows, Math.floor(maxCells / nColumns)));
  if (trials.length <= nRows) return trials;
  const sign = direction === 'maximize' ? -1 : 1;
  const worth = ({ state, value }: Trial): number => (state === 'finished' && value !== null ? sign * value : Infinity);
  const best = trials.toSorted((a, b) => compare(worth(a), worth(b)) || a.number - b.number).slice(0, nRows);
  return best.toSorted((a, b) => a.number - b.number);
}

/** What `shown` and the table leave out, in sentences. */
export function leftOut(study: Study, shown: Study, nRows: number): readonly string[] {
  const [all, some] = [study.space?.parameters ?? [], shown.space?.parameters ?? []];
  const before = new Map(all.map((parameter) => [parameter.name, parameter]));
  const choices = some.flatMap(({ name, domain }) => {
    const n = nChoices(before.get(name)?.domain ?? domain);
    return n === nChoices(domain)
      ? []
      : [`Of the ${n} choices of ${name}, ${nChoices(domain)} of the best trials are shown.`];
  });
  return [
    ...(some.length === all.length
      ? []
      : [
          `Of ${all.length} parameters, the ${some.length} that go along with the value most are shown and learned from.`,
        ]),
    ...choices,
    ...(nRows === study.trials.length
      ? []
      : [`Of ${study.trials.length} trials, the table has the best ${nRows}; "tunelens export" writes all.`]),
  ];
}

function nChoices(domain: Domain): number {
  if (domain.kind === 'choice') return domain.choices.length;
  return domain.kind === 'mixed' ? domain.specials.length : 0;
}

/** Those whose values go along with the ranks of the trials most, in the order of the space. */
function leading(
  parameters: readonly Parameter[],
  finished: readonly FinishedTrial[],
  n: number,
): readonly Parameter[] {
  const order = finished.map((_, i) => i).toSorted((a, b) => compare(finished[a]!.value, finished[b]!.value));
  const ranks = new Float64Array(finished.length);
  for (const [rank, i] of order.entries()) ranks[i] = rank / Math.max(1, finished.length - 1) - 0.5;
  const strength = new Map(parameters.map(({ name }) => [name, association(finished, name, ranks)]));
  const strongest = parameters
    .toSorted((a, b) => (strength.get(b.name) ?? 0) - (strength.get(a.name) ?? 0))
    .slice(0, n);
  const names = new Set(strongest.map(({ name }) => name));
  return parameters.filter(({ name }) => names.has(name));
}

/** 0..1: the squared correlation of numbers with the ranks, or how much of the ranks' variance the choices explain. */
function association(finished: readonly FinishedTrial[], name: string, ranks: Float64Array): number {
  const groups = new Map<ParamValue, { n: number; sum: number }>();
  let [n, x, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (const [i, { params }] of finished.entries()) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) continue;
    const y = ranks[i]!;
    const scaled = typeof value === 'number' ? Math.sign(value) * Math.log1p(Math.abs(value)) : 0;
    [n, x, xx, xy, yy] = [n + 1, x + scaled, xx + scaled * scaled, xy + scaled * y, yy + y * y];
    if (typeof value === 'number') continue;
    const group = groups.get(value) ?? { n: 0, sum: 0 };
    groups.set(value, { n: group.n + 1, sum: group.sum + y });
  }
  const spread = n * xx - x * x;
  const line = spread > 0 && yy > 0 ? (n * xy * xy) / (spread * yy) : 0;
  // Of as many groups as trials each explains itself: half of what is left to chance is taken off.
  const between = [...groups.values()].reduce((sum, group) => sum + (group.sum * group.sum) / group.n, 0);
  const grouped = yy > 0 && groups.size > 1 ? (between / yy) * (1 - groups.size / (n + 1)) : 0;
  return Math.max(line, grouped);
}

/** Of too many choices those of the best trials, in the order of the domain. */
function shownDomain(
  { name, domain }: Parameter,
  finished: readonly FinishedTrial[],
  direction: Study['direction'],
): Domain {
  if (nChoices(domain) <= maxChoices) return domain;
  const sign = direction === 'maximize' ? -1 : 1;
  const best = finished.toSorted((a, b) => sign * compare(a.value, b.value));
  const tried = new Set<ParamValue>();
  for (const { params } of best) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value !== undefined && tried.size < maxChoices) tried.add(value);
  }
  const of = (values: readonly ParamValue[]): readonly ParamValue[] => {
    const found = values.filter((value) => tried.has(value));
    return found.length > 1 ? found : values.slice(0, 2);
  };
  if (domain.kind === 'choice') return { ...domain, choices: of(domain.choices) };
  return domain.kind === 'mixed' ? { ...domain, specials: of(domain.specials) } : domain;
}

/** Infinities are equal to themselves. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
