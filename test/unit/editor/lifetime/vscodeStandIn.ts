// Stands in for the `vscode` module in a plain process: every registration, listener and created thing counts as live until it is disposed.

/** What is live, by the name of the call that made it. */
export const live = new Map<object, string>();

/** Every call of a service, in order. */
export const calls: { readonly call: string; readonly args: readonly unknown[] }[] = [];

/** What a test may change before it activates, and while it runs. */
export const state = { isTrusted: true, folders: [] as readonly string[], found: [] as readonly string[] };

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
        return (...args: readonly unknown[]) => {
          calls.push({ call, args });
          if (/^(register|create|on[A-Z])/.test(key)) return made(call);
          return /^show/.test(key) ? Promise.resolve() : undefined;
        };
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
  contains(): boolean {
    return true;
  }
}
class Named {
  readonly name: unknown;
  constructor(name: unknown) {
    this.name = name;
  }
}
class Uri {
  readonly scheme: string;
  readonly path: string;
  private constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }
  static readonly file = (path: string): Uri => new Uri('file', path);
  static readonly parse = (text: string): Uri => {
    const { protocol, pathname } = new URL(text);
    return new Uri(protocol.slice(0, -1), decodeURIComponent(pathname));
  };
  static joinPath(...parts: readonly unknown[]): string {
    return parts.join('/');
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}://${encodeURI(this.path)}`;
  }
}
class MarkdownString {
  isTrusted: unknown = undefined;
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}
class Hover {
  readonly contents: unknown;
  constructor(contents: unknown) {
    this.contents = contents;
  }
}
class CodeLens {
  readonly command: unknown;
  constructor(_range: Range, command: unknown) {
    this.command = command;
  }
}
class Diagnostic {
  readonly message: string;
  constructor(_range: Range, message: string) {
    this.message = message;
  }
}

const editors = {
  activeColorTheme: { kind: 2 },
  get visibleTextEditors() {
    return documents.map((document) => ({ document, setDecorations: () => undefined }));
  },
  get activeTextEditor() {
    return documents.length === 0 ? undefined : { document: documents[0] };
  },
};

export const window = service('window', editors);
export const workspace = service('workspace', {
  textDocuments: documents,
  getConfiguration: () => ({ get: () => undefined }),
  findFiles: (pattern: string) =>
    Promise.resolve(state.found.filter((file) => pattern.endsWith('.log') === file.endsWith('.log')).map(Uri.file)),
  getWorkspaceFolder: (uri: Uri) => {
    const folder = state.folders.find((one) => uri.fsPath.startsWith(`${one}/`));
    return folder === undefined ? undefined : { uri: Uri.file(folder) };
  },
  asRelativePath: (path: string) => path,
  get isTrusted() {
    return state.isTrusted;
  },
  openTextDocument: (file: string | Uri) =>
    Promise.resolve(documents.find((one) => 'fileName' in one && one.fileName === String(file))),
});
export const languages = service('languages', { match: () => 10 });
export const commands = service('commands', { executeCommand: () => Promise.resolve() });
export const lm = service('lm');
export const l10n = { uri: undefined };
export const StatusBarAlignment = { Left: 1 };
export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2 };
export const CodeActionKind = { QuickFix: 'quickfix', RefactorRewrite: 'refactor.rewrite' };
export const ColorThemeKind = { Light: 1, Dark: 2, HighContrast: 3, HighContrastLight: 4 };
export {
  CodeLens,
  Diagnostic,
  Disposable,
  EventEmitter,
  Named as ThemeColor,
  Hover,
  MarkdownString,
  Named as ThemeIcon,
  Range,
  Uri,
};
