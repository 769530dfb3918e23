// Stands in for the `vscode` module in a plain process: every registration, listener and created thing counts as live until it is disposed.

/** What is live, by the name of the call that made it. */
export const live = new Map<object, string>();

class Disposable {
  private readonly run: () => void;
  constructor(run: () => void) {
    this.run = run;
  }
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
  dispose(): void {
    this.run();
  }
}

class EventEmitter<T> {
  /** With what makes each of them count as live. */
  private readonly listeners = new Map<(event: T) => void, object>();
  readonly event = (listener: (event: T) => void): Disposable => {
    this.listeners.set(listener, alive('a listener of an emitter'));
    return new Disposable(() => this.remove(listener));
  };
  fire(event: T): void {
    for (const listener of this.listeners.keys()) listener(event);
  }
  dispose(): void {
    for (const listener of this.listeners.keys()) this.remove(listener);
  }
  private remove(listener: (event: T) => void): void {
    live.delete(this.listeners.get(listener) ?? {});
    this.listeners.delete(listener);
  }
}

function alive(name: string): object {
  const thing = {};
  live.set(thing, name);
  return thing;
}

/** Anything that VS Code gives: its methods that make something are counted, the others do nothing. */
function service(name: string, fields: Readonly<Record<string, unknown>> = {}): object {
  return new Proxy(
    {},
    {
      get: (_target, key) => {
        if (typeof key === 'symbol' || key === 'then') return undefined;
        if (key in fields) return fields[key];
        const call = `${name}.${key}`;
        return /^(register|create|on[A-Z])/.test(key) ? () => made(call) : () => undefined;
      },
      set: () => true,
    },
  );
}

function made(call: string): object {
  const thing = alive(call);
  return service(call, { dispose: () => live.delete(thing), name: '' });
}

/** The documents on screen: the test fills it before it activates. */
export const documents: object[] = [];

class Range {
  readonly positions: readonly number[];
  constructor(...positions: readonly number[]) {
    this.positions = positions;
  }
}
class Named {
  readonly name: unknown;
  constructor(name: unknown) {
    this.name = name;
  }
}
class Diagnostic {
  readonly message: string;
  constructor(_range: Range, message: string) {
    this.message = message;
  }
}

const editors = {
  get visibleTextEditors() {
    return documents.map((document) => ({ document, setDecorations: () => undefined }));
  },
  get activeTextEditor() {
    return documents.length === 0 ? undefined : { document: documents[0] };
  },
};

export const window = service('window', editors);
export const workspace = service('workspace', {
  isTrusted: true,
  textDocuments: documents,
  getConfiguration: () => ({ get: () => undefined }),
  findFiles: () => Promise.resolve([]),
});
export const languages = service('languages', { match: () => 10 });
export const commands = service('commands', { executeCommand: () => Promise.resolve() });
export const lm = service('lm');
export const l10n = { uri: undefined };
export const StatusBarAlignment = { Left: 1 };
export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2 };
export const CodeActionKind = { QuickFix: 'quickfix', RefactorRewrite: 'refactor.rewrite' };
export const Uri = { joinPath: (...parts: readonly unknown[]) => parts.join('/') };
export { Diagnostic, Disposable, EventEmitter, Named as ThemeColor, Named as ThemeIcon, Range };
