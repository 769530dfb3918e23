// Applies values to a document as the editor does, and prints its text then, or the code of what was refused.
import { register } from 'node:module';

const standIn = new URL('./vscodeStandIn.ts', import.meta.url).href;
const hook = `export const resolve = (specifier, context, next) =>
  specifier === 'vscode' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { shown } = await import('./vscodeStandIn.ts');
const { createWriteBack } = await import('../../../../src/editor/writeBack.ts');
const { UserError } = await import('../../../../src/errors.ts');

const [file = '', text = '', params = ''] = process.argv.slice(2);
Object.assign(shown, { fileName: file, text });
const memory = { get: () => undefined, update: () => Promise.resolve(), keys: () => [] };
const writeBack = createWriteBack(memory, (error) => {
  throw error;
});
const values = JSON.parse(params) as Parameters<typeof writeBack.apply>[1];
try {
  await writeBack.apply(file, values);
  process.stdout.write(shown.text);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stdout.write(error.code);
}
