import type {Agreement} from '../protocol/agreement.js';
import {isAskedNow} from '../protocol/agreement-status.js';
import type {AssentDialog} from './assent-dialog.js';

/** How people stood to what an app required when they were asked for it: who had declined by then is asked all the same. */
const before = new WeakMap<AssentDialog, Agreement>();

/** Says what a dialog, or a block in the page, is about to ask of somebody who may have answered it before. */
export function asksAnew(dialog: AssentDialog, agreement: Agreement): void {
  before.set(dialog, agreement);
}

/** Closes a dialog, or a block in the page, once nothing that it asks is owed any more: it was answered in another tab, or in another dialog. */
export function closeAnswered(dialog: AssentDialog, agreements: readonly Agreement[]): void {
  // While it is busy, or says what came of an answer, that is its own.
  const asks = dialog.open && dialog.shadowRoot?.querySelector('.panel.asking');
  const owed = agreements.some(agreement => isAskedNow(agreement, dialog.documents) || isAsItWas(agreement, before.get(dialog)));
  if (asks && !owed) dialog.close('answered');
}

/** Whether nobody has answered since somebody was asked. */
function isAsItWas({document, status, acts}: Agreement, asked: Agreement | undefined): boolean {
  return document === asked?.document && status === asked.status && acts.at(-1)?.id === asked.acts.at(-1)?.id;
}
