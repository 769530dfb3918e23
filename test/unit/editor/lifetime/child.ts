// Activates the extension on a file whose study is followed, deactivates it, and prints what is still live. Then it has nothing left to do: it ends
// by itself unless a timer, a watcher or a process holds it.
import { register } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';

const standIn = new URL('./vscodeStandIn.ts', import.meta.url).href;
const hook = `export const resolve = (specifier, context, next) =>
  specifier === 'vscode' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { documents, live } = await import('./vscodeStandIn.ts');
const { activate, deactivate } = await import('../../../../src/extension.ts');

const [file = '', text = ''] = process.argv.slice(2);
const uri = { scheme: 'file', fsPath: file, path: file, toString: () => `file://${file}` };
documents.push({ uri, fileName: file, version: 1, languageId: 'javascript', getText: () => text, isDirty: false });

const subscriptions: { dispose(): unknown }[] = [];
const context = {
  subscriptions,
  extensionUri: uri,
  extensionPath: '/nowhere',
  workspaceState: new Map(),
  globalStorageUri: uri,
};
await activate(context as unknown as Parameters<typeof activate>[0]); // As much of a context as activation reads.
const nLive = live.size;
// The watcher of the study's folder begins with its first look.
while (!process.getActiveResourcesInfo().includes('FSEventWrap')) await turn();
await deactivate();
for (const subscription of subscriptions.toReversed()) subscription.dispose();
process.stdout.write(JSON.stringify({ nLive, left: [...live.values()] }));
