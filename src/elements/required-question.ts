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
  // One question at a time, whoever asks it: what is open may even be the same.
  for (let open = openNow(root); open; open = openNow(root)) await closed(open);
  const agreement = (await gate.client?.agreements())?.find(({document}) => document === id);
  if (signal.aborted || agreement?.status === 'current' || agreement?.status === 'notice') return;
  const block = document.querySelector<AssentInline>(`assent-inline[documents~="${id}"]`);
  if (block) {
    const answered = closed(block);
    // One that has asked before goes on for itself.
    if (!block.open) signal.addEventListener('abort', () => block.close(), {once: true});
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

/** What is over the page: a dialog of this gate or of another one, or one that the page has opened itself. */
function openNow(root: ParentNode): AssentDialog | undefined {
  const roots = [root, document, ...[...document.querySelectorAll('assent-gate')].map(({renderRoot}) => renderRoot)];
  return roots.flatMap(one => one.querySelector<AssentDialog>('assent-dialog[open]') ?? [])[0];
}

function closed(dialog: AssentDialog): Promise<Event> {
  return new Promise(resolve => dialog.addEventListener('assent-close', resolve, {once: true}));
}
