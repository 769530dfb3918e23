// Timeline: which slot was busy with which trial, and how each ended.
import type { SeriesOption } from 'echarts';
import type { Study, Trial } from '../study/study.ts';
import { formatDuration } from '../study/words.ts';
import { framed, type Chart } from './chart.ts';
import { trialTooltip } from './marks.ts';
import { counted, shortened } from './text.ts';
import { timeLabel, timeTicks } from './timeAxis.ts';
import type { ChartUi } from './ui.ts';

type Bar = { readonly trial: Trial; readonly lane: number; readonly fromMs: number; readonly toMs: number };

export type TimelineLayout = { readonly bars: readonly Bar[]; readonly lanes: readonly string[] };

export function timelineChart(study: Study, { bars, lanes }: TimelineLayout, ui: ChartUi): Chart {
  const drawn = joined(bars);
  const endMs = bars.reduce((end, { toMs }) => Math.max(end, toMs), 1);
  const busyMs = bars.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return {
    option: framed({
      title: 'Timeline',
      ui,
      x: {
        type: 'value',
        name: 'time since the start',
        nameGap: 24,
        min: 0,
        max: endMs,
        axisLabel: { formatter: timeLabel },
        ...timeTicks(endMs),
      },
      y: {
        type: 'category',
        data: [...lanes],
        inverse: true,
        splitLine: { show: false },
        axisTick: { show: false },
      },
      series: barSeries(study, drawn, ui),
    }),
    words:
      bars.length === 0
        ? 'Timeline: no trial has started.'
        : `Timeline: ${counted(bars.length, 'trial')} on ${counted(lanes.length, 'slot')} in ${formatDuration(endMs)}; slots were busy ${Math.round((100 * busyMs) / (endMs * lanes.length))} % of the time.`,
    note: drawn.length < bars.length ? 'Trials side by side too short to be told apart are drawn as one.' : '',
    trials: bars.map(({ trial }) => trial.number),
    table: () => [
      ['trial', 'slot', 'start (ms)', 'end (ms)', 'state'],
      ...bars.map(({ trial, lane, fromMs, toMs }) => [trial.number, lanes[lane] ?? '', fromMs, toMs, trial.state]),
    ],
  };
}

/** A place that trials share, with the times at which each of its lanes is free again. */
type Place = { readonly name: string; readonly freeAtMs: number[] };

/** Each trial in the first lane of its place that is free at its start. Running trials end with the newest event. */
export function layOut({ trials }: Study): TimelineLayout {
  const started = trials.filter((trial): trial is Trial & { startedAtMs: number } => trial.startedAtMs !== null);
  const begin = started.reduce((least, { startedAtMs }) => Math.min(least, startedAtMs), Infinity);
  const now = started.reduce((most, { startedAtMs, endedAtMs }) => Math.max(most, startedAtMs, endedAtMs ?? 0), 0);
  const places = new Map<string, Place>();
  const placed = started
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
    .map((trial) => {
      const toMs = Math.max(trial.startedAtMs, trial.endedAtMs ?? now);
      const { key, name } = placeOf(trial);
      const place = places.get(key) ?? { name, freeAtMs: [] };
      places.set(key, place);
      const free = place.freeAtMs.findIndex((ms) => ms <= trial.startedAtMs);
      const laneOfPlace = free === -1 ? place.freeAtMs.length : free;
      place.freeAtMs[laneOfPlace] = toMs;
      return { trial, place, laneOfPlace, fromMs: trial.startedAtMs - begin, toMs: toMs - begin };
    });
  const firstLanes = new Map<Place, number>();
  let nLanesSoFar = 0;
  for (const place of places.values()) {
    firstLanes.set(place, nLanesSoFar);
    nLanesSoFar += place.freeAtMs.length;
  }
  return {
    bars: placed.map(({ place, laneOfPlace, ...bar }) => ({ ...bar, lane: firstLanes.get(place)! + laneOfPlace })),
    lanes: laneNames([...places.values()]),
  };
}

/** More bars than this are joined with their neighbours where no eye could tell them apart. */
const nApart = 2000;

