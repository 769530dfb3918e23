// Where a journal keeps what the user says of trials. A note is a system attribute of the study, where optuna-dashboard keeps its own and
// shows it; a star is a user attribute of the study. (Attributes of a trial that has ended cannot change.)

/** Of a note as the file has it: how often it was written, and how many pieces it has. */
export type NoteRecord = { readonly version: number; readonly nParts: number };

/** The longest piece that optuna-dashboard writes; its databases take no more. */
const partLength = 2045;

/** The attributes, in the order in which they are written, that replace `before` by `note`. `trialId` is the file's own number of the trial. */
export function noteAttributes(
  note: string,
  trialId: number,
  before: NoteRecord | undefined,
): readonly (readonly [name: string, value: string | number])[] {
  // In whole characters: half of one is none in Python.
  const characters = Array.from(note);
  const nParts = Math.ceil(characters.length / partLength);
  const parts = Array.from({ length: Math.max(nParts, before?.nParts ?? 0) }, (_, i) =>
    characters.slice(i * partLength, (i + 1) * partLength).join(''),
  );
  const prefix = `dashboard:${trialId}:note_`;
  return [
    [`${prefix}ver`, (before?.version ?? 0) + 1],
    ...parts.map((part, i) => [`${prefix}str:${i}`, part] as const),
  ];
}

/** What one attribute says: the version of a trial's note, or a piece of it. */
export type NoteAttribute = {
  readonly trialId: number;
  readonly version?: number;
  readonly part?: readonly [index: number, text: string];
};

/** What an attribute of the study says of a note; null for any other attribute. */
export function parseNoteAttribute(name: string, value: unknown): NoteAttribute | null {
  const [, id, index] = /^dashboard:(\d+):note_(?:ver|str:(\d{1,4}))$/.exec(name) ?? [];
  if (id === undefined) return null;
  const trialId = Number(id);
  if (index === undefined) return typeof value === 'number' ? { trialId, version: value } : null;
  return typeof value === 'string' ? { trialId, part: [Number(index), value] } : null;
}

/** A note as it comes in, attribute after attribute, each of which may be its last. */
export class NoteText implements NoteRecord {
  version = 0;
  private readonly parts: string[] = [];
  /** The pieces in blocks, each joined: a new piece costs one block and not the whole note. */
  private readonly blocks: string[] = [];

  get nParts(): number {
    return this.parts.length;
  }

  get text(): string {
    return joined(this.blocks);
  }

  /** A piece that leaves a gap is none. */
  take({ version, part }: NoteAttribute): void {
    if (version !== undefined) this.version = version;
    if (part === undefined || part[0] > this.parts.length) return;
    this.parts[part[0]] = part[1];
    const block = Math.floor(part[0] / blockSize);
    this.blocks[block] = joined(this.parts.slice(block * blockSize, (block + 1) * blockSize));
  }
}

/** About the root of the most pieces that a note can have. */
const blockSize = 100;

/** By addition, which copies no letter until somebody reads the text. */
function joined(texts: readonly string[]): string {
  let all = '';
  for (const text of texts) all += text;
  return all;
}

/** The user attribute of a trial's star; its value is whether it has one. */
export function starAttribute(trial: number): string {
  return `starred:${trial}`;
}

/** The trial of such an attribute, or null. */
export function parseStarAttribute(name: string): number | null {
  const [, trial] = /^starred:(\d{1,9})$/.exec(name) ?? [];
  return trial === undefined ? null : Number(trial);
}
