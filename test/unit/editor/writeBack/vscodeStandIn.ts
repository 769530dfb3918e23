// Stands in for the `vscode` module in a plain process: one document whose text need not be what Node reads of its file, and a person who accepts each diff.

class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}
class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position, end: Position) {
    this.start = start;
    this.end = end;
  }
}

/** VS Code ends lines at CR, LF and CRLF only. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\r\n|\n|\r(?!\n))/);

export const shown = { fileName: '', text: '', isDirty: false };
const uri = { scheme: 'file', toString: () => 'file:document', with: () => ({ toString: () => 'preview:document' }) };
const document = {
  get fileName() {
    return shown.fileName;
  },
  get uri() {
    return { ...uri, fsPath: shown.fileName };
  },
  get isDirty() {
    return shown.isDirty;
  },
  getText: () => shown.text,
  positionAt: (offset: number) => {
    let left = offset;
    for (const [line, text] of linesOf(shown.text).entries()) {
      if (left < text.length) return new Position(line, left);
      left -= text.length;
    }
    return new Position(linesOf(shown.text).length - 1, linesOf(shown.text).at(-1)?.length ?? 0);
  },
};

class WorkspaceEdit {
  readonly edits: { readonly range: Range; readonly newText: string }[] = [];
  replace(_uri: unknown, range: Range, newText: string): void {
    this.edits.push({ range, newText });
  }
}

const offsetOf = ({ line, character }: Position): number =>
  linesOf(shown.text).slice(0, line).join('').length + character;

const disposable = { dispose: () => undefined };
export const workspace = {
  isTrusted: true,
  textDocuments: [document],
  openTextDocument: () => Promise.resolve(document),
  registerTextDocumentContentProvider: () => disposable,
  applyEdit: ({ edits }: WorkspaceEdit) => {
    for (const { range, newText } of edits.toReversed()) {
      shown.text = shown.text.slice(0, offsetOf(range.start)) + newText + shown.text.slice(offsetOf(range.end));
    }
    return Promise.resolve(true);
  },
};
export const window = {
  showInformationMessage: (_text: string, first?: string) => Promise.resolve(first),
  showTextDocument: () => Promise.resolve(),
  tabGroups: { all: [], onDidChangeTabs: () => disposable, close: () => Promise.resolve() },
};
export const commands = { executeCommand: () => Promise.resolve() };
class TabInputTextDiff {
  readonly modified = uri;
}
export { Position, Range, TabInputTextDiff, WorkspaceEdit };
