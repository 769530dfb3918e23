import { findChromium, launchChromium } from '/tmp/h8/test/e2e/browser.ts';
import { linesOf, openPanelPage } from '/tmp/h8/test/e2e/panelPage.ts';
import { bigStudy, oneTrial } from '/tmp/h8/test/bench/panelStudies.ts';
const size = { nTrials: 10000, nParameters: 20, nReports: 0 };
const browser = await launchChromium(findChromium() ?? '');
const study = bigStudy(size);
const lines = linesOf(study);
const panel = await openPanelPage(browser);
const s = await panel.page.context().newCDPSession(panel.page);
await s.send('Profiler.enable'); await s.send('Profiler.setSamplingInterval', { interval: 500 });
const top = (profile: any, label: string) => {
  const self = new Map<string, number>(), byId = new Map(profile.nodes.map((n: any) => [n.id, n]));
  const total = new Map<string, number>();
  const parent = new Map<number, number>();
  for (const n of profile.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
  profile.samples.forEach((id: number, i: number) => {
    const d = profile.timeDeltas[i] / 1000; let n: any = byId.get(id);
    const name = (n: any) => `${n.callFrame.functionName || '(anon)'}:${n.callFrame.lineNumber}:${n.callFrame.columnNumber}`;
    self.set(name(n), (self.get(name(n)) ?? 0) + d);
    const seen = new Set();
    for (let k: any = id; k !== undefined; k = parent.get(k)) { const m = name(byId.get(k)); if (!seen.has(m)) { seen.add(m); total.set(m, (total.get(m) ?? 0) + d); } }
  });
  console.log('==', label);
  const show = (m: Map<string, number>, n: number) => [...m].sort((a, b) => b[1] - a[1]).slice(0, n).forEach(([k, v]) => console.log(v.toFixed(0).padStart(7), k));
  console.log('self'); show(self, 16); console.log('total'); show(total, 45);
};
await s.send('Profiler.start');
await panel.open('big', lines);
await panel.page.locator('[data-chart="convergence"][data-marks="10000"]').waitFor();
top((await s.send('Profiler.stop')).profile, 'open');
const more = linesOf([...study, ...[0,1,2,3,4,5].flatMap((i) => oneTrial(10000 + i, size))]).slice(lines.length);
const per = more.length / 6;
await s.send('Profiler.start');
for (let i = 0; i < 6; i++) { await panel.append(more.slice(i * per, (i + 1) * per)); await panel.page.locator(`[data-chart="convergence"][data-marks="${10001 + i}"]`).waitFor(); }
top((await s.send('Profiler.stop')).profile, 'append x6');
await browser.close();
