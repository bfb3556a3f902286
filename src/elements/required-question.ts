import type {AssentRequireEvent} from '../client/require-event.js';
import type {AssentDialog} from './assent-dialog.js';
import type {AssentGate} from './assent-gate.js';
import type {AssentInline} from './assent-inline.js';
import {asksAnew} from './close-answered.js';
import {DIALOG_PARTS} from './parts.js';

/**
 * Asks for one document: in the block of the page that is about it, else in a dialog of its own in the gate's place. It
 * may be put off: what needs it is left out then. Resolves when block or dialog is closed, by whatever.
 */
export async function askRequired(gate: AssentGate, {document: id, signal}: AssentRequireEvent): Promise<void> {
  const root = gate.renderRoot;
  // One question at a time: what is open may even be the same.
  for (let open = openIn(root); open; open = openIn(root)) await closed(open);
  const agreement = (await gate.client?.agreements())?.find(({document}) => document === id);
  if (signal.aborted || agreement?.status === 'current' || agreement?.status === 'notice') return;
  const block = document.querySelector<AssentInline>(`assent-inline[documents~="${id}"]`);
  if (block) {
    const answered = closed(block);
    if (agreement) asksAnew(block, agreement);
    await block.bringUp(id);
    return void (await answered);
  }
  const dialog = document.createElement('assent-dialog');
  dialog.setAttribute('part', 'dialog');
  dialog.setAttribute('exportparts', DIALOG_PARTS);
  const {client, locale, strings} = gate;
  Object.assign(dialog, {documents: [id], dismissible: true, open: true, ...(client && {client}), ...(locale && {locale}), ...(strings && {strings})});
  signal.addEventListener('abort', () => dialog.close(), {once: true});
  if (agreement) asksAnew(dialog, agreement);
  root.append(dialog);
  await closed(dialog);
  dialog.remove();
}

function openIn(root: ParentNode): AssentDialog | null {
  return root.querySelector<AssentDialog>('assent-dialog[open]');
}

function closed(dialog: AssentDialog): Promise<Event> {
  return new Promise(resolve => dialog.addEventListener('assent-close', resolve, {once: true}));
}
