// The results page at scale, in Chromium without an editor: how soon it is usable, how long a new trial takes to be drawn, how the table scrolls.
import { cpus, loadavg } from 'node:os';
import { findChromium, launchChromium } from '../e2e/browser.ts';
import { linesOf, openPanelPage, type PanelPage } from '../e2e/panelPage.ts';
import { bigStudy, oneTrial, type StudySize } from './panelStudies.ts';
import { quantile } from './results.ts';

const sizes: readonly (StudySize & { readonly what: string })[] = [
  { what: '10,000 trials of 20 parameters', nTrials: 10_000, nParameters: 20, nReports: 0 },
  { what: '1,000 trials of 5 parameters with 100 reports', nTrials: 1000, nParameters: 5, nReports: 100 },
  { what: '100 trials of 5 parameters with 10 reports', nTrials: 100, nParameters: 5, nReports: 10 },
];
const nAppended = 15;

/** The section of RESULTS.md. Throws where there is no Chromium. */
export async function benchPanel(): Promise<string> {
  const browser = await launchChromium(findChromium() ?? '');
  const rows: string[] = [];
  try {
    for (const size of sizes) rows.push(await rowOf(browser, size));
  } finally {
    await browser.close();
  }
  return [
    `Made by \`npm run bench -- panel\` in Chromium ${browser.version()} (no GPU) on ${cpus().length} shared cores (load ${Math.round(loadavg()[0] ?? 0)}), 1000 x 900 pixels.`,
    '*Open*: from the message with the whole study to the frame after the first chart and the table are drawn; *append*: from the message with one',
    'finished trial to the frame that shows it, median of 15, the model being worked out by the worker meanwhile; *scroll*: for one frame in which the',
    "table goes on by 5 rows (60 frames a second need 16.7 ms or less). Of each the time by the clock and, behind the stroke, the processor's time of the page's",
    'own thread: waiting for a core does not count, though a busy machine lengthens it, too, by its shared caches. *Memory*: the page after all that, its worker',
    'not counted. The journal is in the page when the clock starts; an editor brings it there from another process.',
    '',
    '| study | journal | open | append | scroll, a frame | memory |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

type Browser = Awaited<ReturnType<typeof launchChromium>>;

async function rowOf(browser: Browser, { what, ...size }: (typeof sizes)[number]): Promise<string> {
  const lines = linesOf(bigStudy(size));
  const panel = await openPanelPage(browser);
  try {
    const cpu = await createCpuClock(panel);
    await hand(panel, lines, 'open');
    const open = await cpu.during(() => timed(panel, size.nTrials));
    // A study's line numbers go on: the whole is encoded, and what is new of it is sent.
    const more = [...Array(nAppended).keys()].map((i) => size.nTrials + i);
    const all = linesOf([...bigStudy(size), ...more.flatMap((trial) => oneTrial(trial, size))]);
    const perTrial = (all.length - lines.length) / nAppended;
    const appended: Times[] = [];
    for (const i of more.keys()) {
      const from = lines.length + i * perTrial;
      const next = all.slice(from, from + perTrial);
      await hand(panel, next, 'append');
      appended.push(await cpu.during(() => timed(panel, size.nTrials + i + 1)));
    }
    const scroll = await cpu.during(() => scrolled(panel));
    const bytes = lines.reduce((sum, line) => sum + line.length + 1, 0);
    const cells = [
      what,
      megabytes(bytes),
      words(open),
      words(middle(appended)),
      words({ wallMs: scroll.wallMs / nScrolled, cpuMs: scroll.cpuMs / nScrolled }),
      megabytes(await memoryOf(panel)),
    ];
    return `| ${cells.join(' | ')} |`;
  } finally {
    await panel.close();
  }
}

type Times = { readonly wallMs: number; readonly cpuMs: number };

function words({ wallMs, cpuMs }: Times): string {
  return `${Number(wallMs.toPrecision(2))} / ${Number(cpuMs.toPrecision(2))} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

function middle(times: readonly Times[]): Times {
  const median = (of: (one: Times) => number): number => quantile(times.map(of), 0.5);
  return { wallMs: median(({ wallMs }) => wallMs), cpuMs: median(({ cpuMs }) => cpuMs) };
}

/** The processor time of the page's main thread. */
async function createCpuClock(panel: PanelPage) {
  const session = await panel.page.context().newCDPSession(panel.page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const nowMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  return {
    during: async (act: () => Promise<number>): Promise<Times> => {
      const startMs = await nowMs();
      const wallMs = await act();
      return { wallMs, cpuMs: (await nowMs()) - startMs };
    },
  };
}

/** Brings a message into the page, which costs as much as reading it: an editor does so from its own process. */
function hand(panel: PanelPage, lines: readonly string[], kind: 'open' | 'append'): Promise<void> {
  const run = { kind: 'idle', nTrialsPlanned: 0, nTrialsEnded: 0, remainingMs: null };
  const message = kind === 'open' ? { kind, study: { name: 'big', lines }, run } : { kind, lines, run };
  return panel.page.evaluate((handed) => void Object.assign(globalThis, { handed }), message);
}

/** From that message until a frame shows so many trials: the charts' count of marks and the table's of rows say so. */
function timed(panel: PanelPage, nTrials: number): Promise<number> {
  return panel.page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const { document, postMessage, requestAnimationFrame, handed } = globalThis as unknown as PageScope;
        const isThere = (): boolean =>
          Number(document.querySelector('[data-chart="convergence"]')?.getAttribute('data-marks')) >= wanted &&
          Number(document.querySelector('table[role="grid"]')?.getAttribute('aria-rowcount')) > wanted;
        const startMs = performance.now();
        postMessage(handed);
        const look = (): void => {
          // The frame in which it is drawn is on screen when the next one begins.
          if (isThere()) requestAnimationFrame(() => resolve(performance.now() - startMs));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    nTrials,
  );
}

const nScrolled = 120;

/** Through the table by 5 rows a frame; the time of all frames. */
function scrolled(panel: PanelPage): Promise<number> {
  return panel.page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const { document, requestAnimationFrame } = globalThis as unknown as PageScope;
        const box = document.querySelector('.scroll:has(table[role="grid"])');
        box?.scrollIntoView();
        const startMs = performance.now();
        let nFrames = 0;
        const step = (): void => {
          if (box !== null) box.scrollTop += 5 * 26;
          if (++nFrames < wanted) requestAnimationFrame(step);
          else resolve(performance.now() - startMs);
        };
        requestAnimationFrame(step);
      }),
    nScrolled,
  );
}

async function memoryOf(panel: PanelPage): Promise<number> {
  const session = await panel.page.context().newCDPSession(panel.page);
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** The part of the page's scope that is used here; the tests' own types know no DOM. */
type PageScope = {
  readonly postMessage: (message: unknown) => void;
  readonly handed: unknown;
  readonly requestAnimationFrame: (callback: () => void) => void;
  readonly document: { querySelector(selector: string): ElementLike | null };
};
type ElementLike = { scrollTop: number; scrollIntoView(): void; getAttribute(name: string): string | null };
