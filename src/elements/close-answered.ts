import type {Agreement} from '../protocol/agreement.js';
import {isAskedNow} from '../protocol/agreement-status.js';
import type {AssentDialog} from './assent-dialog.js';

/** Closes a dialog, or a block in the page, once nothing that it asks is owed any more: it was answered in another tab, or in another dialog. */
export function closeAnswered(dialog: AssentDialog, agreements: readonly Agreement[]): void {
  // While it is busy, or says what came of an answer, that is its own.
  const asks = dialog.open && dialog.shadowRoot?.querySelector('.panel.asking');
  const owed = agreements.some(agreement => isAskedNow(agreement, dialog.documents));
  if (asks && !owed) dialog.close('answered');
}
