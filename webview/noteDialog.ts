// Where a note on a trial is written: a dialog with one field of text.
import { longestNote } from '../src/webviewProtocol.ts';
import { createButton } from './controls.ts';
import { element } from './dom.ts';

export type NoteDialog = {
  readonly element: HTMLElement;
  /** Asks for the note on `trial`, which is `note` so far. */
  readonly open: (trial: number, note: string) => void;
};

/** `save` is called with what was written, unless the reader takes it back. */
export function createNoteDialog(save: (trial: number, note: string) => void): NoteDialog {
  const heading = element('h2', { id: 'note-heading' });
  const field = element('textarea', { rows: '5', maxlength: String(longestNote), 'aria-labelledby': 'note-heading' });
  const dialog = element('dialog', { 'aria-labelledby': 'note-heading' });
  let trialShown = -1;
  const keep = (): void => {
    dialog.close();
    save(trialShown, field.value.trim());
  };
  dialog.append(
    heading,
    field,
    element(
      'div',
      { class: 'buttons' },
      createButton('Save note', { isPrimary: true, onClick: keep }),
      createButton('Cancel', { isPrimary: false, onClick: () => dialog.close() }),
    ),
  );
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    keep();
  });
  return {
    element: dialog,
    open: (trial, note) => {
      trialShown = trial;
      heading.textContent = `Note on trial ${trial}`;
      field.value = note;
      dialog.showModal();
      field.focus();
    },
  };
}
