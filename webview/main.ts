// The results page: message -> fold -> draw. Keeps no state but the reader's choices; all else the journal's lines would give again.
import { createDecoder } from '../src/study/codec.ts';
import { emptyStudy, fold } from '../src/study/fold.ts';
import type { Obstacle } from '../src/study/obstacle.ts';
import type { Study } from '../src/study/study.ts';
import { parseToWebview, type StudyLines } from '../src/webviewProtocol.ts';
import { registerControls } from './controls.ts';
import { host } from './host.ts';
import { ResultsPage } from './page.ts';
import { watchTheme } from './themeColors.ts';

type Shown = {
  readonly study: Study;
  readonly obstacle: () => Obstacle | null;
  readonly push: (lines: readonly string[]) => void;
};

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
  switch (message.kind) {
    case 'studies':
      page.showStudies(message.studies);
      return;
    case 'compared': {
      const { id, study } = message;
      page.compare(id === null || study === null ? null : { id, study: namedStudy(study) });
      return;
    }
    case 'pointed':
      page.point(message);
      return;
    case 'open':
      shown = message.study === null ? null : openStudy(message.study);
      break;
    case 'append':
      shown?.push(message.lines);
      break;
    case 'run':
  }
  const [study, obstacle] = [shown?.study ?? null, shown?.obstacle() ?? null];
  page.show({ study, obstacle }, message.run, message.kind !== 'run');
}

/** Under the name that the host gives it: two journals may call their study alike. */
function namedStudy(lines: StudyLines): Study {
  return { ...openStudy(lines).study, name: lines.name };
}

function openStudy({ name, lines }: StudyLines): Shown {
  const study = emptyStudy(name);
  const decoder = createDecoder();
  const push = (more: readonly string[]): void => {
    for (const line of more) fold(study, decoder.push(line).events);
  };
  push(lines);
  return { study, obstacle: () => decoder.obstacle, push };
}