/** Bars of one lane and one end that touch, joined up to a thousandth of the whole. */
function joined(bars: readonly Bar[]): readonly Bar[] {
  if (bars.length <= nApart) return bars;
  const endMs = bars.reduce((end, { toMs }) => Math.max(end, toMs), 1);
  const newest = new Map<number, { -readonly [Key in keyof Bar]: Bar[Key] }>();
  const drawn: Bar[] = [];
  for (const bar of bars) {
    const last = newest.get(bar.lane);
    const isNext = last?.trial.state === bar.trial.state && bar.fromMs - last.toMs < endMs / 2000;
    if (last !== undefined && isNext && bar.toMs - last.fromMs < endMs / 1000) last.toMs = bar.toMs;
    else {
      const next = { ...bar };
      newest.set(bar.lane, next);
      drawn.push(next);
    }
  }
  return drawn;
}

/** Where a trial ran, as it has noted it: on a GPU (`gpu_id` tells two of one name apart), or what another writer calls a slot or a device. */
function placeOf({ facts }: Trial): { readonly key: string; readonly name: string } {
  const { gpu, gpu_id: gpuId } = facts;
  if (typeof gpuId === 'string' && gpuId !== '') {
    return { key: `gpu ${gpuId}`, name: typeof gpu === 'string' && gpu !== '' ? gpu : `GPU ${gpuId}` };
  }
  for (const [kind, fact] of Object.entries({ slot: facts['slot'], GPU: gpu, device: facts['device'] })) {
    if (typeof fact === 'number') return { key: `${kind} ${fact}`, name: `${kind} ${fact}` };
    if (typeof fact === 'string' && fact !== '') return { key: `${kind} ${fact}`, name: fact };
  }
  return { key: '', name: '' };
}

/** `slot 1`, `slot 2` where no place is named; else its name, numbered where several share it and where it has several lanes. */
function laneNames(places: readonly Place[]): readonly string[] {
  const nth = new Map<string, number>();
  return places.flatMap((place) => {
    const n = (nth.get(place.name) ?? 0) + 1;
    nth.set(place.name, n);
    const isShared = places.filter(({ name }) => name === place.name).length > 1;
    const name = place.name === '' ? 'slot' : `${shortened(place.name, 15)}${isShared ? ` #${n}` : ''}`;
    const isNumbered = place.name === '' || place.freeAtMs.length > 1;
    return place.freeAtMs.map((_, i) => (isNumbered ? `${name}${place.name === '' ? '' : ' ·'} ${i + 1}` : name));
  });
}

function barSeries(study: Study, bars: readonly Bar[], { colors, selected }: ChartUi): readonly SeriesOption[] {
  const dimmed = selected.size > 0 ? 0.45 : 0.8;
  const styles = {
    finished: { color: colors.trial, opacity: dimmed },
    pruned: { color: colors.muted, opacity: dimmed },
    failed: { color: colors.failed, opacity: dimmed },
    running: { color: colors.best, opacity: dimmed },
    queued: { color: colors.muted, opacity: dimmed },
  } as const;
  const isPicked = ({ trial }: Bar): boolean => selected.has(trial.number);
  return [
    ...(['finished', 'pruned', 'failed', 'running'] as const).map((state) =>
      segments(
        study,
        state,
        bars.filter((bar) => bar.trial.state === state && !isPicked(bar)),
        styles[state],
      ),
    ),
    segments(study, 'picked', bars.filter(isPicked), { color: colors.selected, opacity: 1 }),
  ];
}

function segments(
  study: Study,
  name: string,
  bars: readonly Bar[],
  style: { readonly color: string; readonly opacity: number },
): SeriesOption {
  // A hair's breadth less on the right sets one trial apart from the next.
  return {
    type: 'lines',
    name,
    coordinateSystem: 'cartesian2d',
    progressive: 0,
    large: true,
    largeThreshold: 300,
    data: bars.map(({ trial, lane, fromMs, toMs }) => ({
      coords: [
        [fromMs, lane],
        [fromMs + (toMs - fromMs) * 0.97, lane],
      ],
      trial: trial.number,
    })),
    lineStyle: { ...style, width: 12, cap: 'butt' },
    tooltip: trialTooltip(study),
  };
}
