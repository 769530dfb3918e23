// The results page: message -> fold -> draw. Keeps no state but the reader's choices; all else the journal's lines would give again.
import { createDecoder } from '../src/study/codec.ts';
import { emptyStudy, fold } from '../src/study/fold.ts';
import type { Study } from '../src/study/study.ts';
import { parseToWebview } from '../src/webviewProtocol.ts';
import { registerControls } from './controls.ts';
import { host } from './host.ts';
import { ResultsPage } from './page.ts';
import { watchTheme } from './themeColors.ts';

type Shown = { readonly study: Study; readonly push: (lines: readonly string[]) => void };

registerControls();
const page = new ResultsPage(document.getElementById('results') ?? document.body, {
  host,
  isPanel: document.body.dataset['surface'] === 'panel',
});
let shown: Shown | null = null;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data));
watchTheme(() => page.changeTheme());
host.postMessage({ kind: 'ready' });

function receive(raw: unknown): void {
  const message = parseToWebview(raw);
  if (message === null) return;
  if (message.kind === 'open') shown = message.study === null ? null : openStudy(message.study);
  else if (message.kind === 'append') shown?.push(message.lines);
  page.show(shown?.study ?? null, message.run, message.kind !== 'run');
}

function openStudy({ name, lines }: { readonly name: string; readonly lines: readonly string[] }): Shown {
  const study = emptyStudy(name);
  const decoder = createDecoder();
  const push = (more: readonly string[]): void => {
    for (const line of more) fold(study, decoder.push(line).events);
  };
  push(lines);
  return { study, push };
}
