// Follows the newest journal of one annotated file while anyone writes to it: our run, the command line, Optuna, another machine.
// By the system's notices and, since network disks give none, by a slow look of its own. Knows no editor.
import { statSync, watch, type FSWatcher } from 'node:fs';
import { UserError } from '../errors.ts';
import type { StudyEvent } from '../study/event.ts';
import { Journal } from './journal.ts';
import { studyFiles } from './studyFiles.ts';

/** `opened`: another file than before, or the same one with other content. `unreadable`: what was shown before stays; told once per state of the file. */
export type FollowedChange =
  | { readonly kind: 'opened'; readonly journal: Journal }
  | { readonly kind: 'appended'; readonly journal: Journal; readonly events: readonly StudyEvent[] }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly error: unknown };

export type StudyFollower = {
  /** Looks now; resolves when what was found has been told. */
  look(): Promise<void>;
  /** Nothing is told any more once this is called; resolves when nothing is under way. */
  close(): Promise<void>;
};

export type FollowOptions = {
  /** Absolute; need not exist yet. */
  readonly dataFolder: string;
  readonly studyName: string;
  /** Between two looks where no notice comes. Default 2000. */
  readonly pollMs?: number;
  /** As in `JournalOptions`. */
  readonly followLinks?: boolean;
};

/** Calls `onChange` for what is there and for every change from then on, one at a time and in order. The journals are opened for reading. */
export function followStudy(options: FollowOptions, onChange: (change: FollowedChange) => void): StudyFollower {
  return new Follower(options, onChange);
}

class Follower implements StudyFollower {
  private readonly dataFolder: string;
  private readonly studyName: string;
  private readonly followLinks: boolean;
  private readonly onChange: (change: FollowedChange) => void;
  private readonly timer: NodeJS.Timeout;
  private notices: { readonly watcher: FSWatcher; readonly folder: string } | null = null;
  private journal: Journal | null = null;
  /** The state of the file that could not be read. */
  private unreadable: string | null = null;
  private running: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    { dataFolder, studyName, pollMs = 2000, followLinks = true }: FollowOptions,
    onChange: (change: FollowedChange) => void,
  ) {
    this.dataFolder = dataFolder;
    this.studyName = studyName;
    this.followLinks = followLinks;
    this.onChange = onChange;
    this.timer = setInterval(() => void this.look(), pollMs);
    void this.look();
  }

  look(): Promise<void> {
    // Of many notices at once one look is enough, as long as it has not begun.
    this.waiting ??= this.running.then(() => {
      this.waiting = null;
      return this.isClosed ? undefined : this.read();
    });
    const look = this.waiting;
    this.running = look.catch(() => undefined);
    return look;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.timer);
    this.notices?.watcher.close();
    await this.running;
  }

  private tell(change: FollowedChange): void {
    if (!this.isClosed) this.onChange(change);
  }

  private async read(): Promise<void> {
    this.listen();
    const newest = studyFiles(this.dataFolder, this.studyName).at(-1) ?? null;
    if (newest === null) {
      if (this.journal !== null) this.tell({ kind: 'gone' });
      this.journal = null;
      return;
    }
    const state = stateOf(newest);
    if (state === this.unreadable) return;
    try {
      await this.readJournal(newest);
      this.unreadable = null;
    } catch (error) {
      this.unreadable = state;
      this.tell({ kind: 'unreadable', error });
    }
  }

  private async readJournal(file: string): Promise<void> {
    if (this.journal?.file === file) {
      const events = await refreshed(this.journal);
      if (events !== null) {
        if (events.length > 0) this.tell({ kind: 'appended', journal: this.journal, events });
        return;
      }
    }
    const journal = await Journal.open(file, { readonly: true, followLinks: this.followLinks });
    this.journal = journal;
    this.tell({ kind: 'opened', journal });
  }

  /** Asks for notices where there are none yet, and again where another folder of the same name has come. */
  private listen(): void {
    const folder = stateOf(this.dataFolder, 'ino');
    if (folder === this.notices?.folder) return;
    this.notices?.watcher.close();
    this.notices = null;
    if (folder === '' || this.isClosed) return;
    try {
      const watcher = watch(this.dataFolder, () => void this.look());
      // Too many watchers, or a folder that went away: the slow look goes on.
      watcher.on('error', () => watcher.close());
      this.notices = { watcher, folder };
    } catch {
      // As above.
    }
  }
}

/** Null when the file is no longer the one that the journal has read. */
async function refreshed(journal: Journal): Promise<readonly StudyEvent[] | null> {
  try {
    return await journal.refresh();
  } catch (error) {
    if (error instanceof UserError && error.code === 'journalReplaced') return null;
    throw error;
  }
}

/** Changes when the file does (`ino`: only when it is another one); empty when there is none. */
function stateOf(path: string, of: 'content' | 'ino' = 'content'): string {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return of === 'ino' ? `${ino}` : `${path} ${ino} ${size} ${mtimeMs}`;
  } catch {
    return '';
  }
}
