// `npm run editor`: a real VS Code in the browser, with the extension installed and a copy of the example open, until Ctrl-C.
// Plain Node 20; code-server wants Node 24, so the rest (editor.ts) runs on the one of test/runtime.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const node24 = join(here, '../runtime/node_modules/node24/bin/node');
const isNew = Number(process.versions.node.split('.')[0]) >= 24;

if (!existsSync(node24) && !isNew) {
  process.stderr.write(
    'VS Code in the browser needs Node 24, and the packaged one is for Linux on x64. Install Node 24 and run this again.\n',
  );
  process.exit(1);
}
// Ctrl-C reaches the whole foreground group: this process only waits for the other to clean up.
process.on('SIGINT', () => undefined);
const { status } = spawnSync(
  existsSync(node24) ? node24 : process.execPath,
  [join(here, 'editor.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
